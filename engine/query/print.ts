import { escapeRegex } from '../regex/index.ts'
import type { Node, Operator, Parameter, Pattern, PatternType, Query } from './ast.ts'
import { parseQuery } from './parse.ts'

/**
 * Writes a query in its one canonical form: full field names, `-` for negated parameters, operators in capitals,
 * parentheses around every group. `print(parse(print(parse(q))))` is `print(parse(q))`.
 *
 * The pattern type is not part of the text, unless the query names it. Patterns are written as they were; where that
 * would read differently after the parts have been put in order (a lone parenthesis, a leading slash), they are
 * written so that nothing can be mistaken: quoted, between slashes, or, in a literal or structural query, with `content:`.
 */
export function print(query: Query): string {
  const { root, patternType } = query
  if (!root) return ''
  const plain = printNode(root, patternType)
  const read = parseQuery(plain, { patternType }).query
  return sameNode(read.root, root) ? plain : printNode(unmistakable(root, patternType), patternType)
}

function printNode(node: Node, patternType: PatternType): string {
  switch (node.kind) {
    case 'parameter': return `${node.negated ? '-' : ''}${node.field}:${node.quoted ? quote(node.value) : node.value}`
    case 'pattern': return printPattern(node)
    case 'sequence': return node.nodes.map(printPattern).join(' ')
    case 'and': return printAnd(node, patternType)
    case 'or': return node.nodes.map(child => printOperand(child, patternType)).join(' OR ')
  }
}

function printAnd(node: Operator, patternType: PatternType): string {
  const parts: string[] = []
  node.nodes.forEach((child, index) => {
    const previous = node.nodes[index - 1]
    if (previous) parts.push(joins(previous, patternType) && joins(child, patternType) ? ' AND ' : ' ')
    parts.push(printOperand(child, patternType))
  })
  return parts.join('')
}

/** Two such nodes side by side would become one phrase or sequence. */
function joins(node: Node, patternType: PatternType): boolean {
  if (node.kind === 'sequence') return true
  if (patternType === 'keyword' || node.kind !== 'pattern' || node.negated || node.content) return false
  return patternType === 'regexp' || node.form === 'text'
}

function printOperand(node: Node, patternType: PatternType): string {
  const text = printNode(node, patternType)
  return node.kind === 'and' || node.kind === 'or' ? `(${text})` : text
}

function printPattern({ form, value, content, negated }: Pattern): string {
  if (content) return `${negated ? '-' : ''}content:${form === 'regexp' ? slash(value) : quote(value)}`
  const text = form === 'text' ? value : form === 'quoted' ? quote(value) : slash(value)
  return (negated ? 'NOT ' : '') + text
}

/** The same query, with each part that could be mistaken in another place in the form in which it cannot. */
function unmistakable(node: Node, patternType: PatternType): Node {
  switch (node.kind) {
    case 'and':
    case 'or': return { ...node, nodes: node.nodes.map(child => unmistakable(child, patternType)) }
    case 'sequence': return { ...node, nodes: node.nodes.map(child => unmistakablePattern(child, patternType)) }
    case 'parameter': return node.quoted || isSafeValue(node, patternType) ? node : { ...node, quoted: true }
    case 'pattern': return unmistakablePattern(node, patternType)
  }
}

function unmistakablePattern(node: Pattern, patternType: PatternType): Pattern {
  if (node.content || node.form !== 'text' || isSafe(node, patternType)) return node
  switch (patternType) {
    case 'keyword': return { ...node, form: 'quoted' }
    case 'standard': return { ...node, form: 'regexp', value: escapeRegex(node.value) }
    case 'regexp': return { ...node, form: 'regexp' }
    case 'literal':
    case 'structural': return { ...node, form: 'quoted', content: true }
  }
}

/** Reads the same wherever it stands: alone it is itself, and no word begins with what could end later in the query. */
function isSafe(node: Pattern, patternType: PatternType): boolean {
  const opening = patternType === 'standard' ? /(^|[\s(])\// : patternType === 'literal' || patternType === 'structural' ? /^$/ : /(^|[\s(])["'/]/
  return !opening.test(node.value) && readsAlike(node.value, { ...node, negated: false }, patternType)
}

function isSafeValue(node: Parameter, patternType: PatternType): boolean {
  return !/^["']/.test(node.value) && readsAlike(printNode(node, patternType), node, patternType)
}

/** Whether `text` is read as `node` within a group, the place where most can go wrong: before a space and before a parenthesis. */
function readsAlike(text: string, node: Node, patternType: PatternType): boolean {
  const alternatives = (group: string) => {
    const { root } = parseQuery(group, { patternType }).query
    return root?.kind === 'or' && root.nodes.length === 2 ? root.nodes : []
  }
  return sameNode(alternatives(`(${text} OR x)`)[0], node) && sameNode(alternatives(`(x OR ${text})`)[1], node)
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
