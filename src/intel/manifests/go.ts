import type { Contents, ManifestReader } from './manifest.ts'

/** go.mod: https://go.dev/ref/mod#go-mod-file. Directives stand alone on a line, or as a block of lines in parentheses. */
export const readGoMod: ManifestReader = ({ text }) => {
  const contents: Contents = { name: null, dependencies: [], modules: [], local: [] }
  let block = ''
  for (const line of text.split('\n')) {
    const words = wordsOf(line)
    const [first = '', second = ''] = words
    if (first === ')') block = ''
    else if (block === '' && second === '(') block = first
    else if (block === '') read(contents, first, words.slice(1))
    else read(contents, block, words)
  }
  return contents.name === null ? null : contents
}

const wordsOf = (line: string): string[] => line.replace(/\/\/.*/, '').split(/[\s"`]+/).filter(Boolean)

function read(contents: Contents, directive: string, words: readonly string[]): void {
  const [first] = words
  if (first === undefined) return
  if (directive === 'module') contents.name ??= first
  if (directive === 'require') contents.dependencies.push(first)
  const folder = directive === 'replace' ? words[words.indexOf('=>') + 1] : undefined
  if (folder !== undefined && /^\.{1,2}(\/|$)/.test(folder)) contents.local.push({ name: first, folder })
}
