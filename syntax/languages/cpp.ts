import type { SgNode } from '@ast-grep/napi'
import { c, declaration, declaredBy, definedBy } from './c.ts'
import { dotted, type Definition, type LanguageOutline, type Scope } from './rule.ts'

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
  // `class EXPORTED Name {`: the grammar takes the macro for the type and the class for a function.
  const exported = node.field('type')?.kind()
  if (!first.isFunction && (exported === 'class_specifier' || exported === 'struct_specifier')) return { kind: 'class', name: () => [first.name], opens: 'type' }
  return { ...functionOf(first.name, within), opens: 'body' }
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
