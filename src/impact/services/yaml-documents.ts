import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml'
import { isRecord } from '../values.ts'

/** A document of a YAML or JSON file, as plain values, with the lines that they stand on. */
export interface YamlDocument {
  value: Readonly<Record<string, unknown>>
  /** The line of what stands at a path, or else of what is around it. */
  lineOf(...path: readonly (string | number)[]): number
}

/** Longer files are no descriptions of services that somebody wrote. In characters. */
export const maxYaml = 1_000_000
/** Deeper ones are made to harm: the parser is recursive. */
const maxDepth = 60
const maxDocuments = 500

/** The documents of a file that are maps; or why it cannot be read, as one sentence. Aliases are resolved as long as they do not grow. */
export function readYaml(text: string): YamlDocument[] | string {
  if (text.length > maxYaml) return 'The file is too long to be read.'
  if (isTooDeep(text)) return 'The file is nested too deep to be read.'
  const lines = new LineCounter()
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, logLevel: 'silent', uniqueKeys: false, schema: 'core' })
    const parsed = 'empty' in documents ? [] : documents.slice(0, maxDocuments)
    const [error] = parsed.flatMap(({ errors }) => errors)
    if (error) return `This is no YAML: ${error.code.toLowerCase().replaceAll('_', ' ')} in line ${lines.linePos(error.pos[0]).line}.`
    return parsed.flatMap((document) => documentOf(document, lines))
  } catch {
    return 'This is no YAML that can be read.' // aliases that grow, for one
  }
}

function documentOf(document: Document.Parsed, lines: LineCounter): YamlDocument[] {
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  if (!isRecord(value)) return []
  return [{
    value,
    lineOf: (...path) => lines.linePos((nodeAt(document, path) ?? document.contents)?.range?.[0] ?? 0).line,
  }]
}

/** The key of a pair stands where people look, so it counts where there is one. */
function nodeAt(document: Document.Parsed, path: readonly (string | number)[]): Node | null {
  let [node, shown]: [unknown, Node | null] = [document.contents, null]
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step)
      if (!pair) return shown
      shown = isScalar(pair.key) ? pair.key : shown
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
      if (isScalar(node) || isMap(node)) shown = node
    } else return shown
  }
  return shown
}

/** Whether brackets or indents go deep. Brackets in quotes count too: a text with so many open ones is none of ours. */
function isTooDeep(text: string): boolean {
  let [depth, deepest] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth)
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1)
  }
  return deepest > maxDepth || /^[ \t-]{200}/m.test(text)
}
