/**
 * YAML as lockfiles are written in it: keys and values line by line, each level deeper than the one above. What no lockfile needs to be
 * understood is passed over: items of lists, texts of several lines, anchors. So nothing in it can grow; it takes linear time, a small part
 * of what a parser of all of YAML takes; and it tells lines.
 */
export interface YamlNode {
  /** Counts from 1. */
  line: number
  /** What stands behind the key, without quotes; empty where its value is below it. */
  text: string
  children: Map<string, YamlNode>
}

/** Longer lines are made to take long. */
const maxLine = 100_000

/** Null where a line is none of this: the mark of a conflict, say. */
export function readBlockYaml(text: string): YamlNode | null {
  const root: YamlNode = { line: 1, text: '', children: new Map() }
  const open: Open[] = [{ indent: -1, node: root }]
  let passing = Infinity
  for (const [at, line] of text.replace(/^\ufeff/, '').split('\n').entries()) {
    const content = line.trim()
    const indent = line.length - line.trimStart().length
    if (content === '' || content.startsWith('#') || content === '---' || indent > passing) continue
    const isItem = content === '-' || content.startsWith('- ')
    passing = isItem ? indent : Infinity
    if (isItem) continue
    const node = line.length > maxLine ? null : addLine(open, { indent, content, line: at + 1 })
    if (node === null) return null
    if (/^[|>][-+\d]*$/.test(node.text)) passing = indent // a text of several lines, all deeper than its key
  }
  return root
}

interface Open {
  indent: number
  node: YamlNode
}

/** The node that the line belongs to; null for a line that is no pair. */
function addLine(open: Open[], { indent, content, line }: { indent: number; content: string; line: number }): YamlNode | null {
  const answers = content === ':' || content.startsWith(': ')
  while ((open.at(-1)?.indent ?? -1) >= indent + (answers ? 1 : 0)) open.pop()
  const above = open.at(-1)?.node
  if (above === undefined) return null
  if (answers) return addAnswer(open, above, { indent, content: content.slice(1).trim(), line })
  const pair = content.startsWith('? ') ? { key: unquoted(content.slice(2).trim()), text: '' } : pairIn(content)
  if (pair === null) return null
  const node = { line, text: pair.text, children: new Map<string, YamlNode>() }
  above.children.set(pair.key, node)
  open.push({ indent, node })
  return node
}

/** `? a long key` has its value on the next line, after `: `; its first pair may stand on that line too. */
function addAnswer(open: Open[], above: YamlNode, { indent, content, line }: { indent: number; content: string; line: number }): YamlNode | null {
  if (content === '') return above
  if (pairIn(content) !== null) return addLine(open, { indent: indent + 2, content, line })
  above.text = unquoted(content)
  return above
}

/** A key, a colon, and the end or a space; null for anything else. Without regular expressions over the whole line: none of them is linear on all lines. */
function pairIn(content: string): { key: string; text: string } | null {
  const quote = content[0] === "'" || content[0] === '"' ? content[0] : null
  const end = quote === null ? colonIn(content, 0) : colonIn(content, endOfQuoted(content, quote))
  if (end <= 0 || (quote === null && /^[{}[\]<>=&*!|%@`]/.test(content))) return null
  const key = content.slice(0, end).trimEnd()
  return { key: quote === null ? key : unquoted(key), text: unquoted(content.slice(end + 1).trim()) }
}

/** The first colon from a place on that ends a key; -1 for none. */
function colonIn(content: string, from: number): number {
  for (let at = content.indexOf(':', from); at >= 0; at = content.indexOf(':', at + 1)) if (at === content.length - 1 || content[at + 1] === ' ' || content[at + 1] === '\t') return at
  return -1
}

/** Behind the closing quote. */
function endOfQuoted(content: string, quote: string): number {
  for (let at = 1; at < content.length; at++) {
    if (content[at] === (quote === '"' ? '\\' : quote) && (quote === '"' || content[at + 1] === quote)) at++
    else if (content[at] === quote) return at + 1
  }
  return content.length
}

/** The text of a scalar; what stands after it as a comment is none of it. */
function unquoted(text: string): string {
  const single = /^'([^']*(?:''[^']*)*)'/.exec(text)?.[1]
  if (single !== undefined) return single.replaceAll("''", "'")
  return /^"([^"\\]*(?:\\.[^"\\]*)*)"/.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? text.replace(/\s#[^]*$/, '')
}
