/**
 * A piece of a build script in Groovy or Kotlin, which are read alike and never run: https://docs.gradle.org/current/userguide/writing_build_scripts.html.
 * A text has no quotes; whether `$` stands for something in it is told apart.
 */
export interface Token {
  kind: 'word' | 'text' | 'mark'
  text: string
  isTemplate: boolean
  line: number
  /** Whether it is the first one on its line. */
  isFirst: boolean
}

const word = /[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|`[^`\n]{1,200}`/uy
const marks = /==|!=|\+=|<=|>=|->|\?:|\?\.|::|&&|\|\||[^\s\w]/y

/** Takes linear time; what is cut off within quotes is passed over. */
export function* tokensOf(source: string, firstLine = 1): Generator<Token> {
  let [at, line, isFirst] = [0, firstLine, true]
  const textAt = createTexts(source)
  while (at < source.length) {
    const char = source[at] ?? ''
    if (char === '\n') {
      line++
      at++
      isFirst = true
      continue
    }
    const comment = source.startsWith('//', at) ? '\n' : source.startsWith('/*', at) ? '*/' : null
    if (/\s/.test(char) || comment !== null) {
      const end = comment === null ? at + 1 : endOf(source, comment, at + 2)
      line += comment === '*/' ? linesIn(source, at, end) : 0
      at = end
      continue
    }
    const quoted = char === '"' || char === "'" ? textAt(at) : null
    if (quoted) yield { kind: 'text', text: quoted.text, isTemplate: char === '"', line, isFirst }
    const shape = quoted ? null : matchAt(word, source, at)
    const found = quoted ? source.slice(at, quoted.end) : (shape ?? matchAt(marks, source, at) ?? char)
    if (!quoted) yield { kind: shape === null ? 'mark' : 'word', text: found.replaceAll('`', ''), isTemplate: false, line, isFirst }
    line += quoted ? linesIn(source, at, quoted.end) : 0
    at += found.length
    isFirst = false
  }
}

function matchAt(shape: RegExp, source: string, at: number): string | null {
  shape.lastIndex = at
  return shape.exec(source)?.[0] ?? null
}

/** A line comment ends before its end of line, anything else behind what closes it. */
function endOf(source: string, closing: string, from: number): number {
  const found = source.indexOf(closing, from)
  return found < 0 ? source.length : closing === '\n' ? found : found + closing.length
}

const linesIn = (source: string, from: number, to: number): number => source.slice(from, to).split('\n').length - 1

/** Finds the texts of a source; what does not end is looked for once. */
function createTexts(source: string): (at: number) => { text: string; end: number } | null {
  const unended = new Set<string>()
  let brokenUntil = 0

  function long(at: number, quotes: string): { text: string; end: number } | null {
    const end = unended.has(quotes) ? -1 : source.indexOf(quotes, at + 3)
    if (end < 0) unended.add(quotes)
    return end < 0 ? null : { text: source.slice(at + 3, end), end: end + 3 }
  }

  return (at) => {
    const quote = source[at] ?? ''
    if (source.startsWith(quote.repeat(3), at)) return long(at, quote.repeat(3))
    if (at < brokenUntil) return null
    let [end, depth] = [at + 1, 0]
    for (; end < source.length && source[end] !== '\n'; end++) {
      const char = source[end]
      if (char === '\\') end++
      else if (quote === '"' && char === '{' && (depth > 0 || source[end - 1] === '$')) depth++
      else if (depth > 0 && char === '}') depth--
      else if (depth === 0 && char === quote) return { text: source.slice(at + 1, end).replace(/\\(["'\\])/g, '$1'), end: end + 1 }
    }
    brokenUntil = end
    return null
  }
}
