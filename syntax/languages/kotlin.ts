import type { SgNode } from '@ast-grep/napi'
import { below, childOf, dotted, firstOf, type Definition, type LanguageOutline, type Scope } from './rule.ts'

export const kotlin: LanguageOutline = {
  rules: {
    package_header: { kind: 'package', name: firstOf('identifier') },
    class_declaration: (node) => ({
      kind: childOf(node, 'interface') ? 'interface' : childOf(node, 'enum') ? 'enum' : 'class', name: firstOf('type_identifier'), opens: 'type',
    }),
    object_declaration: { kind: 'object', name: firstOf('type_identifier'), opens: 'type' },
    // Members of a companion are called as those of the class.
    companion_object: { kind: 'object', name: firstOf('type_identifier'), opens: 'type' },
    object_literal: { opens: 'type' },
    enum_entry: { kind: 'enum-member', name: firstOf('simple_identifier'), opens: 'type' },
    class_parameter: { kind: 'property', name: firstOf('simple_identifier') },
    secondary_constructor: { kind: 'constructor', name: firstOf('constructor'), opens: 'body' },
    anonymous_initializer: { opens: 'body' },
    function_declaration: (node) => ({ kind: 'function', name: firstOf('simple_identifier'), owner: receiverOf(node, 'simple_identifier'), opens: 'body' }),
    property_declaration: property,
    getter: { opens: 'body' },
    setter: { opens: 'body' },
    lambda_literal: { opens: 'body' },
    anonymous_function: { opens: 'body' },
    type_alias: { kind: 'class', name: firstOf('type_identifier') },
  },
  where: { class_parameter: { has: { kind: 'binding_pattern_kind' } } },
}

/** The type that an extension extends: it stands before the name. */
function receiverOf(node: SgNode, nameKind: string): string {
  const before = childOf(node, 'user_type', 'nullable_type', nameKind)
  return before === null || before.kind() === nameKind ? '' : dotted(below(before, 'type_identifier')[0]?.text() ?? '')
}

function property(node: SgNode, within: Scope): Definition {
  const isConstant = /\bconst\b/.test(childOf(node, 'modifiers')?.text() ?? '')
  const variables = below(childOf(node, 'variable_declaration', 'multi_variable_declaration'), 'variable_declaration')
  return {
    kind: isConstant ? 'constant' : within.opens === 'type' ? 'property' : 'variable',
    name: () => variables.map((variable) => childOf(variable, 'simple_identifier')),
    owner: receiverOf(node, 'variable_declaration'),
    opens: 'body',
  }
}
