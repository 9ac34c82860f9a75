/** A call, in whatever grammar: what is called, on what, with which arguments. */

import type { SgNode } from '@ast-grep/napi'
import type { Source } from '../source.ts'

/** `nodes` are the nodes of its value: more than one in a macro, whose arguments are no expressions to the grammar. */
export type Argument = { name: string | null; nodes: readonly SgNode[] }

export type CodeCall = {
  node: SgNode
  /** Of what is called, the last name. */
  name: string
  /** What it is called on, without the arguments of calls in it. */
  receiver: string
  receiverNode: SgNode | null
  /** Offset of the name, its line from 0, and that on which the call ends. */
  at: number
  line: number
  endLine: number
  isMacro: boolean
  isConstructor: boolean
  arguments: Argument[]
}

const LONGEST_CALLEE = 400
const LONGEST_NAME = 100

/** Null where what is called has no name. */
export function callOf(node: SgNode, { text }: Source): CodeCall | null {
  const callee = node.field('function') ?? node.field('method') ?? node.field('name') ?? node.field('macro') ?? node.field('constructor') ?? node.field('type') ?? node.children().find((child) => child.kind() !== 'new') ?? null
  if (callee === null) return null
  const { start, end } = callee.range()
  const from = Math.max(start.index, end.index - LONGEST_CALLEE)
  const match = /[\p{L}\p{N}_$]+(?=[!?]?(?:<[^<>]*>)?\s*$)/u.exec(text.slice(from, end.index))
  if (match === null) return null
  const receiverNode = node.field('receiver') ?? node.field('object') ?? callee.field('object') ?? callee.field('operand') ?? callee.field('value') ?? callee.field('expression') ?? callee.field('argument') ?? (callee.kind() === 'navigation_expression' ? callee.children()[0] ?? null : null)
  const receiver = receiverNode === null ? text.slice(from, from + match.index) : textOf(receiverNode, text)
  return { node, name: match[0], receiver: withoutArguments(receiver), receiverNode, at: from + match.index, line: end.line, endLine: (lambdaBehind(node)?.node ?? node).range().end.line, isMacro: node.kind() === 'macro_invocation', isConstructor: /^(?:new_expression|object_creation_expression|instance_expression|.*constructor_\w+)$/.test(String(node.kind())), arguments: argumentsOf(node) }
}

function textOf(node: SgNode, text: string): string {
  const { start, end } = node.range()
  return text.slice(Math.max(start.index, end.index - LONGEST_CALLEE), end.index)
}

/** `a.b(c).d(e(f))` → `a.b.d`. What stands in texts goes with the arguments. */
function withoutArguments(receiver: string): string {
  let depth = 0
  let kept = ''
  for (const letter of receiver) {
    if (letter === ')' || letter === ']') depth = Math.max(0, depth - 1)
    else if (letter === '(' || letter === '[') depth++
    else if (depth === 0) kept += letter
  }
  return kept
}

function argumentsOf(node: SgNode): Argument[] {
  const children = node.children()
  const list = node.field('arguments') ?? children.find((child) => /^(?:arguments|argument_list|attribute_argument_list|token_tree|value_arguments|call_suffix)$/.test(String(child.kind()))) ?? null
  if (node.kind() === 'print_statement' || node.kind() === 'echo_statement') return node.namedChildren().map(argumentOf)
  if (list?.kind() === 'token_tree') return tokenGroups(list)
  if (list?.kind() === 'call_suffix') return [...list.namedChildren(), ...lambdaBehind(node)?.parts ?? []].flatMap((part) => part.kind() === 'value_arguments' ? part.namedChildren().map(argumentOf) : blockOf(part))
  const given = list === null ? [] : list.namedChildren().filter((child) => child.kind() !== 'comment').flatMap((child) => inParentheses(child) ?? [child]).map(argumentOf)
  return [...given, ...blockOf(node.field('block'))]
}

/** Those of `LOG(level, ("format", value))`: macros of C that are older than variadic ones take them together. */
function inParentheses(argument: SgNode): SgNode[] | null {
  const inner = argument.kind() === 'parenthesized_expression' ? argument.namedChildren().find((child) => child.kind() === 'comma_expression') : undefined
  const given = inner === undefined ? [] : operandsOf(inner)
  return /^(?:string_literal|concatenated_string)$/.test(String(given[0]?.kind())) ? given : null
}

/** Of commas, which lean to the left or to the right. */
function operandsOf(comma: SgNode): SgNode[] {
  const operands: SgNode[] = []
  for (const left = [comma]; left.length > 0;) {
    const node = left.pop()
    if (node?.kind() === 'comma_expression') left.push(...node.namedChildren().toReversed())
    else if (node !== undefined && node.kind() !== 'comment') operands.push(node)
  }
  return operands
}

/** Kotlin, Ruby and others compute a message only if it is wanted: `log.debug { "…" }`. */
const blockOf = (block: SgNode | null): Argument[] => (block === null ? [] : [{ name: null, nodes: [block] }])

/** Of Kotlin's `log.error(e) { "…" }`, which is a call of what `log.error(e)` is to the grammar. */
function lambdaBehind(node: SgNode): { node: SgNode; parts: SgNode[] } | null {
  const around = node.kind() === 'call_expression' ? node.parent() : null
  const [called, suffix] = around?.kind() === 'call_expression' ? around.children() : []
  return around === null || suffix?.kind() !== 'call_suffix' || called?.id() !== node.id() ? null : { node: around, parts: suffix.namedChildren().filter((part) => part.kind() === 'annotated_lambda') }
}

/** What a method is declared with, as `[LoggerMessage(…)]` and `@LogMessage`. */
export const isDeclaration = ({ node }: CodeCall): boolean => node.kind() === 'attribute' || node.kind() === 'annotation'

function argumentOf(node: SgNode): Argument {
  const kind = String(node.kind())
  if (kind === 'element_value_pair') return { name: (node.field('key')?.text() ?? '').replace(/^value$/, 'message'), nodes: present(node.field('value')) }
  if (kind === 'attribute_argument') {
    const [only] = node.namedChildren()
    return only?.kind() === 'assignment_expression' ? { name: (only.field('left')?.text() ?? '').toLowerCase(), nodes: present(only.field('right')) } : { name: null, nodes: node.namedChildren().slice(-1) }
  }
  if (kind === 'keyword_argument') return { name: node.field('name')?.text() ?? '', nodes: present(node.field('value')) }
  if (kind === 'pair') return { name: (node.field('key')?.text() ?? '').replace(/\W/g, ''), nodes: present(node.field('value')) }
  if (kind !== 'argument' && kind !== 'value_argument') return { name: null, nodes: [node] }
  const parts = node.namedChildren()
  const label = node.field('name') ?? (parts.length > 1 ? parts[0] ?? null : null)
  return { name: label?.text().replace(/\W/g, '') ?? null, nodes: parts.slice(-1) }
}

const present = (node: SgNode | null) => (node === null ? [] : [node])

/** `target: "x", key = 1, a.b = 2, ?value, "text {}"`: between commas; a name before `=` or `:` is the argument's. */
function tokenGroups(tree: SgNode): Argument[] {
  const groups: SgNode[][] = [[]]
  for (const token of tree.children().slice(1, -1)) {
    if (token.kind() === ',') groups.push([])
    else groups.at(-1)?.push(token)
  }
  return groups.filter((group) => group.length > 0).map(groupArgument)
}

function groupArgument(group: readonly SgNode[]): Argument {
  const [first, second] = group
  const mark = group.findIndex((token) => token.kind() === '=' || token.kind() === ':')
  if (second !== undefined && (first?.kind() === '?' || first?.kind() === '%')) return { name: group.slice(1).map((token) => token.text()).join('').slice(0, LONGEST_NAME), nodes: group.slice(1) }
  const isNamed = mark > 0 && mark + 1 < group.length && group.slice(0, mark).every((token) => token.kind() === 'identifier' || token.kind() === '.')
  return isNamed ? { name: group.slice(0, mark).map((token) => token.text()).join(''), nodes: group.slice(mark + 1) } : { name: null, nodes: group }
}

/** `info!(…)` within the arguments of another macro. */
export function macroInTokens(tree: SgNode): CodeCall | null {
  const mark = tree.parent()?.kind() === 'token_tree' ? tree.prev() : null
  const name = mark?.kind() === '!' ? mark.prev() : null
  if (!name || name.kind() !== 'identifier') return null
  const { start } = name.range()
  return { node: tree, name: name.text(), receiver: '', receiverNode: null, at: start.index, line: start.line, endLine: tree.range().end.line, isMacro: true, isConstructor: false, arguments: tokenGroups(tree) }
}
