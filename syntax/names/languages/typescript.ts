/** TypeScript and JavaScript, which share their kinds but for the types. */

import type { SgNode } from '@ast-grep/napi'
import { nameIn, ownName, typeSource, valueSource } from '../nodes.ts'
import type { Place, Scope } from '../places.ts'
import type { Named, NameRules, RoleRule, Side, TypeSource } from '../rules.ts'
import { moduleImports } from './typescript-imports.ts'
import { shapes } from './typescript-shapes.ts'

const named: readonly RoleRule[] = [{ at: 'name', is: 'definition' }]
const bare: readonly RoleRule[] = [{ at: 'name', is: 'definition', bare: true }]
const throughField = (at: string): readonly RoleRule[] => [{ at, is: 'through' }]
const through: readonly RoleRule[] = [{ is: 'through' }]
const parameter: readonly RoleRule[] = [{ at: 'pattern', is: 'definition', alsoMember: makesField }]

/** `<button>` is no variable of that name. */
const tag: readonly RoleRule[] = [{ at: 'name', when: (_, child) => /^[a-z]/.test(child.node.text()), is: 'key' }]
/** A member of a type that has no name is known by its place alone. */
const signature: readonly RoleRule[] = [{ at: 'name', when: isNameless, is: 'definition', own: true, space: 'label' }, { at: 'name', when: isOneOf, is: 'definition', apart: true }, { at: 'name', is: 'definition' }]

const rules: Omit<NameRules, 'identifiers' | 'functions'> = {
  scopes: {
    function_declaration: 'function', function_expression: 'function', arrow_function: 'function', method_definition: 'function',
    generator_function: 'function', generator_function_declaration: 'function', function_signature: 'function', class_static_block: 'function',
    method_signature: 'block', abstract_method_signature: 'block', call_signature: 'block', construct_signature: 'block',
    function_type: 'block', constructor_type: 'block', type_alias_declaration: 'block', conditional_type: 'block',
    class_declaration: 'class', abstract_class_declaration: 'class', class: 'class', interface_declaration: 'class', object_type: 'class', enum_declaration: 'class',
    object: 'class', internal_module: 'namespace', module: 'namespace',
    statement_block: 'block', for_statement: 'block', for_in_statement: 'block', catch_clause: 'block', switch_body: 'block',
  },
  outside: {
    function_declaration: ['name'], generator_function_declaration: ['name'], function_signature: ['name'], method_definition: ['name'],
    method_signature: ['name'], abstract_method_signature: ['name'], class_declaration: ['name'], abstract_class_declaration: ['name'],
    interface_declaration: ['name'], enum_declaration: ['name'], type_alias_declaration: ['name'], internal_module: ['name'], module: ['name'],
  },
  roles: {
    variable_declarator: [{ at: 'name', when: isVar, is: 'definition', into: 'function', again: true }, { at: 'name', is: 'definition' }],
    function_declaration: [{ at: 'name', is: 'definition', again: true }], generator_function_declaration: named, function_signature: [{ at: 'name', is: 'definition', again: true }],
    function_expression: named, generator_function: named, class: bare, class_declaration: named, abstract_class_declaration: named,
    interface_declaration: [{ at: 'name', is: 'definition', again: true }], type_alias_declaration: named, enum_declaration: named, internal_module: named, module: named,
    type_parameter: bare, infer_type: [{ is: 'definition', bare: true }], mapped_type_clause: bare, index_signature: bare,
    required_parameter: parameter, optional_parameter: parameter,
    formal_parameters: [{ is: 'definition' }],
    arrow_function: [{ at: 'parameter', is: 'definition' }],
    catch_clause: [{ at: 'parameter', is: 'definition' }],
    for_in_statement: [
      { at: 'left', when: ({ node }) => node.field('kind')?.text() === 'var', is: 'definition', into: 'function', again: true },
      { at: 'left', when: ({ node }) => node.field('kind') !== null, is: 'definition' },
    ],
    object_pattern: through, array_pattern: through, rest_pattern: through, pair_pattern: [{ at: 'value', is: 'through' }, { at: 'key', is: 'key', of: ({ parent }) => parent && declaredType(parent) }],
    assignment_pattern: throughField('left'), object_assignment_pattern: throughField('left'),
    public_field_definition: named, field_definition: [{ at: 'property', is: 'definition' }], property_signature: signature,
    method_definition: [{ at: 'name', when: isOwned, is: 'definition' }, { at: 'name', when: isUntyped, is: 'definition', own: true, space: 'label' }, { at: 'name', is: 'key', of: ({ parent }) => parent && wantedType(parent) }],
    method_signature: signature, abstract_method_signature: named,
    enum_body: named, enum_assignment: named,
    pair: [{ at: 'key', when: isOwned, is: 'definition' }, { at: 'key', when: isUntyped, is: 'definition', own: true, space: 'label' }, { at: 'key', is: 'key', of: ({ parent }) => parent && wantedType(parent) }],
    member_expression: [{ at: 'property', is: 'member', of: 'object', defines: assignedMember }],
    subscript_expression: [{ at: 'index', when: (_, child) => child.kind === 'string', is: 'member', of: 'object' }],
    literal_type: [{ when: isIndex, is: 'member', of: ({ parent }) => parent?.node.namedChildren()[0] ?? null }],
    nested_identifier: [{ at: 'property', is: 'member', of: 'object' }],
    nested_type_identifier: [{ at: 'name', is: 'member', of: 'module' }],
    jsx_attribute: [{ when: (holder, child) => child.start === holder.start, is: 'key', of: ({ parent }) => parent && (receiverName(parent.node.field('name'), parent)?.name ?? null) }],
    jsx_opening_element: tag, jsx_closing_element: tag, jsx_self_closing_element: tag,
    export_specifier: [{ at: 'alias', is: 'key' }],
    namespace_export: [{ is: 'key' }],
  },
  bareMembers: 'never',
  sides: { ofUse: sideOfUse, ofDefinition: ({ kind }) => (onlyType.has(kind) ? 'type' : onlyValue.has(kind) ? 'value' : null) },
  self: (receiver, from, containerOf) => /^this(_type)?$/.test(String(receiver.kind())) ? thisAt(from, containerOf) : undefined,
  containers: {
    class_declaration: nameIn, abstract_class_declaration: nameIn, class: nameIn, interface_declaration: nameIn, enum_declaration: nameIn,
    type_alias_declaration: nameIn, internal_module: nameIn, module: unquotedName, property_signature: unquotedName,
    variable_declarator: (node) => ['object', 'class'].includes(madeHere(node.field('value'))) ? nameIn(node) : null,
    pair: (node) => madeHere(node.field('value')) === 'object' ? textOfName(node.field('key')) : null,
  },
  types: {
    variable_declarator: (node, name) => takenApart(node.field('name'), name, typed(node) ?? made(node.field('value'))),
    required_parameter: (node, name) => takenApart(node.field('pattern'), name, typed(node) ?? made(node.field('value'))),
    optional_parameter: (node, name) => takenApart(node.field('pattern'), name, typed(node)),
    public_field_definition: (node) => typed(node) ?? made(node.field('value')), field_definition: (node) => made(node.field('value')),
    property_signature: typed, assignment_expression: (node) => made(node.field('right')),
    function_declaration: result, generator_function_declaration: result, function_signature: result, method_definition: result, method_signature: result,
  },
  receiverName,
  calls: { call_expression: 'function', new_expression: 'constructor' },
  imports: moduleImports,
  shapes,
}

const names = ['identifier', 'property_identifier', 'private_property_identifier', 'shorthand_property_identifier', 'shorthand_property_identifier_pattern']

const functions: NameRules['functions'] = {
  function_declaration: ownName, generator_function_declaration: ownName, method_definition: ownName,
  function_expression: givenName, arrow_function: givenName, generator_function: givenName,
}

export const javascript: NameRules = { ...rules, identifiers: names, quoted: isQuotedName, functions }
export const typescript: NameRules =
  { ...rules, identifiers: [...names, 'type_identifier'], quoted: isQuotedName, functions: { ...functions, function_signature: ownName, method_signature: ownName } }

/** A text that names a member: `{ 'content-type': … }`, `headers['content-type']`, `Context['env']`. */
function isQuotedName(text: Place): boolean {
  const { kind, parent } = text
  if (kind !== 'string' || parent === null) return false
  const field = namedByText[parent.kind]
  return field === undefined ? parent.kind === 'literal_type' && isIndex(parent) : text.in(field)
}

const namedByText: Readonly<Record<string, string>> = {
  pair: 'key', pair_pattern: 'key', subscript_expression: 'index', property_signature: 'name', method_signature: 'name', method_definition: 'name', public_field_definition: 'name', field_definition: 'property',
  enum_assignment: 'name', enum_body: 'name',
}

function isIndex({ parent, start }: Place): boolean {
  return parent?.kind === 'lookup_type' && parent.start !== start
}

const onlyType: ReadonlySet<string> = new Set(['interface_declaration', 'type_alias_declaration', 'type_parameter', 'infer_type', 'mapped_type_clause'])
const onlyValue: ReadonlySet<string> = new Set([
  'variable_declarator', 'function_declaration', 'generator_function_declaration', 'function_signature', 'function_expression', 'generator_function', 'required_parameter', 'optional_parameter',
  'formal_parameters', 'arrow_function', 'catch_clause', 'for_in_statement',
])

/** What is imported, exported or asked of may be both. */
function sideOfUse({ kind, parent }: Place): Side | null {
  if (kind === 'type_identifier') return 'type'
  if (kind === 'property_identifier') return parent?.kind === 'member_expression' ? 'value' : null
  const isEither = kind !== 'identifier' || parent === null || ['export_specifier', 'import_specifier', 'nested_type_identifier', 'nested_identifier', 'import_clause', 'export_statement'].includes(parent.kind)
  return isEither ? null : 'value'
}

function isVar(declarator: Place): boolean {
  return declarator.parent?.kind === 'variable_declaration'
}

/** `constructor(private readonly cart: Cart)`. */
function makesField(parameter: Place): boolean {
  return parameter.parent?.parent?.node.field('name')?.text() === 'constructor'
    && parameter.node.children().some((part) => part.kind() === 'accessibility_modifier' || part.kind() === 'readonly')
}

/** Members of a class, and those of an object that has a name outside of functions and makes its type. */
function isOwned(member: Place): boolean {
  const { parent } = member
  if (parent?.kind === 'class_body') return true
  const declarator = parent?.kind === 'object' ? holderOf(parent) : null
  return declarator !== null && declarator.node.field('type') === null && declarator.scope.owner.kind !== 'function'
}

function textOfName(name: SgNode | null): string | null {
  return name?.text().replace(/^["']|["']$/g, '') ?? null
}

function unquotedName(node: SgNode): string | null {
  return textOfName(node.field('name'))
}

/** The variable that an object is, or is a property of a property of. */
function holderOf(object: Place): Place | null {
  let at: Place | null = object
  while (at !== null && at.kind !== 'variable_declarator') {
    if (!['object', 'pair', 'parenthesized_expression'].includes(at.kind) && !isConst(at)) return null
    at = at.parent
  }
  return at
}

/** What is made here, whatever is said of it: `{ … } as const`. */
function madeHere(value: SgNode | null): string {
  const kind = String(value?.kind())
  const isAround = ['as_expression', 'satisfies_expression', 'parenthesized_expression'].includes(kind)
  return isAround ? madeHere(value?.namedChildren()[0] ?? null) : kind
}

/** Of a parameter, say, or of what is written in a function: not of an interface or an alias that others can name. */
function isNameless(member: Place): boolean {
  let at = member.parent
  while (at !== null && inType.has(at.kind)) at = at.parent
  return at === null || !/^(interface|type_alias)_declaration$|^public_field_definition$/.test(at.kind) || (at.kind !== 'public_field_definition' && at.scope.owner.kind === 'function')
}

/** Of `type Check = { kind: 'a' } | { kind: 'b' }`. */
function isOneOf(member: Place): boolean {
  let at = member.parent
  while (at !== null && inType.has(at.kind) && !isUnionOfObjects(at)) at = at.parent
  return at?.kind === 'union_type'
}

const isUnionOfObjects = ({ kind, node }: Place) => kind === 'union_type' && objectsIn(node) > 1

/** The grammar has `A | B | C` as a union of a union. */
function objectsIn(type: SgNode): number {
  if (type.kind() === 'object_type') return 1
  return type.kind() === 'union_type' ? type.namedChildren().map(objectsIn).reduce((sum, count) => sum + count, 0) : 0
}

const inType: ReadonlySet<string> = new Set([
  'object_type', 'interface_body', 'type_annotation', 'union_type', 'intersection_type', 'parenthesized_type', 'readonly_type', 'array_type', 'optional_type', 'generic_type',
  'type_arguments', 'tuple_type', 'rest_type', 'lookup_type', 'property_signature',
])

/** In an object inside of one that makes its own type, so that nothing else defines the key. */
function isUntyped(pair: Place): boolean {
  let inner = pair
  for (let at = pair.parent; at !== null; at = at.parent) {
    if (at.kind === 'variable_declarator') return at.node.field('type') === null && inner.in('value')
    if (!['object', 'array', 'pair', 'parenthesized_expression'].includes(at.kind) && !isConst(at)) return false
    inner = at
  }
  return false
}

function isConst({ kind, node }: Place): boolean {
  return kind === 'as_expression' && node.namedChildren().length === 1
}

/** The type that is written for a variable, parameter or field that is taken apart or given a value. */
function declaredType({ parent }: Place): SgNode | null {
  return parent && typeName(parent.node.field('type')?.namedChildren()[0] ?? null)
}

/** The type that an object is to have where it stands, as far as that is written near: of a variable, a field, a result. */
function wantedType(object: Place): SgNode | null {
  const { parent, node } = object
  switch (parent?.kind) {
    case 'variable_declarator': case 'required_parameter': case 'public_field_definition': return declaredType(object)
    case 'as_expression': case 'satisfies_expression': return typeName(parent.node.namedChildren()[1] ?? null)
    case 'parenthesized_expression': case 'await_expression': return wantedType(parent)
    case 'arrow_function': return resultName(parent)
    case 'return_statement': return resultName(functionAround(parent.scope))
    case 'array': return elementType(parent)
    default: return parent?.kind === 'ternary_expression' && parent.node.field('condition')?.id() !== node.id() ? wantedType(parent) : null
  }
}

/** Of `const carts: Cart[] = [{ … }]`. */
function elementType(array: Place): SgNode | null {
  const type = array.parent?.node.field('type')?.namedChildren()[0]
  return type?.kind() === 'array_type' ? typeName(type.namedChildren()[0] ?? null) : null
}

function functionAround(scope: Scope): Place | null {
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.kind === 'function') return at.place
  return null
}

const resultName = (around: Place | null) => around && typeName(around.node.field('return_type')?.namedChildren()[0] ?? null)

/** `this.x = …` in a class, `app.use = function …`, `Cart.prototype.total = …`, `exports.total = …`. */
function assignedMember(member: Place, containerOf: (scope: Scope) => string): string | null {
  const assignment = member.parent
  if (assignment?.kind !== 'assignment_expression' || !member.in('left')) return null
  const object = member.node.field('object')
  if (object?.kind() === 'this') return thisAt(member, containerOf) || null
  const text = object === null ? '' : shortText(object)
  if (text === 'exports' || text === 'module.exports') return ''
  const isFunction = isFunctionKind(String(assignment.node.field('right')?.kind()))
  return isFunction && /^[\w$]+(\.prototype)?$/.test(text) ? text.replace(/\.prototype$/, '') : null
}

function shortText(node: SgNode): string {
  const { start, end } = node.range()
  return end.index - start.index > 100 ? '' : node.text()
}

function isFunctionKind(kind: string): boolean {
  return ['function_expression', 'arrow_function', 'generator_function'].includes(kind)
}

/** The container of what `this` is; null where a function of its own has one that nobody knows. */
function thisAt(from: Place, containerOf: (scope: Scope) => string): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) {
    if (scope.kind === 'class' && scope.place.kind !== 'object') return containerOf(scope) || null
    if (scope.kind !== 'function' || scope.place.kind === 'arrow_function' || scope.place.kind === 'class_static_block') continue
    if (scope.parent?.kind === 'class') return containerOf(scope.parent) || null
    return ownerOfFunction(scope.place)
  }
  return null
}

/** Of `app` in `app.use = function …`, and of what a function with a capital makes. */
function ownerOfFunction({ node, kind, parent }: Place): string | null {
  if (kind === 'function_declaration') {
    const name = nameIn(node) ?? ''
    return /^[A-Z]/.test(name) ? name : null
  }
  const left = parent?.kind === 'assignment_expression' ? parent.node.field('left') : null
  const object = left?.kind() === 'member_expression' ? left.field('object') : null
  return object && /^[\w$]+(\.prototype)?$/.test(shortText(object)) ? object.text().replace(/\.prototype$/, '') : null
}

/** `{ a }`, `{ a = 1 }`, `{ b: a }`: of a name in a pattern, what a property has; of deeper ones that is not known. */
function takenApart(pattern: SgNode | null, name: SgNode, whole: TypeSource | null): TypeSource | null {
  if (pattern === null || pattern.id() === name.id()) return whole
  const around = name.parent()
  const isPair = around?.kind() === 'pair_pattern'
  const part = around !== null && (isPair || around.kind() === 'object_assignment_pattern') ? around : name
  if (whole === null || pattern.kind() !== 'object_pattern' || part.parent()?.id() !== pattern.id()) return null
  return { ...whole, property: (isPair && around.field('key')) || name }
}

function typed(node: SgNode): TypeSource | null {
  return typeSource(typeName(node.field('type')?.namedChildren()[0] ?? null))
}

function result(node: SgNode): TypeSource | null {
  return typeSource(typeName(node.field('return_type')?.namedChildren()[0] ?? null))
}

/** The name of a type, behind a promise of it or where it may also be absent. */
function typeName(type: SgNode | null): SgNode | null {
  const kind = type?.kind()
  if (type === null || kind === 'type_identifier') return type
  if (kind === 'nested_type_identifier') return type.field('name')
  if (kind === 'parenthesized_type' || kind === 'readonly_type') return typeName(type.namedChildren()[0] ?? null)
  if (kind === 'union_type') return typeName(type.namedChildren().find((part) => !['undefined', 'null'].includes(part.text())) ?? null)
  if (kind !== 'generic_type') return null
  const name = typeName(type.field('name'))
  const wraps = ['Promise', 'Readonly', 'Partial', 'Awaited', 'Required', 'NonNullable'].includes(name?.text() ?? '')
  return wraps ? typeName(type.field('type_arguments')?.namedChildren()[0] ?? null) : name
}

function made(value: SgNode | null): TypeSource | null {
  const kind = value?.kind()
  if (value === null) return null
  if (kind === 'new_expression') return typeSource(receiverName(value.field('constructor'), null)?.name ?? null)
  if (kind === 'await_expression' || kind === 'parenthesized_expression' || kind === 'non_null_expression') return made(value.namedChildren()[0] ?? null)
  if (kind === 'as_expression' || kind === 'satisfies_expression') return typeSource(typeName(value.namedChildren()[1] ?? null))
  return valueSource(receiverName(value, null))
}

function receiverName(node: SgNode | null, from: Place | null): Named | null {
  let inner = node
  let called = false
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind = inner.kind()
    if (kind === 'identifier' || kind === 'type_identifier' || kind === 'property_identifier') return { name: inner, called }
    if (kind === 'super') return from && superclass(from)
    called ||= kind === 'call_expression'
    inner = partOf(inner, String(kind))
  }
  return null
}

function partOf(node: SgNode, kind: string): SgNode | null {
  switch (kind) {
    case 'member_expression': case 'nested_identifier': return node.field('property')
    case 'nested_type_identifier': return node.field('name')
    case 'call_expression': return node.field('function')
    case 'new_expression': return node.field('constructor')
    case 'await_expression': case 'non_null_expression': case 'parenthesized_expression': return node.namedChildren()[0] ?? null
    default: return null
  }
}

function superclass(from: Place): Named | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) {
    if (scope.kind !== 'class' || scope.place.kind === 'object') continue
    const heritage = scope.place.node.children().find((part) => part.kind() === 'class_heritage')?.namedChildren()[0] ?? null
    return receiverName(heritage?.field('value') ?? heritage, null)
  }
  return null
}

/** Of a function without a name of its own, that of the variable, field or key that it is given to. */
function givenName({ node, parent }: Place): SgNode | null {
  const own = node.field('name')
  if (own !== null || parent === null) return own
  if (parent.kind === 'pair') return parent.node.field('key')
  if (parent.kind === 'assignment_expression') return receiverName(parent.node.field('left'), null)?.name ?? null
  return ['variable_declarator', 'public_field_definition'].includes(parent.kind) ? parent.node.field('name')
    : parent.kind === 'field_definition' ? parent.node.field('property') : null
}
