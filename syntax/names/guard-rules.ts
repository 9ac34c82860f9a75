/**
 * What each kind of node says of whether a part of it is reached. Grammars call these kinds and fields the same, so that one
 * table does for all; where a grammar has no fields, as Kotlin's, the order of parts tells.
 */

import type { SgNode } from '@ast-grep/napi'
import type { GuardKind } from './answers.ts'
import type { Place } from './places.ts'

/** `from` to `to` is what decides; without `to`, all of `from`. */
export type Found = { kind: GuardKind; from: SgNode; to?: number; negated?: boolean; before?: SgNode; text?: string }

type GuardRule = (holder: Place, child: Place, text: string) => Found[]

/** `if`, `elsif`, a ternary: one part where the condition holds, the other where it does not. */
const conditional: GuardRule = ({ node }, child) => {
  const condition = node.field('condition')
  if (condition === null || child.node.id() === condition.id()) return []
  if (!child.in('alternative')) return child.in('consequence') || child.in('body') ? [{ kind: 'condition', from: condition }] : []
  const earlier = node.fieldChildren('alternative').filter((part) => part.range().end.index <= child.start)
  return [condition, ...earlier.flatMap((part) => part.field('condition') ?? [])].map((from) => ({ kind: 'condition', from, negated: true }))
}

const opposite = (rule: GuardRule): GuardRule => (holder, child, text) => rule(holder, child, text).map((one) => ({ ...one, negated: !one.negated }))

/** The parts in order: condition, then, else. */
const inOrder = (condition: number, then: number): GuardRule => ({ node }, child) => {
  const parts = node.namedChildren()
  const at = parts.findIndex((part) => part.id() === child.node.id())
  const from = parts[condition]
  return from === undefined || at === condition || at < 0 ? [] : [{ kind: 'condition', from, negated: at !== then }]
}

/** What stands before the body. */
const header = (kind: GuardKind, ...body: string[]): GuardRule => ({ node }, child) => {
  const isBody = body.some((part) => child.in(part) || child.kind === part)
  return isBody ? [{ kind, from: node, to: child.start }] : []
}

const loop: GuardRule = (holder, child) => {
  const isBody = child.in('body') || ['control_structure_body', 'do'].includes(child.kind)
  const condition = holder.node.field('condition')
  return !isBody ? [] : [condition !== null && condition.isNamed() ? { kind: 'loop', from: condition } : { kind: 'loop', from: holder.node, to: child.start }]
}

/** A case with what is compared: from the head of the switch and its own. */
const matching: GuardRule = (holder, child) => {
  if (isLabel(child.node, holder)) return []
  const body = holder.node.children().find((part) => !isLabel(part, holder))
  const to = Math.min(body?.range().start.index ?? child.start, child.start)
  const around = holder.parent?.node.field('body')?.id() === holder.node.id() ? holder.parent : switchAround(holder)
  return [{ kind: 'case', from: holder.node, to, ...(around && { before: around.node }) }]
}

const LABELS = ['switch_label', 'when_condition', 'case_pattern', 'if_clause', 'guard', 'match_pattern', 'pattern']

function isLabel(part: SgNode, { node, kind }: Place): boolean {
  if (!part.isNamed() || LABELS.includes(String(part.kind()))) return true
  const id = part.id()
  const fields = kind === 'match_arm' ? ['pattern'] : ['value', 'pattern', 'type', 'guard']
  return fields.some((field) => node.fieldChildren(field).some((one) => one.id() === id))
}

function switchAround(entry: Place): Place | null {
  let above = entry.parent
  while (above !== null && /body$|block$|^compound_statement$/.test(above.kind)) above = above.parent
  return above !== null && /switch|match|when|case/.test(above.kind) ? above : null
}

const OPERATORS: Readonly<Record<string, boolean>> = { '&&': false, and: false, '||': true, or: true, '??': true, '?:': true }

const shortCircuit: GuardRule = ({ node }, child) => {
  const left = node.field('left') ?? node.namedChildren()[0]
  const operator = node.field('operator') ?? node.children()[1]
  const negated = Object.hasOwn(OPERATORS, operator?.text() ?? '') ? OPERATORS[operator?.text() ?? ''] : undefined
  return !left || negated === undefined || child.start < left.range().end.index ? [] : [{ kind: 'short-circuit', from: left, negated }]
}

const HANDLERS = ['catch_clause', 'except_clause', 'except_group_clause', 'rescue', 'catch_block']
const CLEANUPS = ['finally_clause', 'ensure', 'finally_block']

/** What is caught of that which goes wrong in a part that is none of the handlers. */
const attempt: GuardRule = ({ node }, child) => {
  const parts = node.children()
  if ([...HANDLERS, ...CLEANUPS, 'else_clause', 'else', 'resource_specification'].includes(child.kind)) return []
  const handlers = parts.filter((part) => HANDLERS.includes(String(part.kind())))
  const cleanups = parts.filter((part) => CLEANUPS.includes(String(part.kind())))
  return [
    ...handlers.map((from): Found => ({ kind: 'try', from, to: bodyOf(from) })),
    ...(handlers.length === 0 && cleanups[0] ? [{ kind: 'cleanup' as const, from: cleanups[0], to: bodyOf(cleanups[0]) }] : []),
  ]
}

function bodyOf(clause: SgNode): number {
  const body = clause.field('body') ?? clause.children().find((part) => /block$|^then$|^statements$|body|^\{$/.test(String(part.kind())))
  return body?.range().start.index ?? clause.range().start.index + 10
}

const inHandler: GuardRule = ({ node }, child) => child.start >= bodyOf(node) ? [{ kind: 'handler', from: node, to: bodyOf(node) }] : []
const inCleanup: GuardRule = ({ node }) => [{ kind: 'cleanup', from: node, to: bodyOf(node) }]

const held: GuardRule = (holder, child, text) => header('resource', 'body', 'block')(holder, child, text).map((one) => {
  const isLock = /lock|mutex|semaphore|synchron/i.test(text.slice(holder.start, Math.min(child.start, holder.start + LONGEST_HEAD)))
  return { ...one, kind: isLock ? 'lock' : one.kind }
})

const LONGEST_HEAD = 200
const LOCKS = /\b(synchroni[sz]ed?|with_?lock|lock)\b[^.]*$/i
const RESOURCES = /\b(use|transaction)\b[^.]*$/
/** A function without a name, or a block, as an argument. */
const CODE = /^\(?\s*(\{|do\b|(async\s+)?(function\b|\(|\w+\s*=>|\|))/

/** `lock.synchronize { … }`, `file.use { … }`: a block that runs while something is held. */
const block: GuardRule = ({ node, start }, child, text) => {
  if (child.start === start || !CODE.test(text.slice(child.start, child.start + 60))) return []
  const head = text.slice(Math.max(start, child.start - LONGEST_HEAD), child.start)
  const kind = LOCKS.test(head) ? 'lock' : RESOURCES.test(head) ? 'resource' : null
  return kind === null ? [] : [{ kind, from: node, to: child.start }]
}

const compiled: GuardRule = ({ node }, child) => {
  if (child.in('condition') || child.in('name')) return []
  const condition = node.field('condition') ?? node.field('name')
  if (condition === null) return []
  const isNegated = node.children()[0]?.text() === '#ifndef'
  return [{ kind: 'condition', from: condition, negated: child.in('alternative') !== isNegated }]
}

const comprehension: GuardRule = ({ node }, child) => {
  const conditions = node.namedChildren().filter((part) => part.kind() === 'if_clause' && (child.in('body') || part.range().end.index < child.start))
  return conditions.flatMap((part) => part.namedChildren()[0] ?? []).map((from) => ({ kind: 'condition', from }))
}

export const GUARDS: Readonly<Record<string, GuardRule>> = {
  if_statement: conditional, if: conditional, elsif: conditional, elif_clause: conditional, ternary_expression: conditional, conditional: conditional,
  if_modifier: conditional, unless: opposite(conditional), unless_modifier: opposite(conditional), else_if_clause: conditional,
  if_expression: (holder, child, text) => (holder.node.field('condition') === null ? inOrder(0, 1) : conditional)(holder, child, text),
  conditional_expression: (holder, child, text) => (holder.node.field('condition') === null ? inOrder(1, 0) : conditional)(holder, child, text),
  while_statement: loop, while_expression: loop, while: loop, until: loop, for_statement: loop, for_in_statement: loop, for_expression: loop, for: loop,
  enhanced_for_statement: loop, for_range_loop: loop, foreach_statement: loop, while_modifier: loop, until_modifier: loop, repeat_while_statement: loop,
  switch_case: matching, switch_default: matching, expression_case: matching, type_case: matching, default_case: matching, communication_case: matching,
  case_clause: matching, case_statement: matching, switch_rule: matching, switch_block_statement_group: matching, when: matching, in_clause: matching,
  match_arm: matching, when_entry: matching, switch_section: matching, switch_entry: matching, match_conditional_expression: matching,
  binary_expression: shortCircuit, boolean_operator: shortCircuit, binary: shortCircuit, infix_expression: shortCircuit,
  conjunction_expression: shortCircuit, disjunction_expression: shortCircuit, elvis_expression: shortCircuit,
  try_statement: attempt, try_expression: attempt, begin: attempt, body_statement: attempt,
  try_with_resources_statement: (holder, child, text) => [...attempt(holder, child, text), ...(child.in('body') ? [{ kind: 'resource' as const, from: holder.node, to: child.start }] : [])],
  catch_clause: inHandler, except_clause: inHandler, except_group_clause: inHandler, rescue: inHandler, catch_block: inHandler,
  finally_clause: inCleanup, ensure: inCleanup, finally_block: inCleanup,
  with_statement: held, using_statement: held, lock_statement: held, synchronized_statement: held,
  call: block, call_expression: block, method_invocation: block,
  preproc_ifdef: compiled, preproc_if: compiled, preproc_elif: compiled,
  list_comprehension: comprehension, set_comprehension: comprehension, dictionary_comprehension: comprehension, generator_expression: comprehension,
}
