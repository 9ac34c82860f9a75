import type { SgNode } from '@ast-grep/napi'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'
import { childOf, firstOf, type LanguageOutline } from './rule.ts'

export const php: LanguageOutline = {
  rules: {
    namespace_definition: (node) => ({ kind: 'namespace', opens: 'namespace', opensRest: node.field('body') === null || undefined }),
    class_declaration: { kind: 'class', opens: 'type' },
    anonymous_class: { opens: 'type' },
    interface_declaration: { kind: 'interface', opens: 'type' },
    trait_declaration: { kind: 'interface', opens: 'type' },
    enum_declaration: { kind: 'enum', opens: 'type' },
    enum_case: { kind: 'enum-member' },
    const_element: { kind: 'constant', name: firstOf('name') },
    property_element: { kind: 'property', name: inVariable('name') },
    property_promotion_parameter: { kind: 'property', name: inVariable('name'), ofType: true },
    method_declaration: (node) => ({ kind: kindOfMethod(node), opens: 'body' }),
    function_definition: { kind: 'function', opens: 'body' },
    anonymous_function: { opens: 'body' },
    arrow_function: { opens: 'body' },
    assignment_expression: (_, { opens }) => opens === 'body' || opens === 'type' ? undefined : { kind: 'variable', name: inVariable('left'), again: 'ignored' },
    function_call_expression: { kind: 'constant', name: definedConstant },
  },
  where: {
    assignment_expression: { has: { field: 'left', kind: 'variable_name' } },
    function_call_expression: { has: { field: 'function', regex: '^define$' } },
  },
}

/** The name of a variable without its `$`. */
function inVariable(field: string): (node: SgNode) => (SgNode | null)[] {
  return (node) => {
    const variable = node.field(field)
    return [variable === null ? null : childOf(variable, 'name')]
  }
}

function kindOfMethod(node: SgNode): SymbolKind {
  return node.field('name')?.text().toLowerCase() === '__construct' ? 'constructor' : 'method'
}

/** `define('NAME', 1)`. */
function definedConstant(node: SgNode): (SgNode | null)[] {
  const first = node.field('arguments')?.children().find((child) => child.isNamed())
  return [first?.children().find((child) => child.kind() === 'string') ?? null]
}
