import type { SgNode } from '@ast-grep/napi'
import { dotted, type LanguageOutline } from './rule.ts'

export const rust: LanguageOutline = {
  rules: {
    mod_item: { kind: 'module', opens: 'namespace' },
    const_item: { kind: 'constant' },
    static_item: { kind: 'variable' },
    struct_item: { kind: 'struct', opens: 'type' },
    union_item: { kind: 'struct', opens: 'type' },
    enum_item: { kind: 'enum', opens: 'type' },
    enum_variant: { kind: 'enum-member', opens: 'type' },
    field_declaration: { kind: 'field' },
    trait_item: { kind: 'interface', opens: 'type' },
    type_item: { kind: 'class' },
    associated_type: { kind: 'class' },
    impl_item: (node) => ({ owner: typeName(node.field('type')), opens: 'type' }),
    function_item: { kind: 'function', opens: 'body' },
    function_signature_item: { kind: 'function', opens: 'body' },
    macro_definition: { kind: 'function' },
    closure_expression: { opens: 'body' },
  },
}

/** `Cart` of `&'a mut shop::Cart<T>`: what a reader would search for. */
function typeName(type: SgNode | null): string {
  const inner = type?.kind() === 'generic_type' || type?.kind() === 'reference_type' ? type.field('type') : null
  if (inner !== null) return typeName(inner)
  return type?.kind() === 'scoped_type_identifier' ? type.field('name')?.text() ?? '' : dotted(type?.text() ?? '')
}
