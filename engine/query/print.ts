import { escapeRegex } from '../regex/index.ts'
import type { Node, Operator, Parameter, Pattern, PatternType, Query } from './ast.ts'
import { parseQuery } from './parse.ts'

/**
 * Writes a query in its one canonical form: full field names, `-` for negated parameters, operators in capitals,
 * parentheses around every group. `print(parse(print(parse(q))))` is `print(parse(q))`.
 *
 * The pattern type is not part of the text, unless the query names it. Patterns are written as they were; where that
 * would read differently after the parts have been put in order (a lone parenthesis, a leading slash), they are
 * written so that nothing can be mistaken: quoted, between slashes, or, in a literal query, with `content:`.
 */
export function print(query: Query): string {
  const { root, patternType } = query
  if (!root) return ''
  const plain = printNode(root, { patternType, safe: false })
  const read = parseQuery(plain, { patternType }).query
  return sameNode(read.root, root) ? plain : printNode(root, { patternType, safe: true })
}

type Style = { patternType: PatternType; safe: boolean }

function printNode(node: Node, style: Style): string {
  switch (node.kind) {
    case 'parameter': return printParameter(node, style)
    case 'pattern': return printPattern(node, style)
    case 'sequence': return node.nodes.map(child => printPattern(child, style)).join(' ')
    case 'and': return printAnd(node, style)
    case 'or': return node.nodes.map(child => printOperand(child, style)).join(' OR ')
  }
}

function printAnd(node: Operator, style: Style): string {
  const parts: string[] = []
  node.nodes.forEach((child, index) => {
    const previous = node.nodes[index - 1]
    if (previous) parts.push(joins(previous, style) && joins(child, style) ? ' AND ' : ' ')
    parts.push(printOperand(child, style))
  })
  return parts.join('')
}

/** Two such nodes side by side would become one phrase or sequence. */
function joins(node: Node, { patternType }: Style): boolean {
  if (node.kind === 'sequence') return true
  if (patternType === 'keyword' || node.kind !== 'pattern' || node.negated || node.content) return false
  return patternType === 'regexp' || node.form === 'text'
}

function printOperand(node: Node, style: Style): string {
  const text = printNode(node, style)
  return node.kind === 'and' || node.kind === 'or' ? `(${text})` : text
}

function printParameter(node: Parameter, { patternType, safe }: Style): string {
  const head = `${node.negated ? '-' : ''}${node.field}:`
  const quoted = head + quote(node.value)
  if (node.quoted) return quoted
  const plain = head + node.value
  return !safe || readsAlike(plain, node, patternType) ? plain : quoted
}

function printPattern(node: Pattern, style: Style): string {
  if (node.content) return `${node.negated ? '-' : ''}content:${node.form === 'regexp' ? slash(node.value) : quote(node.value)}`
  if (style.safe && node.form === 'text' && !isSafe(node, style)) return printUnmistakable(node, style)
  return (node.negated ? 'NOT ' : '') + printForm(node)
}

function printForm({ form, value }: Pattern): string {
  switch (form) {
    case 'text': return value
    case 'quoted': return quote(value)
    case 'regexp': return slash(value)
  }
}

function printUnmistakable({ value, negated }: Pattern, { patternType }: Style): string {
  const not = negated ? 'NOT ' : ''
  switch (patternType) {
    case 'keyword': return not + quote(value)
    case 'standard': return not + slash(escapeRegex(value))
    case 'regexp': return not + slash(value)
    case 'literal': return `${negated ? '-' : ''}content:${quote(value)}`
  }
}

/** Reads the same wherever it stands: alone it is itself, and no word begins with what could end later in the query. */
function isSafe(node: Pattern, { patternType }: Style): boolean {
  const opening = patternType === 'standard' ? /(^|[\s(])\// : patternType === 'literal' ? /^$/ : /(^|[\s(])["'/]/
  if (opening.test(node.value)) return false
  return readsAlike(node.value, { ...node, negated: false }, patternType)
}

/** Whether `text` is read as `node` within a group, the place where most can go wrong. */
function readsAlike(text: string, node: Node, patternType: PatternType): boolean {
  const { root } = parseQuery(`(${text} OR x)`, { patternType }).query
  return root?.kind === 'or' && root.nodes.length === 2 && sameNode(root.nodes[0], node)
}

function quote(value: string): string {
  return `"${value.replace(/[\\"\n\r\t]/g, char => QUOTED.get(char) ?? char)}"`
}

const QUOTED = new Map([['\\', '\\\\'], ['"', '\\"'], ['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t']])

/** Escapes every slash that is not escaped already. */
function slash(value: string): string {
  return `/${value.replace(/\\[^]|\//g, part => part === '/' ? '\\/' : part)}/`
}

/** Equal but for where they stood. */
function sameNode(a: Node | undefined, b: Node | undefined): boolean {
  if (!a || !b || a.kind !== b.kind) return a === b
  if ('nodes' in a && 'nodes' in b) {
    return a.nodes.length === b.nodes.length && a.nodes.every((node, index) => sameNode(node, b.nodes[index]))
  }
  if (a.kind === 'parameter' && b.kind === 'parameter') {
    return a.field === b.field && a.value === b.value && a.quoted === b.quoted && a.negated === b.negated
  }
  return a.kind === 'pattern' && b.kind === 'pattern'
    && a.form === b.form && a.value === b.value && a.content === b.content && a.negated === b.negated
}
