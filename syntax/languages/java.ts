import type { SgNode } from '@ast-grep/napi'
import { childOf, firstOf, type Definition, type LanguageOutline } from './rule.ts'

export const java: LanguageOutline = {
  rules: {
    package_declaration: { kind: 'package', name: firstOf('scoped_identifier', 'identifier') },
    module_declaration: { kind: 'module' },
    class_declaration: { kind: 'class', opens: 'type' },
    record_declaration: { kind: 'class', opens: 'type' },
    interface_declaration: { kind: 'interface', opens: 'type' },
    annotation_type_declaration: { kind: 'interface', opens: 'type' },
    annotation_type_element_declaration: { kind: 'method' },
    enum_declaration: { kind: 'enum', opens: 'type' },
    enum_constant: { kind: 'enum-member', opens: 'type' },
    constructor_declaration: { kind: 'constructor', opens: 'body' },
    compact_constructor_declaration: { kind: 'constructor', opens: 'body' },
    method_declaration: { kind: 'method', opens: 'body' },
    field_declaration: field,
    constant_declaration: { kind: 'constant', name: declarators },
    formal_parameter: { kind: 'field' },
    object_creation_expression: { opens: 'type' },
  },
  where: {
    // Of a record, whose parameters are its fields.
    formal_parameter: { inside: { kind: 'formal_parameters', inside: { kind: 'record_declaration' } } },
    object_creation_expression: { has: { kind: 'class_body' } },
  },
}

function field(node: SgNode): Definition {
  const modifiers = childOf(node, 'modifiers')?.text() ?? ''
  return { kind: /\bstatic\b/.test(modifiers) && /\bfinal\b/.test(modifiers) ? 'constant' : 'field', name: declarators }
}

function declarators(node: SgNode): (SgNode | null)[] {
  return node.fieldChildren('declarator').map((declarator) => declarator.field('name'))
}
