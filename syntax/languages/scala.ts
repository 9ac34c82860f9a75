import type { SgNode } from '@ast-grep/napi'
import { below, childOf, type Definition, type LanguageOutline, type Scope } from './rule.ts'

export const scala: LanguageOutline = {
  rules: {
    package_clause: { kind: 'package' },
    package_object: { kind: 'object', opens: 'type' },
    object_definition: { kind: 'object', opens: 'type' },
    class_definition: { kind: 'class', opens: 'type' },
    trait_definition: { kind: 'interface', opens: 'type' },
    enum_definition: { kind: 'enum', opens: 'type' },
    simple_enum_case: { kind: 'enum-member' },
    full_enum_case: { kind: 'enum-member', opens: 'type' },
    class_parameter: { kind: 'field' },
    function_definition: defined,
    function_declaration: defined,
    val_definition: { kind: 'variable', name: patternNames, opens: 'body' },
    var_definition: { kind: 'variable', name: patternNames, opens: 'body' },
    val_declaration: { kind: 'variable' },
    var_declaration: { kind: 'variable' },
    type_definition: { kind: 'class' },
    given_definition: { kind: 'variable', opens: 'type' },
    extension_definition: (node) => ({ opens: 'type', owner: extendedType(node) }),
    block: { opens: 'body' },
    lambda_expression: { opens: 'body' },
  },
  where: {
    // Those that are fields: `val x: Int`, and all of a case class.
    class_parameter: {
      any: [
        { has: { regex: '^(val|var)$' } },
        { inside: { kind: 'class_parameters', inside: { kind: 'class_definition', has: { regex: '^case$' } } } },
      ],
    },
  },
}

function defined(node: SgNode, within: Scope): Definition {
  return { kind: within.opens === 'type' && node.field('name')?.text() === 'this' ? 'constructor' : 'function', opens: 'body' }
}

/** `a` of `val a = 1`, `p` and `q` of `val (p, q) = pair`. */
function patternNames(node: SgNode): SgNode[] {
  const pattern = node.field('pattern')
  return pattern === null || pattern.kind() === 'identifier' ? node.fieldChildren('pattern').slice(0, 1) : below(pattern, 'identifier')
}

function extendedType(node: SgNode): string {
  return below(childOf(node, 'parameters'), 'type_identifier')[0]?.text() ?? ''
}
