import type { SgNode } from '@ast-grep/napi'
import { nameIn, ownName, typeSource, valueSource } from '../nodes.ts'
import type { Place, Scope } from '../places.ts'
import type { Named, NameRules, RoleRule, TypeSource } from '../rules.ts'
import { pythonImports } from './python-imports.ts'

const through: readonly RoleRule[] = [{ is: 'through' }]
/** Every assignment in a function makes the name the function's, from its beginning to its end. */
const assigns = (at: string, into?: 'function'): RoleRule => ({ at, is: 'definition', again: true, ...(into && { into }) })
const parameter: RoleRule = { is: 'definition' }

export const python: NameRules = {
  identifiers: ['identifier'],
  scopes: {
    function_definition: 'function', lambda: 'function', class_definition: 'class',
    list_comprehension: 'block', set_comprehension: 'block', dictionary_comprehension: 'block', generator_expression: 'block',
    type_alias_statement: 'block',
  },
  outside: {
    function_definition: ['name'], class_definition: ['name', 'superclasses'],
    default_parameter: ['value'], typed_default_parameter: ['value'],
  },
  roles: {
    function_definition: [assigns('name')],
    class_definition: [assigns('name')],
    parameters: [{ when: isPlain, ...parameter }],
    lambda_parameters: [{ when: isPlain, ...parameter }],
    default_parameter: [{ at: 'name', ...parameter }],
    typed_default_parameter: [{ at: 'name', ...parameter }],
    typed_parameter: [{ when: (holder, child) => child.start === holder.start, is: 'definition' }],
    list_splat_pattern: [{ when: isInParameters, is: 'definition' }, { is: 'through' }],
    dictionary_splat_pattern: [{ when: isInParameters, is: 'definition' }, { is: 'through' }],
    type_parameter: [{ when: isTypeParameter, is: 'definition', bare: true }],
    type: [{ when: (holder) => holder.parent?.kind === 'type_parameter' || holder.parent?.kind === 'constrained_type', is: 'through' }],
    constrained_type: [{ when: (holder, child) => child.start === holder.start, is: 'through' }],
    pattern_list: through, tuple_pattern: through, list_pattern: through,
    tuple: [{ when: isTarget, is: 'through' }], list: [{ when: isTarget, is: 'through' }],
    assignment: [assigns('left')],
    augmented_assignment: [assigns('left')],
    named_expression: [assigns('name', 'function')],
    for_statement: [assigns('left')],
    for_in_clause: [{ at: 'left', is: 'definition' }],
    as_pattern_target: [{ is: 'definition', again: true }],
    as_pattern: [{ when: isCapture, is: 'definition', again: true }],
    dotted_name: [{ when: isCaptured, is: 'through' }, { when: (name, child) => isDotted(name) && child.start > name.start, is: 'member', of: beforeLast }],
    case_pattern: [{ when: (_, child) => child.kind === 'dotted_name', is: 'definition', again: true }],
    keyword_pattern: [{ when: (holder, child) => child.start > holder.start, is: 'definition', again: true }, { is: 'key', of: ({ parent }) => patternClass(parent) }],
    union_pattern: [{ when: (_, child) => child.kind === 'dotted_name', is: 'definition', again: true }],
    splat_pattern: [{ is: 'definition', again: true }],
    delete_statement: [{ is: 'reference' }],
    global_statement: [{ is: 'redirect', to: 'file' }],
    nonlocal_statement: [{ is: 'redirect', to: 'function' }],
    attribute: [{ at: 'attribute', is: 'member', of: 'object', defines: assignedMember }],
    keyword_argument: [{ at: 'name', is: 'key', of: calledName, argument: true }],
  },
  bareMembers: 'body',
  self: (receiver, from, containerOf) => ['self', 'cls'].includes(receiver.text()) ? classAround(from, containerOf) : undefined,
  containers: { class_definition: nameIn },
  callMakes: true,
  types: {
    typed_parameter: typed, typed_default_parameter: typed,
    assignment: (node, name) => typed(node) ?? (isWhole(node.field('left'), name) ? made(node.field('right')) : null),
    named_expression: (node) => made(node.field('value')),
    as_pattern_target: (node) => made(node.parent()?.namedChildren()[0] ?? null),
    function_definition: (node) => annotated(node.field('return_type')),
  },
  receiverName,
  functions: { function_definition: ownName },
  calls: { call: 'function' },
  imports: pythonImports,
}

function isPlain(_: Place, child: Place): boolean {
  return child.kind === 'identifier'
}

function isInParameters({ parent }: Place): boolean {
  return ['parameters', 'lambda_parameters', 'typed_parameter'].includes(parent?.kind ?? '')
}

/** In `def f[T]` and `class C[T]` it names parameters, in `List[T]` arguments. */
function isTypeParameter({ parent }: Place): boolean {
  const kind = parent?.kind
  return kind === 'function_definition' || kind === 'class_definition' || (kind === 'generic_type' && parent?.parent?.parent?.kind === 'type_alias_statement' && parent.parent.in('left'))
}

/** `(a, b)` is an expression, but where it is assigned to. */
function isTarget({ parent }: Place): boolean {
  return ['as_pattern_target', 'pattern_list', 'tuple_pattern'].includes(parent?.kind ?? '') || (parent !== null && ['tuple', 'list'].includes(parent.kind) && isTarget(parent))
}

function isDotted(name: Place): boolean {
  return name.node.namedChildren().length > 1
}

/** A single name in a pattern takes what stands there; a dotted one, or one of a class, is compared with. */
function isCaptured(name: Place): boolean {
  return !isDotted(name) && ['case_pattern', 'keyword_pattern', 'union_pattern'].includes(name.parent?.kind ?? '')
}

/** `case P() as name`: the parts of other patterns stand in kinds of their own. */
function isCapture(holder: Place, child: Place): boolean {
  return child.kind === 'identifier' && holder.parent?.kind === 'case_pattern' && child.start > holder.start
}

function beforeLast({ node }: Place): SgNode | null {
  return node.namedChildren().at(-2) ?? null
}

function patternClass(pattern: Place | null): SgNode | null {
  const name = pattern?.kind === 'case_pattern' ? pattern.parent?.node.namedChildren()[0] : undefined
  return name?.namedChildren().at(-1) ?? null
}

function calledName(argument: Place): SgNode | null {
  const called = argument.parent?.parent?.kind === 'call' ? argument.parent.parent.node.field('function') : null
  return called === null ? null : receiverName(called)?.name ?? null
}

/** `self.x = …`, `self.x: int = …`, in a method. */
function assignedMember(attribute: Place, containerOf: (scope: Scope) => string): string | null {
  const assignment = outermostTarget(attribute)
  const isAssigned = assignment.parent?.kind === 'assignment' && assignment.in('left')
  if (!isAssigned || !['self', 'cls'].includes(attribute.node.field('object')?.text() ?? '')) return null
  return classAround(attribute, containerOf)
}

function outermostTarget(place: Place): Place {
  let target = place
  while (target.parent !== null && ['pattern_list', 'tuple_pattern'].includes(target.parent.kind)) target = target.parent
  return target
}

function classAround(from: Place, containerOf: (scope: Scope) => string): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) if (scope.kind === 'class') return containerOf(scope)
  return null
}

function typed(node: SgNode): TypeSource | null {
  return annotated(node.field('type'))
}

/** The class that an annotation names, behind `Optional` and `| None`, but not what a list is of. */
function annotated(type: SgNode | null): TypeSource | null {
  const inner = type?.kind() === 'type' ? type.namedChildren()[0] ?? null : type
  const kind = inner?.kind()
  if (inner === null || inner === undefined) return null
  if (kind === 'identifier' || kind === 'attribute') return typeSource(receiverName(inner)?.name ?? null)
  if (kind === 'binary_operator' || kind === 'union_type') return annotated(inner.namedChildren().find((part) => part.text() !== 'None') ?? null)
  if (kind !== 'generic_type' && kind !== 'subscript') return null
  const [name, argument] = inner.namedChildren()
  const wraps = ['Optional', 'Annotated', 'Type', 'Final', 'ClassVar', 'Awaitable'].includes(name?.text() ?? '')
  return wraps ? annotated(argument?.kind() === 'type_parameter' ? argument.namedChildren()[0] ?? null : argument ?? null)
    : typeSource(name ? receiverName(name)?.name ?? null : null)
}

function isWhole(left: SgNode | null, name: SgNode): boolean {
  return left !== null && (left.id() === name.id() || left.kind() === 'attribute')
}

function made(value: SgNode | null): TypeSource | null {
  return value && valueSource(receiverName(value))
}

function receiverName(node: SgNode): Named | null {
  let inner: SgNode | null = node
  let called = false
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind = inner.kind()
    if (kind === 'identifier') return { name: inner, called }
    called ||= kind === 'call'
    inner = kind === 'attribute' ? inner.field('attribute') : kind === 'call' ? inner.field('function')
      : kind === 'await' || kind === 'parenthesized_expression' ? inner.namedChildren()[0] ?? null : null
  }
  return null
}
