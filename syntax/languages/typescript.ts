import { javascript, member } from './javascript.ts'
import type { LanguageOutline, Rule } from './rule.ts'

/** A type whose members are of nobody's concern elsewhere, as that of a parameter. */
const PASSING: Rule = { opens: 'body' }

const { field_definition: _, ...shared } = javascript.rules

export const typescript: LanguageOutline = {
  rules: {
    ...shared,
    public_field_definition: (node) => member(node, 'name'),
    abstract_class_declaration: { kind: 'class', opens: 'type' },
    interface_declaration: { kind: 'interface', opens: 'type' },
    type_alias_declaration: { kind: 'class', opens: 'type' },
    enum_declaration: { kind: 'enum', opens: 'type' },
    enum_body: { kind: 'enum-member', alone: true },
    enum_assignment: { kind: 'enum-member' },
    internal_module: { kind: 'namespace', opens: 'namespace' },
    module: { kind: 'module', opens: 'namespace' },
    property_signature: (_, within) => ({ kind: 'property', opens: within.opens === 'body' ? 'body' : 'type' }),
    method_signature: { kind: 'method', opens: 'body' },
    abstract_method_signature: { kind: 'method', opens: 'body' },
    function_signature: { kind: 'function', opens: 'body' },
    call_signature: PASSING,
    construct_signature: PASSING,
    function_type: PASSING,
    constructor_type: PASSING,
    // `constructor(private name: string)` makes a field.
    required_parameter: { kind: 'field', name: (node) => node.fieldChildren('pattern'), ofType: true },
  },
  where: { ...javascript.where, required_parameter: { has: { any: [{ kind: 'accessibility_modifier' }, { regex: '^readonly$' }] } } },
}
