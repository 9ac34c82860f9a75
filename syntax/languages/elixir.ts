import type { SgNode } from '@ast-grep/napi'
import { childOf, type Definition, type LanguageOutline } from './rule.ts'

const FUNCTIONS = 'def|defp|defmacro|defmacrop|defguard|defguardp|defdelegate'

/** Elixir defines by calling macros. */
export const elixir: LanguageOutline = {
  rules: { call: called, unary_operator: attribute },
  where: {
    call: { has: { field: 'target', regex: `^(defmodule|defprotocol|defimpl|defstruct|defexception|${FUNCTIONS})$` } },
    unary_operator: { regex: '^@[a-z_]\\w* ', has: { field: 'operand', kind: 'call' } },
  },
}

function called(node: SgNode): Definition | undefined {
  const first = childOf(node, 'arguments')?.children().find((child) => child.isNamed())
  if (first === undefined) return undefined
  switch (node.field('target')?.text()) {
    case 'defmodule': return { kind: 'module', name: () => [first], opens: 'namespace' }
    case 'defprotocol': return { kind: 'interface', name: () => [first], opens: 'namespace' }
    case 'defimpl': return { opens: 'namespace', owner: implementation(node, first) }
    case 'defstruct': case 'defexception': return { kind: 'field', name: () => keysOf(first) }
    default: return { kind: 'function', name: () => [headName(first)], opens: 'body', again: 'grows' }
  }
}

/** The module that `defimpl Size, for: Map` makes is Size.Map. */
function implementation(node: SgNode, protocol: SgNode): string {
  const type = /\bfor:\s*([\w.]+)/.exec(childOf(node, 'arguments')?.text() ?? '')?.[1]
  return type ? `${protocol.text()}.${type}` : protocol.text()
}

/** The name in `name(a, b) when guard`; an operator has none. */
function headName(head: SgNode): SgNode | null {
  if (head.kind() === 'call') return head.field('target')
  if (head.kind() === 'identifier') return head
  const left = head.kind() === 'binary_operator' && head.field('operator')?.text() === 'when' ? head.field('left') : null
  return left === null ? null : headName(left)
}

function keysOf(fields: SgNode): SgNode[] {
  return fields.findAll({ rule: { any: [{ kind: 'atom' }, { kind: 'keyword' }] } })
}

/** Attributes that say something of what follows, and define nothing. */
const SAYING = /^(moduledoc|doc|typedoc|spec|impl|behaviour|derive|dialyzer|compile|deprecated|since|tag|moduletag|describetag|external_resource|on_load|before_compile)$/

function attribute(node: SgNode): Definition | undefined {
  const call = node.field('operand')
  const target = call?.field('target')
  const name = target?.text() ?? ''
  if (!target || SAYING.test(name)) return undefined
  const head = childOf(call ?? node, 'arguments')?.children().find((child) => child.isNamed())
  const typed = head?.kind() === 'binary_operator' ? head.field('left') : null
  if (/^(type|typep|opaque)$/.test(name)) return { kind: 'class', name: () => [typed ? headName(typed) : null] }
  if (/^(macro)?callback$/.test(name)) return { kind: 'method', name: () => [typed ? headName(typed) : null] }
  return { kind: 'constant', name: () => [target], again: 'ignored' }
}
