import type { SgNode } from '@ast-grep/napi'
import { c, declaration, declaredBy, definedBy } from './c.ts'
import { childOf, dotted, isConstantName, type Definition, type LanguageOutline, type Scope } from './rule.ts'

export const cpp: LanguageOutline = {
  rules: {
    ...c.rules,
    function_definition: defined,
    declaration: memberOrVariable,
    field_declaration: memberOrVariable,
    class_specifier: (node) => type(node, 'class'),
    struct_specifier: (node) => type(node, 'struct'),
    union_specifier: (node) => type(node, 'struct'),
    namespace_definition: namespace,
    alias_declaration: { kind: 'class' },
    concept_definition: { kind: 'interface' },
    lambda_expression: { opens: 'body' },
  },
  where: { ...c.where, class_specifier: { has: { field: 'body', kind: 'field_declaration_list' } } },
}

function defined(node: SgNode, within: Scope): Definition | undefined {
  const first = definedBy(node)
  if (first === undefined) return { opens: 'body' }
  if (!first.isFunction && isType(node.field('type'))) return { kind: 'class', name: () => [behindColon(node) ?? first.name], opens: 'type' }
  return { ...macroOf(node, first.name) ?? functionOf(first.name, within), opens: 'body' }
}

/** In `class EXPORTED Name {` the grammar takes the macro for the type and the class for a function. */
function isType(type: SgNode | null): boolean {
  return type?.kind() === 'class_specifier' || type?.kind() === 'struct_specifier'
}

/** In `class EXPORTED Name : public Base {` it takes the base for the name, and the name for an error. */
function behindColon(node: SgNode): SgNode | null {
  const [first] = node.children().filter((child) => child.kind() === 'ERROR' || child.kind() === 'identifier')
  return first?.kind() === 'ERROR' ? childOf(first, 'identifier') : null
}

/** `TEST(Suite, Name) {` is known as Name, of Suite. */
function macroOf(node: SgNode, name: SgNode): Definition | undefined {
  if (node.field('type') !== null || !isConstantName(name.text())) return undefined
  const given = node.field('declarator')?.field('parameters')?.children().map((one) => one.field('type')).filter((one) => one !== null) ?? []
  const last = given.at(-1)
  return last && { kind: 'function', name: () => [last], owner: given.at(-2)?.text() }
}

function memberOrVariable(node: SgNode, within: Scope): Definition | undefined {
  if (within.opens === 'body') return undefined
  const first = declaredBy(node)[0]
  const qualified = first?.name.kind() === 'qualified_identifier'
  if (first === undefined || (!first.isFunction && !qualified)) return declaration(node, within)
  return first.isFunction ? functionOf(first.name, within) : { kind: 'field', ...unqualified(first.name) }
}

/** `struct A::B {` defines B in A. */
function type(node: SgNode, kind: 'class' | 'struct'): Definition {
  const name = node.field('name')
  return name === null ? { opens: 'type' } : { kind, ...unqualified(name), opens: 'type' }
}

/** A function is a method where a type stands around it, or before its name. */
function functionOf(declaredName: SgNode, within: Scope): Definition {
  const { owner, name } = unqualified(declaredName)
  const [last] = name()
  const type = owner === '' ? within.opens === 'type' ? within.name : '' : owner.slice(owner.lastIndexOf('.') + 1)
  return { kind: type === '' ? 'function' : last?.text() === type ? 'constructor' : 'method', owner, name }
}

/** With arguments, as a specialization is named. */
const TEMPLATES = new Set(['template_function', 'template_type'])

/** `A::B::c` is c, of A.B; arguments of templates are left out. */
function unqualified(declaredName: SgNode): { owner: string; name: () => SgNode[] } {
  const owners: string[] = []
  let name = declaredName
  for (let inner: SgNode | null = name; inner?.kind() === 'qualified_identifier'; inner = inner.field('name')) {
    const scope = inner.field('scope')
    if (scope !== null) owners.push((scope.field('name') ?? scope).text())
    name = inner.field('name') ?? name
  }
  return { owner: dotted(owners.join('::')), name: () => [TEMPLATES.has(String(name.kind())) ? name.field('name') ?? name : name] }
}

/** `namespace a::b` is b in a. */
function namespace(node: SgNode): Definition {
  const names = node.field('name')?.kind() === 'nested_namespace_specifier' ? node.field('name')?.children().filter((one) => one.isNamed()) ?? [] : node.fieldChildren('name')
  const last = names.at(-1)
  return { kind: 'namespace', opens: 'namespace', name: () => last ? [last] : [], owner: names.slice(0, -1).map((one) => one.text()).join('.') }
}
