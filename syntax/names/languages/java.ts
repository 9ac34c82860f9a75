import type { SgNode } from '@ast-grep/napi'
import type { Import } from '../answers.ts'
import { nameIn, ownName, plainType, typeSource, valueSource } from '../nodes.ts'
import { own, type Place, type Scope } from '../places.ts'
import type { File, Imported, ImportBinding, Named, NameRules, RoleRule, TypeSource, WrittenSignature, WrittenUse } from '../rules.ts'

const named: readonly RoleRule[] = [{ at: 'name', is: 'definition' }]
/** Methods have names of their own, beside those of fields. */
const method: readonly RoleRule[] = [{ at: 'name', is: 'definition', space: 'call', apart: isInAnonymous }]
const local: readonly RoleRule[] = [{ at: 'name', is: 'definition', from: 'name', apart: isInAnonymous }]
const label: RoleRule = { is: 'reference', space: 'label' }

export const java: NameRules = {
  identifiers: ['identifier', 'type_identifier'],
  scopes: {
    class_declaration: 'class', interface_declaration: 'class', enum_declaration: 'class', record_declaration: 'class', annotation_type_declaration: 'class',
    class_body: 'class',
    method_declaration: 'function', constructor_declaration: 'function', compact_constructor_declaration: 'function', lambda_expression: 'function',
    static_initializer: 'function',
    block: 'block', constructor_body: 'block', for_statement: 'block', enhanced_for_statement: 'block', try_with_resources_statement: 'block', catch_clause: 'block',
    switch_rule: 'block', switch_block_statement_group: 'block',
  },
  outside: {
    class_declaration: ['name'], interface_declaration: ['name'], enum_declaration: ['name'], record_declaration: ['name'], annotation_type_declaration: ['name'],
    method_declaration: ['name'], constructor_declaration: ['name'],
  },
  roles: {
    class_declaration: named, interface_declaration: named, enum_declaration: named, record_declaration: named, annotation_type_declaration: named,
    method_declaration: method, constructor_declaration: method, annotation_type_element_declaration: method,
    type_parameter: [{ when: isFirst, is: 'definition', bare: true }],
    variable_declarator: local,
    formal_parameter: [{ at: 'name', when: isInRecord, is: 'definition' }, ...named],
    catch_formal_parameter: named, resource: local, enhanced_for_statement: named, enum_constant: named, instanceof_expression: local,
    lambda_expression: [{ at: 'parameters', is: 'definition' }], inferred_parameters: [{ is: 'definition' }],
    type_pattern: [{ when: isPatternName, is: 'definition' }], record_pattern_component: [{ when: isPatternName, is: 'definition' }],
    method_invocation: [
      { at: 'name', when: ({ node }) => node.field('object') !== null, is: 'member', of: 'object', space: 'call' },
      { at: 'name', is: 'reference', space: 'call' },
    ],
    field_access: [{ at: 'field', is: 'member', of: 'object' }],
    scoped_type_identifier: [{ when: isLast, is: 'member', of: firstPart }],
    scoped_identifier: [{ at: 'name', is: 'member', of: 'scope' }],
    method_reference: [{ when: isLast, is: 'member', of: firstPart, space: 'call' }],
    element_value_pair: [{ at: 'key', is: 'key', of: ({ parent }) => parent?.parent?.node.field('name') ?? null }],
    labeled_statement: [{ when: isFirst, is: 'definition', space: 'label' }], break_statement: [label], continue_statement: [label],
  },
  bareMembers: 'inside',
  self: (receiver, from, containerOf) => receiver.kind() === 'this' ? classAround(from, containerOf) : undefined,
  containers: {
    class_declaration: nameIn, interface_declaration: nameIn, enum_declaration: nameIn, record_declaration: nameIn, annotation_type_declaration: nameIn,
    object_creation_expression: anonymous,
  },
  types: {
    variable_declarator: (node) => typed(node.parent()) ?? valueSource(receiverName(node.field('value'))),
    formal_parameter: typed, catch_formal_parameter: () => null, resource: (node) => typed(node) ?? valueSource(receiverName(node.field('value'))),
    enhanced_for_statement: typed, instanceof_expression: (node) => typeSource(typeName(node.field('right'))),
    type_pattern: (node) => typeSource(typeName(node.namedChildren()[0] ?? null)), record_pattern_component: (node) => typeSource(typeName(node.namedChildren()[0] ?? null)),
    method_declaration: typed,
  },
  receiverName,
  functions: { method_declaration: ownName, constructor_declaration: ownName, compact_constructor_declaration: ownName },
  calls: { method_invocation: (node) => node, object_creation_expression: 'type', method_reference: (node) => node },
  imports,
  overloads: { use, valueType, declaredType, signatures: { method_declaration: signature, constructor_declaration: signature } },
}

function isFirst(holder: Place, child: Place): boolean {
  return child.start === holder.start
}

function isLast(holder: Place, child: Place): boolean {
  return child.end === holder.end && child.start > holder.start
}

function isPatternName(holder: Place, child: Place): boolean {
  return child.kind === 'identifier' && isLast(holder, child)
}

function isInRecord(parameter: Place): boolean {
  return parameter.parent?.parent?.kind === 'record_declaration'
}

function firstPart({ node }: Place): SgNode | null {
  return node.namedChildren()[0] ?? null
}

/** Members of `new Runnable() { … }` are not those of the class around. */
function anonymous(node: SgNode): string | null {
  const hasBody = node.namedChildren().some((part) => part.kind() === 'class_body')
  return hasBody ? `${typeName(node.field('type'))?.text() ?? ''}{}` : null
}

function isInAnonymous(holder: Place): boolean {
  let above = holder.parent
  while (above !== null && above.kind !== 'class_body') above = above.parent
  return above?.parent?.kind === 'object_creation_expression'
}

function classAround(from: Place, containerOf: (scope: Scope) => string): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) if (scope.kind === 'class') return containerOf(scope)
  return null
}

function typed(node: SgNode | null): TypeSource | null {
  const name = typeName(node?.field('type') ?? null)
  return name?.text() === 'var' ? null : typeSource(name)
}

function typeName(type: SgNode | null): SgNode | null {
  const kind = type?.kind()
  if (type === null || kind === 'type_identifier') return type
  if (kind === 'generic_type') return typeName(type.namedChildren()[0] ?? null)
  return kind === 'scoped_type_identifier' ? type.namedChildren().at(-1) ?? null : null
}

function receiverName(node: SgNode | null, from: Place | null = null): Named | null {
  const kind = node?.kind()
  if (node === null) return null
  switch (kind) {
    case 'identifier': case 'type_identifier': case 'scoped_type_identifier': case 'generic_type': {
      const name = kind === 'identifier' ? node : typeName(node)
      return name && { name, called: false }
    }
    case 'field_access': return whole(node.field('field'))
    case 'method_invocation': return called(node.field('name'))
    case 'method_reference': return whole(node.namedChildren().at(-1) ?? null)
    case 'object_creation_expression': return whole(typeName(node.field('type')))
    case 'parenthesized_expression': return receiverName(node.namedChildren()[0] ?? null, from)
    case 'cast_expression': return whole(typeName(node.field('type')))
    case 'super': return from ? superclass(from) : null
    default: return null
  }
}

function whole(name: SgNode | null): Named | null {
  return name?.kind() === 'identifier' || name?.kind() === 'type_identifier' ? { name, called: false } : null
}

function called(name: SgNode | null): Named | null {
  return name && { name, called: true }
}

function superclass(from: Place): Named | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) {
    if (scope.place.kind === 'class_declaration') return whole(typeName(scope.place.node.field('superclass')?.namedChildren()[0] ?? null))
  }
  return null
}

/** What a member is asked of may be a type or a value. */
function use(name: Place): WrittenUse | null {
  const { kind, parent } = name
  if (kind === 'type_identifier') return { as: 'type' }
  if (parent?.kind === 'method_reference' && isLast(parent, name)) return { as: 'function' }
  if (parent?.kind === 'method_invocation' && name.in('name')) return { as: 'function', arguments: argumentsOf(parent.node) }
  const isAskedOf = name.in('object') || (parent?.kind === 'field_access' && parent.in('object'))
  return isAskedOf || /^(scoped_|method_reference)/.test(parent?.kind ?? '') ? null : { as: 'value' }
}

function argumentsOf(call: SgNode): SgNode[] {
  return call.field('arguments')?.namedChildren().filter((part) => !String(part.kind()).endsWith('comment')) ?? []
}

const LITERALS: Readonly<Record<string, string>> = {
  string_literal: 'String', character_literal: 'char', true: 'boolean', false: 'boolean', decimal_integer_literal: 'int', hex_integer_literal: 'int',
  decimal_floating_point_literal: 'double', null_literal: 'null', instanceof_expression: 'boolean', class_literal: 'Class', lambda_expression: 'lambda', method_reference: 'lambda',
}

function valueType(value: SgNode): string | null {
  const kind = String(value.kind())
  if (/^(decimal|hex)_/.test(kind) && /[lLfF]$/.test(value.text()) && !/^0x.*[fF]$/i.test(value.text())) return /[lL]$/.test(value.text()) ? 'long' : 'float'
  const type = value.field('type')
  if (kind === 'array_creation_expression') return type && `${plainType(type.text())}[]`
  if (kind === 'object_creation_expression' || kind === 'cast_expression') return type && plainType(type.text())
  if (kind === 'binary_expression') return operationType(value)
  if (kind === 'field_access') return constantType(value)
  if (kind === 'unary_expression') return valueType(value.namedChildren()[0] ?? value)
  return own(LITERALS, kind) ?? null
}

const BOXES: Readonly<Record<string, string>> = { Byte: 'byte', Short: 'short', Character: 'char', Integer: 'int', Long: 'long', Float: 'float', Double: 'double' }

/** Of `Long.MAX_VALUE`, and `Boolean.TRUE`, which is a box itself. */
function constantType(access: SgNode): string | null {
  const box = access.field('object')?.text() ?? ''
  return box === 'Boolean' ? box : own(BOXES, box) ?? null
}

function operationType(value: SgNode): string | null {
  if (/^([<>=!]=?|&&|\|\|)$/.test(value.field('operator')?.text() ?? '')) return 'boolean'
  return hasText(value) ? 'String' : null
}

/** So many parts of a sum are looked at, from the last. */
const MOST_PARTS = 50

function hasText(sum: SgNode): boolean {
  let left: SgNode | null = sum
  for (let part = 0; left?.kind() === 'binary_expression' && part < MOST_PARTS; part++) {
    if (left.field('right')?.kind() === 'string_literal') return true
    left = left.field('left')
  }
  return left?.kind() === 'string_literal'
}

function declaredType(node: SgNode): string | null {
  const declaration = node.kind() === 'variable_declarator' ? node.parent() : node
  if (declaration?.kind() === 'spread_parameter') return `${spreadType(declaration)}[]`
  const type = declaration?.field('type') ?? null
  return type === null || type.text() === 'var' ? null : plainType(type.text()) + (node.field('dimensions')?.text() ?? '')
}

function spreadType(parameter: SgNode): string {
  return plainType(parameter.namedChildren().find((part) => !/^(modifiers|variable_declarator)$/.test(String(part.kind())))?.text() ?? '')
}

function signature(node: SgNode): WrittenSignature | null {
  const name = node.field('name')
  const parts = node.field('parameters')?.namedChildren().filter((part) => /^(formal|spread)_parameter$/.test(String(part.kind()))) ?? []
  const rest = parts.at(-1)?.kind() === 'spread_parameter'
  const parameters = parts.map((part) => part.kind() === 'spread_parameter' ? spreadType(part) : declaredType(part) ?? '')
  return name && { name, parameters, required: parameters.length - Number(rest), rest }
}

/** `import a.b.C;` brings in `C` of `a.b`, `import static a.b.C.of;` brings in `of` of `a.b.C`. */
function imports({ root, positions }: File): Imported {
  const bindings: ImportBinding[] = []
  const imports = root.findAll({ rule: { kind: 'import_declaration' } }).map((declaration): Import => {
    const parts = declaration.namedChildren()
    const path = parts[0]
    const range = positions.rangeOf(declaration)
    if (path === undefined || parts.some((part) => part.kind() === 'asterisk')) return { module: path?.text() ?? '', names: '*', range }
    const name = path.field('name') ?? path
    const module = path.field('scope')?.text() ?? ''
    bindings.push({ at: name, module, name: name.text() })
    return { module, names: [{ name: name.text(), range: positions.rangeOf(name) }], range }
  })
  return { package: root.find({ rule: { kind: 'package_declaration' } })?.namedChildren().at(-1)?.text() ?? '', imports, exports: [], bindings }
}
