/** Kotlin, whose grammar has no fields: what stands where is told by the kinds of its parts. */

import type { SgNode } from '@ast-grep/napi'
import type { Import } from '../answers.ts'
import { childOf, typeSource, valueSource } from '../nodes.ts'
import type { Place, Scope } from '../places.ts'
import type { File, Imported, ImportBinding, Named, NameRules, RoleRule, TypeSource } from '../rules.ts'

const named: RoleRule = { when: isFirstName, is: 'definition', into: 'holder' }
const through: readonly RoleRule[] = [{ is: 'through' }]

export const kotlin: NameRules = {
  identifiers: ['simple_identifier', 'type_identifier', 'interpolated_identifier'],
  scopes: {
    class_declaration: 'class', object_declaration: 'class', companion_object: 'class', object_literal: 'class', type_alias: 'block',
    function_declaration: 'function', anonymous_function: 'function', secondary_constructor: 'function', getter: 'function', setter: 'function',
    lambda_literal: 'function', anonymous_initializer: 'function',
    control_structure_body: 'block', for_statement: 'block', when_expression: 'block', when_entry: 'block', catch_block: 'block', try_expression: 'block',
  },
  roles: {
    class_declaration: [named], object_declaration: [named], type_alias: [named], enum_entry: [named], companion_object: [named],
    function_declaration: [{ when: isFirstName, is: 'definition', into: 'holder', memberOf: extended }],
    variable_declaration: [{ when: isFirstName, is: 'through' }], multi_variable_declaration: through,
    property_declaration: [{ when: isVariable, is: 'definition', from: 'end', memberOf: extended }],
    for_statement: [{ when: isVariable, is: 'definition', from: 'name' }], lambda_parameters: [{ is: 'definition' }], when_subject: [{ when: isVariable, is: 'definition', from: 'end' }],
    parameter: [{ when: isFirstName, is: 'definition' }], parameter_with_optional_type: [{ when: isFirstName, is: 'definition' }],
    class_parameter: [{ when: isFirstName, is: 'definition' }],
    catch_block: [{ when: isFirstName, is: 'definition' }],
    type_parameter: [{ when: isFirstName, is: 'definition', bare: true }],
    navigation_suffix: [{ is: 'member', of: ({ parent }) => parent?.node.namedChildren()[0] ?? null }],
    user_type: [{ when: ({ node }, child) => child.kind === 'type_identifier' && node.namedChildren()[0]?.id() !== child.node.id(), is: 'member', of: beforeLast }],
    callable_reference: [{ when: ({ node }) => node.namedChildren().length > 1 && !isFirst(node), is: 'member', of: ({ node }) => node.namedChildren()[0] ?? null }],
    value_argument: [{ when: isArgumentName, is: 'key', of: calledName }],
  },
  bareMembers: 'inside',
  self: (receiver, from, containerOf) => receiver.kind() === 'this_expression' ? classAround(from, containerOf) : undefined,
  containers: {
    class_declaration: nameOf, object_declaration: nameOf,
    object_literal: (node) => `${lastName(childOf(node, 'delegation_specifier'))?.text() ?? ''}{}`,
  },
  callMakes: true,
  types: {
    property_declaration: (node) => declaredType(childOf(node, 'variable_declaration')) ?? made(valueOf(node)),
    parameter: declaredType, class_parameter: declaredType, for_statement: (node) => declaredType(childOf(node, 'variable_declaration')),
    catch_block: declaredType, lambda_parameters: () => null,
    function_declaration: (node) => typeSource(lastName(node.namedChildren().slice(node.namedChildren().findIndex((part) => part.kind() === 'function_value_parameters') + 1).find(isType) ?? null)),
  },
  receiverName,
  functions: { function_declaration: ({ node }) => childOf(node, 'simple_identifier') },
  calls: { call_expression: (node) => node.namedChildren()[0] ?? null },
  imports,
}

function isFirstName({ node }: Place, child: Place): boolean {
  return node.namedChildren().find((part) => part.kind() === 'simple_identifier' || part.kind() === 'type_identifier')?.id() === child.node.id()
}

function isVariable(_: Place, child: Place): boolean {
  return child.kind === 'variable_declaration' || child.kind === 'multi_variable_declaration'
}

function isFirst(reference: SgNode): boolean {
  return reference.namedChildren()[0]?.kind() === 'simple_identifier' && reference.namedChildren().length === 1
}

/** `f(a = 1)`. */
function isArgumentName(argument: Place, child: Place): boolean {
  return child.start === argument.start && child.node.next()?.text() === '='
}

function calledName(argument: Place): SgNode | null {
  const call = argument.parent?.parent?.parent
  const called = call?.kind === 'call_expression' ? call.node.namedChildren()[0] : undefined
  return called === undefined ? null : receiverName(called)?.name ?? null
}

/** Of `fun Cart.total()`, `Cart`. */
function extended({ node }: Place): string | null {
  const parts = node.namedChildren()
  const name = parts.findIndex((part) => part.kind() === 'simple_identifier' || part.kind() === 'variable_declaration')
  return lastName(parts.slice(0, name).find(isType) ?? null)?.text() ?? null
}

function nameOf(node: SgNode): string | null {
  return (childOf(node, 'type_identifier') ?? childOf(node, 'simple_identifier'))?.text() ?? null
}

function isType(node: SgNode): boolean {
  return node.kind() === 'user_type' || node.kind() === 'nullable_type'
}

function beforeLast({ node }: Place): SgNode | null {
  return node.namedChildren().filter((part) => part.kind() === 'type_identifier').at(-2) ?? null
}

function classAround(from: Place, containerOf: (scope: Scope) => string): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) if (scope.kind === 'class') return containerOf(scope) || null
  return null
}

function declaredType(node: SgNode | null): TypeSource | null {
  return typeSource(lastName(node?.namedChildren().find(isType) ?? null))
}

/** The class that a type names: behind `?`, without its arguments. */
function lastName(type: SgNode | null): SgNode | null {
  let inner = type
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const names = inner.namedChildren().filter((part) => part.kind() === 'type_identifier')
    if (names.length > 0) return names.at(-1) ?? null
    inner = inner.namedChildren().find((part) => isType(part) || part.kind() === 'constructor_invocation') ?? null
  }
  return null
}

function valueOf(property: SgNode): SgNode | null {
  const last = property.namedChildren().at(-1)
  return last && last.kind() !== 'variable_declaration' ? last : null
}

function made(value: SgNode | null): TypeSource | null {
  return value && valueSource(receiverName(value))
}

function receiverName(node: SgNode, from: Place | null = null): Named | null {
  let inner: SgNode | null = node
  let called = false
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind: string = String(inner.kind())
    if (kotlin.identifiers.includes(kind)) return { name: inner, called }
    if (kind === 'super_expression') return from ? superclass(from) : null
    called ||= kind === 'call_expression'
    const parts: SgNode[] = inner.namedChildren()
    if (kind === 'navigation_expression') inner = childOf(parts.at(-1) ?? null, 'simple_identifier')
    else if (kind === 'user_type' || kind === 'callable_reference') inner = parts.at(-1) ?? null
    else inner = ['call_expression', 'postfix_expression', 'parenthesized_expression', 'as_expression'].includes(kind) ? parts[0] ?? null : null
  }
  return null
}

function superclass(from: Place): Named | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) {
    if (scope.kind !== 'class') continue
    const name = lastName(childOf(scope.place.node, 'delegation_specifier'))
    return name && { name, called: false }
  }
  return null
}

function imports({ root, positions }: File): Imported {
  const bindings: ImportBinding[] = []
  const imports = root.findAll({ rule: { kind: 'import_header' } }).map((header): Import => {
    const parts = childOf(header, 'identifier')?.namedChildren() ?? []
    const range = positions.rangeOf(header)
    const name = parts.at(-1)
    const module = parts.slice(0, -1).map((part) => part.text()).join('.')
    if (name === undefined || childOf(header, 'wildcard_import') !== null) return { module: parts.map((part) => part.text()).join('.'), names: '*', range }
    const alias = childOf(childOf(header, 'import_alias'), 'type_identifier')
    const called = alias === null ? {} : { alias: alias.text() }
    bindings.push({ at: alias ?? name, module, name: name.text(), ...called })
    if (alias !== null) bindings.push({ at: name, module, name: name.text(), mention: true })
    return { module, names: [{ name: name.text(), ...called, range: positions.rangeOf(name) }], range }
  })
  return { package: childOf(root.find({ rule: { kind: 'package_header' } }), 'identifier')?.text() ?? '', imports, exports: [], bindings }
}
