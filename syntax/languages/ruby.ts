import type { SgNode } from '@ast-grep/napi'
import { childOf, dotted, type Definition, type LanguageOutline } from './rule.ts'

/** Methods of a class body that define others by the names that they are given. */
const DEFINING = /^(attr(_accessor|_reader|_writer)|[cm]attr_(accessor|reader|writer)|class_attribute|define_method|alias_method)$/

export const ruby: LanguageOutline = {
  rules: {
    module: (node) => named(node, { kind: 'module', opens: 'type' }),
    class: (node) => named(node, { kind: 'class', opens: 'type' }),
    singleton_class: { opens: 'type' },
    method: (node) => ({ kind: node.field('name')?.text() === 'initialize' ? 'constructor' : 'function', opens: 'body' }),
    singleton_method: (node) => ({ kind: 'method', owner: objectOf(node), opens: 'body' }),
    alias: { kind: 'method', name: (node) => node.children().filter((child) => child.isNamed()).slice(0, 1) },
    assignment: assigned,
    call: called,
  },
  where: {
    assignment: { has: { field: 'left', any: [{ kind: 'constant' }, { kind: 'scope_resolution' }, { kind: 'global_variable' }] } },
    call: { has: { field: 'method', regex: DEFINING.source } },
  },
}

/** `A::B` is B in A. */
function named(node: SgNode, definition: Definition): Definition {
  const name = childOf(node, 'constant', 'scope_resolution')
  return name === null ? { opens: definition.opens } : { ...definition, ...resolved(name) }
}

function resolved(name: SgNode): Definition {
  return name.kind() === 'scope_resolution'
    ? { name: () => [name.field('name')], owner: dotted(name.field('scope')?.text() ?? '') }
    : { name: () => [name] }
}

/** The constant on which `def Shop.make` defines; `self` is what it stands in. */
function objectOf(node: SgNode): string {
  const object = node.field('object')
  return object === null || object.kind() === 'self' ? '' : dotted(object.text())
}

function assigned(node: SgNode): Definition | undefined {
  const [left, right] = [node.field('left'), node.field('right')]
  if (left === null) return undefined
  if (left.kind() === 'global_variable') return { kind: 'variable', name: () => [left], again: 'ignored' }
  return /^(Struct|Class|Module|Data)\.(new|define)\b/.test(headOf(right))
    ? { kind: 'class', ...resolved(left), opens: 'type' }
    : { kind: 'constant', ...resolved(left) }
}

function headOf(node: SgNode | null): string {
  return node?.kind() === 'call' ? `${node.field('receiver')?.text()}.${node.field('method')?.text()}` : ''
}

function called(node: SgNode): Definition {
  const method = node.field('method')?.text() ?? ''
  const given = () => node.field('arguments')?.children().filter((one) => one.kind() === 'simple_symbol' || one.kind() === 'string') ?? []
  return method.endsWith('_method') ? { kind: 'method', name: () => given().slice(0, 1) } : { kind: 'property', name: given }
}
