import type { SgNode } from '@ast-grep/napi'
import { childOf, inField, type LanguageOutline } from './rule.ts'

export const csharp: LanguageOutline = {
  rules: {
    namespace_declaration: { kind: 'namespace', opens: 'namespace' },
    file_scoped_namespace_declaration: { kind: 'namespace', opens: 'namespace', opensRest: true },
    class_declaration: { kind: 'class', opens: 'type' },
    record_declaration: (node) => ({ kind: childOf(node, 'struct') ? 'struct' : 'class', opens: 'type' }),
    struct_declaration: { kind: 'struct', opens: 'type' },
    interface_declaration: { kind: 'interface', opens: 'type' },
    enum_declaration: { kind: 'enum', opens: 'type' },
    enum_member_declaration: { kind: 'enum-member' },
    delegate_declaration: { kind: 'class' },
    field_declaration: (node) => ({ kind: isConstant(node) ? 'constant' : 'field', name: declarators }),
    event_field_declaration: { kind: 'event', name: declarators },
    event_declaration: { kind: 'event', opens: 'body' },
    property_declaration: { kind: 'property', opens: 'body' },
    indexer_declaration: { opens: 'body' },
    constructor_declaration: { kind: 'constructor', opens: 'body' },
    destructor_declaration: { opens: 'body' },
    method_declaration: { kind: 'method', opens: 'body' },
    operator_declaration: { kind: 'operator', name: inField('operator'), opens: 'body' },
    local_function_statement: { kind: 'function', opens: 'body' },
    // Of a record, whose parameters are its properties.
    parameter: { kind: 'property' },
  },
  where: { parameter: { inside: { kind: 'parameter_list', inside: { kind: 'record_declaration' } } } },
}

function isConstant(node: SgNode): boolean {
  return node.children().some((child) => child.kind() === 'modifier' && child.text() === 'const')
}

function declarators(node: SgNode): (SgNode | null)[] {
  const declaration = childOf(node, 'variable_declaration')
  return declaration?.children().filter((child) => child.kind() === 'variable_declarator').map((one) => one.field('name')) ?? []
}
