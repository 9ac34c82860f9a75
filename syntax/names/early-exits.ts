import type { SgNode } from '@ast-grep/napi'
import type { Found } from './guard-rules.ts'
import type { Place } from './places.ts'

/** Statements in order, of which the earlier ones decide whether the later ones are reached. */
const BLOCKS = new Set([
  'block', 'statement_list', 'statement_block', 'compound_statement', 'body_statement', 'statements', 'block_body', 'constructor_body',
  'then', 'do', 'else', 'switch_case', 'case_statement', 'switch_block_statement_group', 'declaration_list', 'indented_block', 'function_body', 'module', 'program', 'translation_unit',
])
const CONDITIONALS = new Set(['if_statement', 'if', 'if_expression', 'if_modifier', 'unless', 'unless_modifier', 'guard_statement'])
const EXITS = /^(return|throw|raise|continue|break|goto|jump|next|redo|retry|yield_break)(_statement|_expression)?$|^control_transfer_statement$/
const FATAL = /^(panic|os\.Exit|log\.Fatal\w*|process\.exit|sys\.exit|exit|abort|die|fail|raise|error|t\.(Fatal|Skip)\w*|std::process::exit|unreachable!|panic!|todo!)\b/
const LOCK = /^([\w.>[\]*&-]{1,60}?)(?:\.|->)(?:R?[lL]ock|acquire)\(\);?$/
const UNLOCK = /^([\w.>[\]*&-]{1,60}?)(?:\.|->)(?:R?[uU]nlock|release)\(\);?$/
/** Statements before a place that are looked at. */
const MOST_BEFORE = 500

/** Guard clauses, assertions, deferred recoveries and locks among the statements before a part of a block. */
export function earlyExits(holder: Place, child: Place): Found[] {
  if (!BLOCKS.has(holder.kind)) return []
  const before = holder.node.namedChildren().filter((part) => part.range().end.index <= child.start).slice(-MOST_BEFORE)
  const held = before.flatMap((part, at) => locks(part, before.slice(at + 1)))
  return [...before.flatMap(exitOf), ...held].toReversed()
}

function exitOf(part: SgNode): Found[] {
  const statement = unwrapped(part)
  const kind = String(statement.kind())
  if (CONDITIONALS.has(kind)) return clause(statement, kind)
  if (kind === 'assert_statement') return first(statement).map((from) => ({ kind: 'early-exit', from }))
  if (kind === 'let_declaration' && statement.field('alternative') !== null) return [{ kind: 'early-exit', from: statement, to: statement.field('alternative')?.range().start.index ?? 0 }]
  if (kind === 'defer_statement' && statement.has({ rule: { kind: 'identifier', regex: '^recover$' } })) return [{ kind: 'handler', from: statement, text: 'defer recover()' }]
  return /^assert\b/.test(kind === 'call_expression' || kind === 'call' ? statement.text().slice(0, 20) : '') ? [{ kind: 'early-exit', from: statement }] : []
}

function clause(statement: SgNode, kind: string): Found[] {
  const parts = statement.namedChildren()
  const condition = statement.field('condition') ?? parts[0]
  const then = statement.field('consequence') ?? statement.field('body') ?? parts[1]
  const isWhole = statement.field('alternative') === null && (statement.field('condition') !== null || parts.length === 2)
  if (!condition || !then || !isWhole || !leaves(then)) return []
  return [{ kind: 'early-exit', from: condition, negated: !kind.startsWith('unless') && kind !== 'guard_statement' }]
}

/** Whether what follows is not reached from its end. */
function leaves(node: SgNode): boolean {
  let last: SgNode | undefined = node
  for (let depth = 0; last !== undefined && depth < 16; depth++) {
    last = unwrapped(last)
    if (EXITS.test(String(last.kind()))) return true
    if (/call|invocation|macro/.test(String(last.kind()))) return FATAL.test(last.text().slice(0, 60))
    last = last.namedChildren().filter((part) => part.kind() !== 'comment').at(-1)
  }
  return false
}

function unwrapped(node: SgNode): SgNode {
  return node.kind() === 'expression_statement' ? node.namedChildren()[0] ?? node : node
}

function first(node: SgNode): SgNode[] {
  return node.namedChildren().slice(0, 1)
}

/** `mu.Lock()` before it, and no `mu.Unlock()` in between; a deferred one begins otherwise. */
function locks(part: SgNode, after: readonly SgNode[]): Found[] {
  const lock = LOCK.exec(statementText(part))
  if (lock === null) return []
  const isReleased = after.some((one) => UNLOCK.exec(statementText(one))?.[1] === lock[1])
  return isReleased ? [] : [{ kind: 'lock', from: part }]
}

function statementText(node: SgNode): string {
  const { start, end } = node.range()
  return end.index - start.index > 100 ? '' : node.text()
}
