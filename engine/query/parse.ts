import { PATTERN_TYPES, type Issue, type Node, type Operator, type Parameter, type Pattern, type PatternType, type Query, type Range } from './ast.ts'
import { closeEscape, lex, type Token } from './lex.ts'
import { resolveParentheses, type Item } from './parens.ts'

/** In UTF-16 code units. Longer queries are refused: no person writes one, and every step after may then be generous. */
export const MAX_QUERY_LENGTH = 64 * 1024

/**
 * Reads a query in Sourcegraph's language. Never throws: whatever is wrong is an issue, and the query holds what could
 * be understood. `patterntype:` in the text goes before the option. The checks of values and fields are the planner's.
 *
 * The grammar, AND binding tighter than OR and both weaker than standing side by side:
 * `or = and {OR and}`, `and = side-by-side {AND side-by-side}`, `side-by-side = {[NOT] leaf}`.
 */
export function parseQuery(text: string, { patternType }: { patternType: PatternType }): { query: Query; issues: Issue[] } {
  const { type, items, issues } = readItems(text, patternType)
  const parser: Parser = { text, type, items: hoist(items, issues), at: 0, issues, reported: -1 }
  return { query: { patternType: type, root: parseOr(parser) }, issues }
}

type Parser = {
  text: string
  type: PatternType
  items: readonly Item[]
  at: number
  issues: Issue[]
  /** Where the last operator without an operand stood: each is reported once. */
  reported: number
}

/** The items of a query and the pattern type it is really read with; none where the query is refused as a whole. */
export function readItems(text: string, asked: PatternType): { type: PatternType; items: Item[]; issues: Issue[] } {
  if (text.length > MAX_QUERY_LENGTH) {
    const message = `The query is longer than ${MAX_QUERY_LENGTH} characters. Shorten it, or search for a part of the text.`
    return { type: asked, items: [], issues: [{ start: 0, end: text.length, message, severity: 'error' }] }
  }
  const first = lex(text, asked)
  const type = patternTypeIn(first.tokens) ?? asked
  const lexed = type === asked ? first : lex(text, type)
  const { items, issues } = resolveParentheses(text, lexed.tokens, type)
  return { type, items, issues: [...lexed.issues, ...issues] }
}

function patternTypeIn(tokens: readonly Token[]): PatternType | undefined {
  const values = tokens.flatMap(token => token.kind === 'parameter' && token.field === 'patterntype' ? token.value.toLowerCase() : [])
  return values.flatMap(value => PATTERN_TYPES.find(type => type === value) ?? [])[0]
}

/**
 * `repo:x a or b lang:go` means `repo:x lang:go (a or b)`: parameters that stand together at the ends, around nothing
 * but patterns, speak of the whole. They do not once parameters stand in between, an operator joins them, or
 * parentheses say what belongs together: `repo:x a or (b and c)` is `(repo:x a) or (b and c)`, with a warning.
 */
function hoist(items: Item[], issues: Issue[]): Item[] {
  const start = leadingParameters(items)
  const end = trailingParameters(items, start)
  const middle = items.slice(start, end)
  const first = middle[0]
  const last = middle.at(-1)
  if (!first || !last || middle.length === items.length || !isPatternExpression(middle)) return items
  if (middle.some(item => item.kind === 'open')) {
    const or = topLevelOr(middle)
    if (or) issues.push({ start: or.start, end: or.end, message: ONE_SIDE, severity: 'warning' })
    return items
  }
  const open: Item = { kind: 'open', start: first.start, end: first.start }
  const close: Item = { kind: 'close', start: last.end, end: last.end }
  return [...items.slice(0, start), ...items.slice(end), open, ...middle, close]
}

const ONE_SIDE = 'Each filter limits only its own side of this OR. Put parentheses around all the patterns for it to limit both.'

function topLevelOr(items: readonly Item[]): Item | undefined {
  let depth = 0
  return items.find(item => {
    if (item.kind === 'open') depth++
    if (item.kind === 'close') depth--
    return item.kind === 'or' && depth === 0
  })
}

function leadingParameters(items: readonly Item[]): number {
  let at = 0
  for (;;) {
    const skip = items[at]?.kind === 'not' ? 1 : 0
    if (items[at + skip]?.kind !== 'parameter') return at
    at += skip + 1
  }
}

function trailingParameters(items: readonly Item[], from: number): number {
  let at = items.length
  while (at > from && items[at - 1]?.kind === 'parameter') at -= items[at - 2]?.kind === 'not' && at - 2 >= from ? 2 : 1
  return at
}

function isPatternExpression(items: readonly Item[]): boolean {
  const first = items[0]?.kind
  const last = items.at(-1)?.kind
  if (first === 'and' || first === 'or' || last === 'and' || last === 'or' || last === 'not') return false
  return items.some(item => item.kind === 'or') && !items.some(item => item.kind === 'parameter')
}

function parseOr(parser: Parser): Node | undefined {
  return makeOperator('or', parseOperands(parser, 'or', parseAnd))
}

function parseAnd(parser: Parser): Node | undefined {
  return makeOperator('and', parseOperands(parser, 'and', parseSideBySide))
}

function parseOperands(parser: Parser, operator: 'and' | 'or', parseOperand: (parser: Parser) => Node | undefined): Node[] {
  const nodes: Node[] = []
  let before: Item | undefined
  for (;;) {
    const node = parseOperand(parser)
    const next = parser.items[parser.at]
    const after = next?.kind === operator ? next : undefined
    if (node) nodes.push(node)
    else reportMissing(parser, before ?? after)
    if (!after) return nodes
    before = after
    parser.at++
  }
}

function reportMissing(parser: Parser, operator: Item | undefined): void {
  if (!operator || operator.start === parser.reported) return
  parser.reported = operator.start
  const word = parser.text.slice(operator.start, operator.end)
  report(parser, operator, `“${word}” needs something on both sides. Put it in quotes to search for the word itself.`)
}

/** A node that stands side by side with others; `joins` if it may become part of a phrase or sequence. */
type Leaf = { node: Node; joins: boolean }

function parseSideBySide(parser: Parser): Node | undefined {
  const leaves: Leaf[] = []
  for (let item = parser.items[parser.at]; item && item.kind !== 'close' && item.kind !== 'and' && item.kind !== 'or'; item = parser.items[parser.at]) {
    const leaf = item.kind === 'not' ? parseNot(parser, item) : parseLeaf(parser, item)
    if (leaf) leaves.push(leaf)
  }
  const parameters = leaves.filter(leaf => leaf.node.kind === 'parameter').map(leaf => leaf.node)
  const others = leaves.filter(leaf => leaf.node.kind !== 'parameter')
  return makeOperator('and', [...parameters, ...combine(parser, others)])
}

function parseLeaf(parser: Parser, item: Item): Leaf | undefined {
  parser.at++
  if (item.kind === 'open') {
    const node = parseOr(parser)
    parser.at++
    return node && { node, joins: false }
  }
  const node = toNode(parser, item)
  return node && { node, joins: node.kind === 'pattern' && !node.content }
}

function toNode({ text, type }: Parser, item: Item): Parameter | Pattern | undefined {
  const { start, end } = item
  const pattern = { kind: 'pattern', content: false, negated: false, start, end } as const
  switch (item.kind) {
    case 'parameter': return item
    case 'content': return { ...item, kind: 'pattern', content: true }
    case 'quoted':
    case 'regexp': return { ...pattern, form: item.kind, value: item.value, valueRange: { start: start + 1, end: end - 1 } }
    case 'word': return { ...pattern, form: 'text', value: wordValue(text.slice(start, end), type), valueRange: { start, end } }
    default: return undefined
  }
}

function wordValue(word: string, type: PatternType): string {
  return type === 'regexp' ? closeEscape(word) : word
}

/** `NOT` takes one pattern or one parameter. What it cannot take is reported, and read as if it were not there. */
function parseNot(parser: Parser, not: Item): Leaf | undefined {
  parser.at++
  const item = parser.items[parser.at]
  const problem = notProblem(parser, item)
  if (problem) report(parser, { start: not.start, end: item?.end ?? not.end }, problem)
  if (!item || item.kind === 'not' || item.kind === 'and' || item.kind === 'or' || item.kind === 'close') return undefined
  const leaf = parseLeaf(parser, item)
  if (!leaf || (leaf.node.kind !== 'parameter' && leaf.node.kind !== 'pattern') || item.kind === 'open') return leaf
  return { node: { ...leaf.node, negated: true, start: not.start }, joins: false }
}

function notProblem({ text, type }: Parser, item: Item | undefined): string | undefined {
  switch (item?.kind) {
    case 'parameter':
    case 'content': return item.negated ? 'NOT and “-” together cancel out. Write only one of them.' : undefined
    case 'word': return type !== 'regexp' && text[item.start] === '(' ? NOT_GROUP : undefined
    case 'quoted':
    case 'regexp': return undefined
    case 'open': return NOT_GROUP
    default: return 'NOT needs a pattern or a filter after it. Put it in quotes to search for the word itself.'
  }
}

const NOT_GROUP = 'NOT cannot stand before a group. Negate each pattern or filter in it.'

/** Patterns side by side: all of them (keyword), one phrase (standard, literal, structural), or one after the other (regexp). */
function combine(parser: Parser, leaves: readonly Leaf[]): Node[] {
  if (parser.type === 'keyword') return leaves.map(leaf => leaf.node)
  const nodes: Node[] = []
  let run: Pattern[] = []
  const flush = () => {
    const first = run[0]
    if (first) nodes.push(run.length === 1 ? first : joinRun(parser, run, first))
    run = []
  }
  for (const { node, joins } of leaves) {
    const isRun = joins && node.kind === 'pattern' && (parser.type === 'regexp' || node.form === 'text')
    if (!isRun) flush()
    if (isRun) run.push(node)
    else nodes.push(node)
  }
  flush()
  return nodes
}

function joinRun(parser: Parser, run: Pattern[], first: Pattern): Node {
  const range = { start: first.start, end: run.at(-1)?.end ?? first.end }
  if (parser.type === 'regexp') return { kind: 'sequence', nodes: run, ...range }
  return { ...first, value: phrase(parser.text, run), valueRange: range, ...range }
}

/** The white space between two words of a phrase is kept as typed, unless something else stood between them. */
function phrase(text: string, words: readonly Pattern[]): string {
  const parts: string[] = []
  words.forEach((word, index) => {
    const previous = words[index - 1]
    const gap = previous ? text.slice(previous.end, word.start) : ''
    parts.push(/\S/.test(gap) ? ' ' : gap, word.value)
  })
  return parts.join('')
}

/** One node of its kind: operands of the same kind are taken up, and in an `and` the parameters come first. */
function makeOperator(kind: 'and' | 'or', operands: readonly Node[]): Node | undefined {
  const flat = operands.flatMap(node => node.kind === kind ? node.nodes : [node])
  const first = flat[0]
  if (!first || flat.length === 1) return first
  const nodes = kind === 'or' ? flat : [...flat.filter(isParameter), ...flat.filter(node => !isParameter(node))]
  return { kind, nodes, ...span(flat) } satisfies Operator
}

function isParameter(node: Node): boolean {
  return node.kind === 'parameter'
}

function span(nodes: readonly Node[]): Range {
  return nodes.reduce((range, node) => ({ start: Math.min(range.start, node.start), end: Math.max(range.end, node.end) }), { start: Infinity, end: 0 })
}

function report(parser: Parser, { start, end }: Range, message: string): void {
  parser.issues.push({ start, end, message, severity: 'error' })
}
