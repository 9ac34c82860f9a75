import type { SgNode } from '@ast-grep/napi'
import type { Import } from '../answers.ts'
import { childOf, nameIn, ownName, typeSource, valueSource } from '../nodes.ts'
import type { Place, Scope } from '../places.ts'
import type { File, Imported, ImportBinding, Named, NameRules, RoleRule, TypeSource } from '../rules.ts'

const named: readonly RoleRule[] = [{ at: 'name', is: 'definition' }]
/** In a pattern a small letter begins a variable; all else is compared with. */
const binds = (_: Place, child: Place): boolean => child.kind !== 'identifier' || /^[a-z_]/.test(child.node.text())
const throughPattern: RoleRule = { at: 'pattern', when: binds, is: 'through' }

export const scala: NameRules = {
  identifiers: ['identifier', 'type_identifier'],
  scopes: {
    class_definition: 'class', object_definition: 'class', trait_definition: 'class', enum_definition: 'class', package_object: 'class',
    instance_expression: 'class', template_body: 'class', given_definition: 'class',
    function_definition: 'function', function_declaration: 'function', lambda_expression: 'function', type_definition: 'block',
    block: 'block', for_expression: 'block', case_clause: 'block', indented_block: 'block',
  },
  outside: {
    class_definition: ['name'], object_definition: ['name'], trait_definition: ['name'], enum_definition: ['name'], package_object: ['name'], given_definition: ['name'],
    function_definition: ['name'], function_declaration: ['name'], type_definition: ['name'],
  },
  roles: {
    class_definition: named, object_definition: [{ at: 'name', is: 'definition', again: true }], trait_definition: named, enum_definition: named, package_object: named,
    given_definition: named, function_definition: named, function_declaration: named, type_definition: named,
    val_definition: [{ at: 'pattern', when: binds, is: 'definition', from: 'name' }, { at: 'pattern', when: isWhole, is: 'definition', from: 'name' }],
    var_definition: [{ at: 'pattern', is: 'definition', from: 'name' }],
    val_declaration: named, var_declaration: named, simple_enum_case: named, full_enum_case: named,
    class_parameter: named, parameter: named, binding: named, lambda_expression: [{ at: 'parameters', is: 'definition' }],
    type_parameters: [{ at: 'name', is: 'definition', bare: true }],
    case_clause: [{ at: 'pattern', when: binds, is: 'definition' }],
    enumerator: [{ when: (holder, child) => child.start === holder.start && binds(holder, child), is: 'definition', from: 'end' }],
    tuple_pattern: [{ when: binds, is: 'through' }], case_class_pattern: [throughPattern], typed_pattern: [throughPattern], alternative_pattern: [{ when: binds, is: 'through' }],
    capture_pattern: [{ at: 'name', is: 'through' }, throughPattern], infix_pattern: [{ when: binds, is: 'through' }],
    field_expression: [{ at: 'field', is: 'member', of: 'value' }],
    stable_type_identifier: [{ when: isLast, is: 'member', of: beforeLast }], stable_identifier: [{ when: isLast, is: 'member', of: beforeLast }],
    infix_expression: [{ at: 'operator', is: 'member', of: 'left' }],
    assignment_expression: [{ at: 'left', when: ({ parent }) => parent?.kind === 'arguments', is: 'key', of: calledName }],
    interpolated_string_expression: [{ at: 'interpolator', is: 'key' }],
  },
  bareMembers: 'inside',
  self: (receiver, from, containerOf) => receiver.text() === 'this' ? classAround(from, containerOf) : undefined,
  containers: {
    class_definition: nameIn, object_definition: nameIn, trait_definition: nameIn, enum_definition: nameIn, package_object: nameIn, given_definition: nameIn,
    instance_expression: (node) => childOf(node, 'template_body') === null ? null : `${typeName(node.namedChildren()[0] ?? null)?.text() ?? ''}{}`,
  },
  callMakes: true,
  types: {
    val_definition: (node) => typed(node) ?? made(node.field('value')), var_definition: (node) => typed(node) ?? made(node.field('value')),
    val_declaration: typed, class_parameter: typed, parameter: typed, binding: typed,
    function_definition: (node) => typeSource(typeName(node.field('return_type'))), function_declaration: (node) => typeSource(typeName(node.field('return_type'))),
  },
  receiverName,
  functions: { function_definition: ownName, function_declaration: ownName },
  calls: { call_expression: 'function', instance_expression: (node) => node.namedChildren()[0] ?? null },
  imports,
  overloads: { use: useOf, signatures: {}, valueType: () => null, declaredType: () => null },
}

/** A class and the object beside it have one name, which an import brings both. What is called by a small letter may be a function wherever it stands. */
function useOf({ kind, node, parent }: Place): { as: 'type' | 'value' } | null {
  if (/^(import_declaration|namespace_selectors|arrow_renamed_identifier|as_renamed_identifier)$/.test(parent?.kind ?? '')) return null
  return kind === 'type_identifier' ? { as: 'type' } : /^\p{Lu}/u.test(node.text()) ? { as: 'value' } : null
}

/** `val Max = 1` defines, where `val Max(x) = …` compares. */
function isWhole(_: Place, child: Place): boolean {
  return child.kind === 'identifier'
}

function isLast(holder: Place, child: Place): boolean {
  return child.end === holder.end && child.start > holder.start
}

function beforeLast({ node }: Place): SgNode | null {
  return node.namedChildren().at(-2) ?? null
}

function calledName({ parent }: Place): SgNode | null {
  const called = parent?.parent?.kind === 'call_expression' ? parent.parent.node.field('function') : null
  return called === null ? null : receiverName(called)?.name ?? null
}

function classAround(from: Place, containerOf: (scope: Scope) => string): string | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) if (scope.kind === 'class') return containerOf(scope) || null
  return null
}

function typed(node: SgNode): TypeSource | null {
  return typeSource(typeName(node.field('type')))
}

function typeName(type: SgNode | null): SgNode | null {
  let inner = type
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind = inner.kind()
    if (kind === 'type_identifier') return inner
    if (kind === 'stable_type_identifier') inner = inner.namedChildren().at(-1) ?? null
    else if (kind !== 'generic_type') return null
    else inner = ['Option', 'Future', 'Try'].includes(inner.field('type')?.text() ?? '') ? inner.field('type_arguments')?.namedChildren()[0] ?? null : inner.field('type')
  }
  return null
}

function made(value: SgNode | null): TypeSource | null {
  if (value?.kind() === 'instance_expression') return typeSource(typeName(value.namedChildren()[0] ?? null))
  return value && valueSource(receiverName(value))
}

function receiverName(node: SgNode, from: Place | null = null): Named | null {
  let inner: SgNode | null = node
  let called = false
  for (let depth = 0; inner !== null && depth < 16; depth++) {
    const kind: string = String(inner.kind())
    if (kind === 'identifier' && inner.text() === 'super') return from ? superclass(from) : null
    if (kind === 'identifier' || kind === 'type_identifier') return { name: inner, called }
    if (kind === 'instance_expression') return whole(typeName(inner.namedChildren()[0] ?? null))
    called ||= kind === 'call_expression'
    inner = kind === 'field_expression' ? inner.field('field') : kind === 'call_expression' || kind === 'generic_function' ? inner.field('function')
      : kind === 'stable_type_identifier' || kind === 'stable_identifier' ? inner.namedChildren().at(-1) ?? null
        : kind === 'parenthesized_expression' || kind === 'generic_type' ? inner.namedChildren()[0] ?? null : null
  }
  return null
}

function whole(name: SgNode | null): Named | null {
  return name && { name, called: false }
}

function superclass(from: Place): Named | null {
  for (let scope: Scope | null = from.scope; scope !== null; scope = scope.parent) {
    const extended = scope.place.node.field('extend')
    if (extended !== null) return whole(typeName(extended.field('type')))
  }
  return null
}

function imports({ root, positions }: File): Imported {
  const bindings: ImportBinding[] = []
  const imports = root.findAll({ rule: { kind: 'import_declaration' } }).map((declaration): Import => {
    const path = declaration.fieldChildren('path').filter((part) => part.isNamed())
    const range = positions.rangeOf(declaration)
    const selectors = childOf(declaration, 'namespace_selectors')
    const text = (parts: readonly SgNode[]) => parts.map((part) => part.text()).join('.')
    if (selectors === null && childOf(declaration, 'namespace_wildcard') !== null) return { module: text(path), names: '*', range }
    if (selectors === null) return brought(text(path.slice(0, -1)), path.slice(-1), range)
    return brought(text(path), selectors.namedChildren(), range)
  })
  const clauses = root.findAll({ rule: { kind: 'package_clause' } })
  return { package: clauses.map((clause) => clause.field('name')?.text() ?? '').join('.'), imports, exports: [], bindings }

  function brought(module: string, parts: readonly SgNode[], range: Import['range']): Import {
    const names = parts.flatMap((part) => bind(module, part))
    return { module, names: parts.some((part) => part.kind() === 'namespace_wildcard') ? '*' : names, range }
  }

  function bind(module: string, part: SgNode): Exclude<Import['names'], '*'> {
    const name = part.field('name') ?? part
    const alias = part.field('alias')
    if (name.kind() !== 'identifier') return []
    const called = alias === null ? {} : { alias: alias.text() }
    bindings.push({ at: alias ?? name, module, name: name.text(), ...called })
    if (alias !== null) bindings.push({ at: name, module, name: name.text(), mention: true })
    return [{ name: name.text(), ...called, range: positions.rangeOf(name) }]
  }
}
