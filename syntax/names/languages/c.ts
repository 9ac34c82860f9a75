/** C and C++, whose grammars share most of their kinds. */

import type { SgNode } from '@ast-grep/napi'
import type { Import } from '../answers.ts'
import { hasToken, nameIn, plainType, typeSource, valueSource } from '../nodes.ts'
import { own, type Place, type Scope } from '../places.ts'
import { withoutHeadMacros } from './c-macros.ts'
import type { File, Imported, Named, NameRules, RoleRule, ScopeKind, TypeSource, WrittenSignature, WrittenUse } from '../rules.ts'

const declarator: readonly RoleRule[] = [{ at: 'declarator', is: 'through' }]
const through: readonly RoleRule[] = [{ is: 'through' }]
const declared: RoleRule = { at: 'declarator', is: 'definition', into: 'holder', from: 'name', memberOf: qualifiedBy }
const templateParameter: readonly RoleRule[] = [{ when: isName, is: 'definition', bare: true }]
/** `struct s { … }` defines, `struct s *p` mentions. */
const tagged: readonly RoleRule[] = [{ at: 'name', when: ({ node }) => node.field('body') !== null, is: 'definition', into: 'holder' }]
const parameter: readonly RoleRule[] = [
  { at: 'declarator', when: ({ parent }) => parent?.kind === 'template_parameter_list', is: 'definition', bare: true },
  { at: 'declarator', is: 'definition', into: 'holder' },
]

const rules: Omit<NameRules, 'identifiers' | 'bareMembers' | 'calls' | 'functions'> = {
  scopes: {
    function_definition: 'function', lambda_expression: 'function', preproc_function_def: 'function', function_declarator: scopeOfPrototype,
    compound_statement: 'block', for_statement: 'block', for_range_loop: 'block', if_statement: 'block', while_statement: 'block',
    switch_statement: 'block', catch_clause: 'block', template_declaration: 'block',
    struct_specifier: 'class', union_specifier: 'class', class_specifier: 'class', namespace_definition: 'namespace',
  },
  passing: ['template_declaration'],
  outside: { preproc_function_def: ['name'], namespace_definition: ['name'] },
  roles: {
    pointer_declarator: declarator, array_declarator: declarator, function_declarator: declarator, init_declarator: declarator,
    parenthesized_declarator: through, reference_declarator: through, structured_binding_declarator: through,
    destructor_name: through, template_function: [{ at: 'name', is: 'through' }], template_method: [{ at: 'name', is: 'through' }],
    declaration: [declared], field_declaration: [declared], type_definition: [declared], function_definition: [declared], for_range_loop: [declared],
    parameter_declaration: parameter, optional_parameter_declaration: parameter,
    type_parameter_declaration: templateParameter, variadic_type_parameter_declaration: templateParameter, optional_type_parameter_declaration: templateParameter,
    preproc_def: [{ at: 'name', is: 'definition', into: 'file' }], preproc_function_def: [{ at: 'name', is: 'definition', into: 'file' }], preproc_params: [{ is: 'definition' }],
    enumerator: [{ at: 'name', is: 'definition', memberOf: scopedEnum }],
    struct_specifier: tagged, union_specifier: tagged, class_specifier: tagged, enum_specifier: tagged,
    alias_declaration: [{ at: 'name', is: 'definition' }],
    field_initializer: [{ when: isFirst, is: 'member', of: ownClass }],
    labeled_statement: [{ at: 'label', is: 'definition', into: 'function', space: 'label' }], goto_statement: [{ is: 'reference', space: 'label' }],
    namespace_definition: [{ at: 'name', is: 'definition', again: true }], namespace_alias_definition: [{ at: 'name', is: 'definition' }],
    qualified_identifier: [
      { at: 'name', when: isDeclaring, is: 'through' },
      { at: 'name', is: 'member', of: 'scope' },
      { at: 'scope', when: isInner, is: 'member', of: ({ parent }) => parent?.node.field('scope') ?? null },
    ],
    field_expression: [{ at: 'field', is: 'member', of: 'argument' }],
    field_designator: [{ is: 'key', of: initializedType }],
  },
  self: (receiver, from, containerOf) => receiver.kind() === 'this' || receiver.kind() === 'field_initializer_list' ? classAround(from, containerOf) ?? methodOf(from) : undefined,
  memberOf: methodOf,
  containers: { struct_specifier: nameOfTag, union_specifier: nameOfTag, class_specifier: nameIn, namespace_definition: nameIn },
  types: {
    declaration: typed, field_declaration: typed, parameter_declaration: typed, optional_parameter_declaration: typed, for_range_loop: typed,
    function_definition: (node) => typeSource(typeName(node.field('type'))),
    namespace_alias_definition: (node) => typeSource(node.namedChildren().at(-1) ?? null),
  },
  typesApart: true,
  reread: withoutHeadMacros,
  receiverName,
  imports,
  overloads: { use, valueType, declaredType, signatures: { function_definition: signature, declaration: signature, field_declaration: signature } },
}

const functions: NameRules['functions'] = { function_definition: ({ node }) => declaredName(node) }

export const c: NameRules = {
  ...rules, identifiers: ['identifier', 'field_identifier', 'type_identifier', 'statement_identifier'], bareMembers: 'never', functions, calls: { call_expression: 'function' },
}
export const cpp: NameRules = {
  ...rules, identifiers: [...c.identifiers, 'namespace_identifier'], bareMembers: 'inside', functions, calls: { call_expression: 'function', new_expression: 'type' },
}

function isFirst(holder: Place, child: Place): boolean {
  return child.start === holder.start
}

/** Of `A() : field(1)`. */
function ownClass({ parent }: Place): SgNode | null {
  return parent?.node ?? null
}

/** The parameters of a declaration without a body are known nowhere else. */
function scopeOfPrototype(_: SgNode, parent: Place | null): ScopeKind | undefined {
  let above = parent
  while (above !== null && above.kind.endsWith('_declarator')) above = above.parent
  return above?.kind === 'function_definition' ? undefined : 'block'
}

function isName(_: Place, child: Place): boolean {
  return child.kind === 'type_identifier' && child.in('default_type') === false
}

/** The name of what is defined outside of its class or namespace: `int A::m() { … }`. */
function isDeclaring(holder: Place): boolean {
  let above: Place | null = holder
  while (above !== null && /_declarator$|^qualified_identifier$/.test(above.kind)) above = above.parent
  return above?.kind === 'function_definition' && holder.parent?.kind !== above.kind && isInDeclarator(holder, above)
}

function isInDeclarator(holder: Place, definition: Place): boolean {
  const range = definition.node.field('declarator')?.range()
  return range !== undefined && range.start.index <= holder.start && holder.end <= range.end.index
}

/** `b` of `a::b::c` is a member of `a`. */
function isInner(holder: Place): boolean {
  return holder.parent?.kind === 'qualified_identifier' && holder.start > holder.parent.start
}

/** Of `int ns::A<T>::m() { … }`, `ns.A`. */
function qualifiedBy(definition: Place): string | null {
  if (definition.kind !== 'function_definition') return null
  const parts: string[] = []
  let name = declaratorOf(definition.node)
  for (let depth = 0; name?.kind() === 'qualified_identifier' && depth < 16; depth++) {
    const scope = name.field('scope')
    if (scope !== null) parts.push((scope.field('name') ?? scope).text())
    name = name.field('name')
  }
  return parts.join('.') || null
}

/** What the declarators of a node are around of. */
function declaratorOf(node: SgNode): SgNode | null {
  let inner = node.field('declarator')
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const next = inner.field('declarator') ?? (/^(parenthesized|reference|attributed)_declarator$/.test(String(inner.kind())) ? inner.namedChildren().at(-1) ?? null : null)
    if (next === null) return inner
    inner = next
  }
  return inner
}

function declaredName(node: SgNode): SgNode | null {
  let name = declaratorOf(node)
  for (let depth = 0; name?.kind() === 'qualified_identifier' && depth < 16; depth++) name = name.field('name')
  const kind = name?.kind()
  if (kind === 'template_function' || kind === 'template_method') return name?.field('name') ?? null
  if (kind === 'destructor_name') return name?.namedChildren()[0] ?? null
  return kind === 'identifier' || kind === 'field_identifier' || kind === 'type_identifier' ? name : null
}

function methodOf(from: Place): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) {
    if (scope.place.kind === 'function_definition') return qualifiedBy(scope.place)
  }
  return null
}

function classAround(from: Place, containerOf: (scope: Scope) => string): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) if (scope.kind === 'class') return containerOf(scope) || null
  return null
}

/** The names in `enum class` are its own, those in `enum` stand beside it. */
function scopedEnum(enumerator: Place): string | null {
  const specifier = enumerator.parent?.parent?.node
  return specifier?.children().some((part) => part.kind() === 'class' || part.kind() === 'struct') ? nameIn(specifier) : null
}

/** `typedef struct { … } name` is called as the type is. */
function nameOfTag(node: SgNode): string | null {
  const name = nameIn(node)
  if (name !== null) return name
  const definition = node.parent()
  return definition?.kind() === 'type_definition' ? definition.field('declarator')?.text() ?? null : null
}

/** Of `struct s a = { .x = 1 }`. */
function initializedType(designator: Place): SgNode | null {
  const declaration = designator.parent?.parent?.parent?.parent
  return declaration?.kind === 'declaration' ? typeName(declaration.node.field('type')) : null
}

function typed(node: SgNode, name: SgNode): TypeSource | null {
  const type = node.field('type')
  if (type?.kind() !== 'placeholder_type_specifier') return typeSource(typeName(type))
  const index = name.range().start.index
  const initialized = node.fieldChildren('declarator').find((part) => part.range().start.index <= index && index < part.range().end.index)
  return made(initialized?.field('value') ?? null)
}

function made(value: SgNode | null): TypeSource | null {
  if (value?.kind() === 'new_expression') return typeSource(typeName(value.field('type')))
  const called = value?.kind() === 'call_expression' ? value.field('function') : null
  const template = called?.kind() === 'qualified_identifier' ? called.field('name') : called
  const makes = template?.kind() === 'template_function' && /^(make|create)|_cast$/i.test(nameIn(template) ?? '')
  if (makes) return typeSource(argumentOf(template))
  return value && valueSource(receiverName(value))
}

const POINTERS = ['unique_ptr', 'shared_ptr', 'weak_ptr', 'optional', 'atomic']

/** The name of a type, behind smart pointers. */
function typeName(type: SgNode | null): SgNode | null {
  let inner = type
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind = inner.kind()
    if (kind === 'type_identifier') return inner
    if (kind === 'template_type' && POINTERS.includes(nameIn(inner) ?? '')) return argumentOf(inner)
    inner = inner.field('name')
  }
  return null
}

function argumentOf(template: SgNode | null): SgNode | null {
  const argument = template?.field('arguments')?.namedChildren()[0]
  return typeName(argument?.field('type') ?? null)
}

function receiverName(node: SgNode): Named | null {
  let inner: SgNode | null = node
  let called = false
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind = inner.kind()
    if (kind === 'identifier' || kind === 'field_identifier' || kind === 'type_identifier' || kind === 'namespace_identifier') return { name: inner, called }
    called ||= kind === 'call_expression'
    inner = partOf(inner, String(kind))
  }
  return null
}

/** An element of an array is declared as the array is. */
function partOf(node: SgNode, kind: string): SgNode | null {
  switch (kind) {
    case 'field_expression': return node.field('field')
    case 'call_expression': return node.field('function')
    case 'qualified_identifier': case 'template_function': case 'template_method': case 'template_type': return node.field('name')
    case 'subscript_expression': case 'pointer_expression': return node.field('argument')
    case 'parenthesized_expression': return node.namedChildren()[0] ?? null
    default: return null
  }
}

/** A value may hold a function, so only calls and types are told apart. */
function use(name: Place): WrittenUse | null {
  if (name.kind === 'type_identifier' || name.kind === 'namespace_identifier') return { as: 'type' }
  let callee = name
  while (callee.parent !== null && isLastOf(callee.parent, callee)) callee = callee.parent
  const call = callee.parent
  if (call?.kind !== 'call_expression' || !callee.in('function')) return null
  return { as: 'function', arguments: call.node.field('arguments')?.namedChildren().filter((part) => part.kind() !== 'comment') ?? [] }
}

/** With `a::b<C>` and `a->b` it is `b` that is called. */
function isLastOf({ kind, end }: Place, part: Place): boolean {
  return /^template_(function|method)$/.test(kind) ? part.in('name') : /^(qualified_identifier|field_expression)$/.test(kind) && end === part.end
}

const LITERALS: Readonly<Record<string, string>> = { string_literal: 'char*', concatenated_string: 'char*', char_literal: 'char', true: 'bool', false: 'bool', null: 'null', lambda_expression: 'lambda' }

function valueType(value: SgNode): string | null {
  const kind = String(value.kind())
  if (kind === 'number_literal') return /^0x|^[^.eE]*$/i.test(value.text()) ? 'int' : 'double'
  if (kind === 'cast_expression') return typeText(value.field('type')?.field('type') ?? null, value.field('type')?.field('declarator') ?? null)
  if (kind === 'compound_literal_expression' || kind === 'new_expression') return plainType(value.field('type')?.text() ?? '') + (kind === 'new_expression' ? '*' : '') || null
  if (kind === 'unary_expression') return valueType(value.field('argument') ?? value)
  if (kind !== 'call_expression') return own(LITERALS, kind) ?? null
  // What is called as a type makes one of it.
  const callee = value.field('function')
  return callee !== null && /^(?:\w+::)*[A-Z]\w*[a-z]\w*$/.test(callee.text()) ? plainType(callee.text()) : null
}

/** A reference is taken as what it refers to. */
function declaredType(node: SgNode, name: SgNode): string | null {
  const index = name.range().start.index
  const around = node.fieldChildren('declarator').find((part) => part.range().start.index <= index && index < part.range().end.index) ?? null
  return typeText(node.field('type'), around)
}

function typeText(type: SgNode | null, declarator: SgNode | null): string | null {
  if (type === null || type.kind() === 'placeholder_type_specifier') return null
  const name = String(type.kind()).endsWith('_specifier') ? nameIn(type) ?? type.text() : plainType(type.text())
  return name + starsOf(declarator)
}

function starsOf(declarator: SgNode | null): string {
  let stars = ''
  for (let part = declarator, depth = 0; part !== null && depth < 16; depth++) {
    if (/(pointer|array)_declarator$/.test(String(part.kind()))) stars += '*'
    part = part.field('declarator') ?? part.namedChildren().find((child) => String(child.kind()).endsWith('_declarator')) ?? null
  }
  return stars
}

function signature(node: SgNode): WrittenSignature | null {
  const name = declaredName(node)
  const list = name === null ? null : parametersAround(node)
  if (name === null || list === null) return null
  const parts = list.namedChildren().filter((part) => String(part.kind()).endsWith('parameter_declaration'))
  const types = parts.map((part) => typeText(part.field('type'), part.field('declarator')) ?? '')
  const parameters = types.length === 1 && types[0] === 'void' ? [] : types
  const rest = hasToken(list, '...') || parts.some((part) => part.kind() === 'variadic_parameter_declaration')
  return { name, parameters: rest ? [...parameters, ''] : parameters, required: parameters.length - parts.filter((part) => part.kind() === 'optional_parameter_declaration').length, rest }
}

function parametersAround(node: SgNode): SgNode | null {
  let inner = node.field('declarator')
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    if (inner.kind() === 'function_declarator') return inner.field('declarator')?.kind() === 'parenthesized_declarator' ? null : inner.field('parameters')
    inner = inner.field('declarator') ?? (inner.kind() === 'reference_declarator' ? inner.namedChildren().at(-1) ?? null : null)
  }
  return null
}

function imports({ root, positions }: File): Imported {
  const includes = root.findAll({ rule: { kind: 'preproc_include' } }).map((include): Import => {
    const path = include.field('path')
    const module = path?.kind() === 'string_literal' ? path.text().slice(1, -1) : path?.text() ?? ''
    return { module, names: '*', range: positions.rangeOf(include) }
  })
  return { package: '', imports: includes, exports: [], bindings: [] }
}
