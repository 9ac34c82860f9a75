import type { SgNode } from '@ast-grep/napi'
import type { Import } from '../answers.ts'
import { ownName, typeSource, valueSource } from '../nodes.ts'
import { own, type Place, type Scope } from '../places.ts'
import type { File, Imported, Named, NameRules, RoleRule, TypeSource } from '../rules.ts'

/** A local variable is known in the blocks of its method, not in the methods that stand in the same class. */
const local: RoleRule = { is: 'definition', own: true, from: 'name', again: 'known' }
const parameter: RoleRule = { is: 'definition', own: true }
const through: readonly RoleRule[] = [{ is: 'through' }]
const assigned: readonly RoleRule[] = [
  { at: 'left', when: (_, child) => child.kind === 'constant', is: 'definition', again: true },
  { at: 'left', when: (_, child) => isOfObject(child.kind), is: 'definition', into: 'class', again: true },
  { at: 'left', when: (_, child) => child.kind === 'global_variable', is: 'definition', into: 'file', again: true },
  { at: 'left', when: (_, child) => child.kind !== 'call' && child.kind !== 'element_reference', ...local },
]

export const ruby: NameRules = {
  identifiers: ['identifier', 'constant', 'instance_variable', 'class_variable', 'global_variable'],
  scopes: {
    method: 'function', singleton_method: 'function', class: 'class', module: 'class', singleton_class: 'class',
    block: 'block', do_block: 'block', lambda: 'block', in_clause: 'block',
  },
  outside: { method: ['name'], singleton_method: ['name', 'object'], class: ['name', 'superclass'], module: ['name'] },
  roles: {
    method: [{ at: 'name', is: 'definition', again: true }], singleton_method: [{ at: 'name', is: 'definition', memberOf: ofObject }], setter: through,
    class: [{ at: 'name', is: 'definition', again: true }], module: [{ at: 'name', is: 'definition', again: true }],
    assignment: assigned, operator_assignment: assigned, left_assignment_list: through, destructured_left_assignment: through, rest_assignment: through,
    for: [{ at: 'pattern', ...local }], exception_variable: [local],
    method_parameters: [parameter], block_parameters: [parameter], lambda_parameters: [parameter], destructured_parameter: through,
    optional_parameter: [{ at: 'name', ...parameter }], keyword_parameter: [{ at: 'name', ...parameter }],
    splat_parameter: [{ at: 'name', ...parameter }], hash_splat_parameter: [{ at: 'name', ...parameter }], block_parameter: [{ at: 'name', ...parameter }],
    as_pattern: [{ at: 'name', ...parameter }], array_pattern: [{ when: isVariable, ...parameter }], find_pattern: [{ when: isVariable, ...parameter }],
    keyword_pattern: [{ at: 'value', when: isVariable, ...parameter }], in_clause: [{ at: 'pattern', when: isVariable, ...parameter }],
    call: [{ at: 'method', when: ({ node }) => node.field('receiver') !== null, is: 'member', of: 'receiver' }],
    scope_resolution: [{ at: 'name', when: ({ node }) => node.field('scope') !== null, is: 'member', of: 'scope' }],
  },
  bareMembers: 'inside',
  self: (receiver, from, containerOf) => receiver.kind() === 'self' ? classAround(from, containerOf) : undefined,
  containers: { class: path, module: path },
  callMakes: true,
  types: { assignment: (node) => made(node.field('right')), optional_parameter: (node) => made(node.field('value')) },
  receiverName,
  functions: { method: methodName, singleton_method: ownName },
  calls: { call: 'method' },
  imports,
}

function isOfObject(kind: string): boolean {
  return kind === 'instance_variable' || kind === 'class_variable'
}

function isVariable(_: Place, child: Place): boolean {
  return child.kind === 'identifier'
}

function methodName({ node }: Place): SgNode | null {
  const name = node.field('name')
  return name?.kind() === 'setter' ? name.field('name') : name
}

function path(node: SgNode): string | null {
  return node.field('name')?.text().replaceAll('::', '.') ?? null
}

/** `def self.make` is the class's own, `def Cart.make` another's. */
function ofObject(method: Place): string | null {
  const object = method.node.field('object')
  return object?.kind() === 'constant' ? object.text() : null
}

function classAround(from: Place, containerOf: (scope: Scope) => string): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) if (scope.kind === 'class') return containerOf(scope) || null
  return null
}

function made(value: SgNode | null): TypeSource | null {
  const receiver = value?.kind() === 'call' && value.field('method')?.text() === 'new' ? value.field('receiver') : null
  if (receiver !== null) return typeSource(receiverName(receiver)?.name ?? null)
  return value && valueSource(receiverName(value))
}

function receiverName(node: SgNode): Named | null {
  const kind = String(node.kind())
  if (ruby.identifiers.includes(kind)) return { name: node, called: false }
  if (kind === 'scope_resolution') return whole(node.field('name'), false)
  if (kind !== 'call') return null
  const receiver = node.field('receiver')
  if (receiver !== null && node.field('method')?.text() === 'new') return whole(receiver.field('name') ?? receiver, true)
  return whole(node.field('method'), true)
}

function whole(name: SgNode | null, called: boolean): Named | null {
  return name !== null && ruby.identifiers.includes(String(name.kind())) ? { name, called } : null
}

const REQUIRES: Readonly<Record<string, (path: string) => string>> = {
  require: (path) => path, load: (path) => path, require_relative: (path) => path.startsWith('.') ? path : `./${path}`,
}

function imports({ root, positions }: File): Imported {
  const calls = root.findAll({ rule: { kind: 'call', has: { field: 'method', regex: `^(${Object.keys(REQUIRES).join('|')})$` } } })
  return {
    package: '', exports: [], bindings: [],
    imports: calls.flatMap((call): Import[] => {
      const argument = call.field('arguments')?.namedChildren()[0]
      const written = own(REQUIRES, call.field('method')?.text() ?? '')
      if (argument?.kind() !== 'string' || written === undefined) return []
      return [{ module: written(argument.text().slice(1, -1)), names: '*', range: positions.rangeOf(call) }]
    }),
  }
}
