import type { SgNode } from '@ast-grep/napi'
import type { Place } from '../places.ts'
import type { File, Imported, ImportBinding, Named, NameRules, RoleRule, TypeSource } from '../rules.ts'
import { hasToken, nameIn, numberedPart, ownName, typeSource, valueSource } from '../nodes.ts'

const name: RoleRule = { at: 'name', is: 'definition' }

const isShort = (holder: Place): boolean => holder.parent !== null && hasToken(holder.parent.node, ':=')

export const go: NameRules = {
  identifiers: ['identifier', 'field_identifier', 'type_identifier', 'package_identifier'],
  scopes: {
    function_declaration: 'function', method_declaration: 'function', func_literal: 'function', method_elem: 'block', function_type: 'block',
    block: 'block', if_statement: 'block', for_statement: 'block', expression_switch_statement: 'block', type_switch_statement: 'block',
    expression_case: 'block', type_case: 'block', default_case: 'block', communication_case: 'block',
    type_spec: 'block', struct_type: 'class', interface_type: 'class',
  },
  outside: { function_declaration: ['name'], method_declaration: ['name'], method_elem: ['name'], type_spec: ['name'] },
  roles: {
    function_declaration: [name],
    method_declaration: [{ at: 'name', is: 'definition', memberOf: (holder) => receiverType(holder.node)?.text() ?? null }],
    method_elem: [name],
    type_spec: [name],
    type_alias: [name],
    type_parameter_declaration: [name],
    field_declaration: [name],
    parameter_declaration: [name],
    variadic_parameter_declaration: [name],
    const_spec: [{ at: 'name', is: 'definition', from: 'end' }],
    var_spec: [{ at: 'name', is: 'definition', from: 'end' }],
    expression_list: [
      { when: (list) => list.parent?.kind === 'short_var_declaration' && list.in('left'), is: 'through' },
      { when: (list) => list.parent?.kind === 'type_switch_statement' && list.in('alias'), is: 'through' },
      { when: (list) => ['range_clause', 'receive_statement'].includes(list.parent?.kind ?? '') && list.in('left') && isShort(list), is: 'through' },
    ],
    short_var_declaration: [{ at: 'left', is: 'definition', from: 'end', again: true }],
    range_clause: [{ at: 'left', is: 'definition', from: 'end', again: true }],
    receive_statement: [{ at: 'left', is: 'definition', from: 'end', again: true }],
    type_switch_statement: [{ at: 'alias', is: 'definition', from: { after: 'value' } }],
    selector_expression: [{ at: 'field', is: 'member', of: 'operand' }],
    qualified_type: [{ at: 'name', is: 'member', of: 'package' }],
    literal_element: [{ when: (element) => element.in('key'), is: 'through' }],
    keyed_element: [{ at: 'key', when: isOfStruct, is: 'key', of: (holder) => typeName(literalType(holder)) }],
  },
  bareMembers: 'never',
  self: () => undefined,
  containers: { type_spec: nameIn },
  types: {
    parameter_declaration: (node) => typed(node.field('type')),
    field_declaration: (node) => typed(node.field('type')),
    var_spec: (node, at) => typed(node.field('type')) ?? typeOfValue(numberedPart(node.fieldChildren('name'), at, node.field('value'))),
    short_var_declaration: (node, at) => typeOfValue(numberedPart(node.field('left')?.namedChildren() ?? [], at, node.field('right'))),
    range_clause: rangedElement,
    function_declaration: (node) => typed(firstResult(node)),
    method_declaration: (node) => typed(firstResult(node)),
  },
  elements: {
    parameter_declaration: (node) => typed(elementType(node.field('type'))),
    variadic_parameter_declaration: (node) => typed(node.field('type')),
    field_declaration: (node) => typed(elementType(node.field('type'))),
    var_spec: (node, at) => typed(elementType(node.field('type')) ?? elementOfValue(numberedPart(node.fieldChildren('name'), at, node.field('value')))),
    short_var_declaration: (node, at) => typed(elementOfValue(numberedPart(node.field('left')?.namedChildren() ?? [], at, node.field('right')))),
    function_declaration: (node) => typed(elementType(firstResult(node))),
    method_declaration: (node) => typed(elementType(firstResult(node))),
  },
  receiverName,
  functions: { function_declaration: ownName, method_declaration: ownName },
  calls: { call_expression: 'function' },
  imports,
}

function receiverType(method: SgNode): SgNode | null {
  const parameter = method.field('receiver')?.namedChildren()[0]
  return parameter ? typeName(parameter.field('type')) : null
}

/** The name of a type behind pointers and type arguments; none for lists, maps and functions, whose members are others. */
function typeName(type: SgNode | null): SgNode | null {
  const kind = type?.kind()
  if (type === null) return null
  if (kind === 'pointer_type' || kind === 'parenthesized_type') return typeName(type.namedChildren()[0] ?? null)
  if (kind === 'generic_type') return typeName(type.field('type'))
  if (kind === 'qualified_type') return type.field('name')
  return kind === 'type_identifier' ? type : null
}

function typed(type: SgNode | null): TypeSource | null {
  return typeSource(typeName(type))
}

function typeOfValue(value: SgNode | null): TypeSource | null {
  const kind = value?.kind()
  if (value === null) return null
  if (kind === 'unary_expression') return typeOfValue(value.field('operand'))
  if (kind === 'composite_literal' || kind === 'type_assertion_expression') return typed(value.field('type'))
  if (kind !== 'call_expression') return valueSource(receiverName(value))
  const argument = value.field('arguments')?.namedChildren()[0]
  if (value.field('function')?.text() !== 'new' || !argument) return valueSource(receiverName(value))
  return typeSource(typeName(argument) ?? receiverName(argument)?.name ?? null)
}

/** What lists, arrays, maps and channels are of. */
function elementType(type: SgNode | null): SgNode | null {
  const kind = type?.kind()
  if (type === null) return null
  if (kind === 'pointer_type' || kind === 'parenthesized_type') return elementType(type.namedChildren()[0] ?? null)
  return type.field(kind === 'slice_type' || kind === 'array_type' ? 'element' : 'value')
}

/** Of a list that is written out, or that `make` makes. */
function elementOfValue(value: SgNode | null): SgNode | null {
  if (value?.kind() === 'composite_literal') return elementType(value.field('type'))
  const isMade = value?.kind() === 'call_expression' && value.field('function')?.text() === 'make'
  return isMade ? elementType(value.field('arguments')?.namedChildren()[0] ?? null) : null
}

/** `_, line` of `range cart.lines`; the first name is a number or a key, and of a channel nobody asks. */
function rangedElement(clause: SgNode, at: SgNode): TypeSource | null {
  const names = clause.field('left')?.namedChildren() ?? []
  const right = clause.field('right')
  if (names.length < 2 || names[1]?.id() !== at.id() || right === null) return null
  const written = elementOfValue(right)
  const list = written ? null : receiverName(right)
  return written ? typed(written) : list && { name: list.name, is: 'element' }
}

function firstResult(node: SgNode): SgNode | null {
  const result = node.field('result')
  return result?.kind() === 'parameter_list' ? result.namedChildren()[0]?.field('type') ?? null : result
}

function receiverName(node: SgNode): Named | null {
  const kind = node.kind()
  if (kind === 'identifier' || kind === 'package_identifier' || kind === 'type_identifier') return { name: node, called: false }
  if (kind === 'selector_expression') {
    const field = node.field('field')
    return field && { name: field, called: false }
  }
  const inner = kind === 'call_expression' ? node.field('function') : kind === 'parenthesized_expression' ? node.namedChildren()[0] ?? null : null
  const named = inner && receiverName(inner)
  return named && { name: named.name, called: kind === 'call_expression' || named.called }
}

/** The keys of a map are values; those of a struct are its fields. */
function isOfStruct(holder: Place): boolean {
  return holder.node.field('key')?.namedChildren()[0]?.kind() === 'identifier' && literalType(holder)?.kind() !== 'map_type'
}

/** Of a literal in a list of them, `[]Line{{Count: 1}}`, the type is that of what the list is of. */
function literalType(holder: Place): SgNode | null {
  const literal = holder.parent?.parent
  if (literal?.kind === 'composite_literal') return literal.node.field('type')
  const around = literal?.kind === 'literal_element' ? (literal.parent?.kind === 'keyed_element' ? literal.parent : literal) : null
  return around === null ? null : elementType(literalType(around))
}

function imports({ root, positions }: File): Imported {
  const specs = root.findAll({ rule: { kind: 'import_spec' } })
  const bindings: ImportBinding[] = []
  const paths: NonNullable<Imported['paths']> = []
  const implicit = new Map<string, string>()
  const imports = specs.map((spec) => {
    const path = spec.field('path')
    const module = path?.text().slice(1, -1) ?? ''
    if (path !== null) paths.push({ at: path, module })
    const alias = spec.field('name')
    const range = positions.rangeOf(spec)
    if (alias?.kind() === 'package_identifier') {
      bindings.push({ at: alias, module, name: '*', alias: alias.text() })
      return { module, names: [{ name: '*', alias: alias.text(), range: positions.rangeOf(alias) }], range }
    }
    if (alias === null) for (const likely of packageNames(module)) if (!implicit.has(likely)) implicit.set(likely, module)
    return { module, names: alias?.kind() === 'dot' ? '*' as const : [], range }
  })
  const clause = root.find({ rule: { kind: 'package_clause' } })
  return {
    package: clause?.namedChildren()[0]?.text() ?? '',
    imports, exports: [], bindings, paths,
    implicit: (place) => isQualifier(place) ? implicit.get(place.node.text()) ?? null : null,
  }
}

function isQualifier(place: Place): boolean {
  const { parent } = place
  return (parent?.kind === 'selector_expression' && place.in('operand')) || (parent?.kind === 'qualified_type' && place.in('package'))
}

/** What the package of a path may call itself: its last part, without a version or the affixes that only say that it is Go. */
export function packageNames(path: string): string[] {
  const parts = path.split('/')
  const last = parts.at(-1) ?? ''
  const part = /^v\d+$/.test(last) && parts.length > 1 ? parts.at(-2) ?? '' : last
  const plain = part.replace(/\.v\d+$/, '')
  return [plain, plain.replace(/^go[-.]|[-.]go$/g, ''), plain.replaceAll('-', ''), plain.replaceAll('-', '_'), plain.split(/[-.]/).at(-1) ?? '', last]
}
