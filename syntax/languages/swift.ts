import type { SgNode } from '@ast-grep/napi'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'
import { below, childOf, dotted, firstOf, type Definition, type LanguageOutline, type Scope } from './rule.ts'

export const swift: LanguageOutline = {
  rules: {
    class_declaration: type,
    protocol_declaration: { kind: 'interface', opens: 'type' },
    enum_entry: { kind: 'enum-member', name: (node) => node.fieldChildren('name').filter((name) => name.kind() === 'simple_identifier') },
    typealias_declaration: { kind: 'class', name: firstOf('type_identifier') },
    associatedtype_declaration: { kind: 'class' },
    init_declaration: { kind: 'constructor', name: firstOf('init'), opens: 'body' },
    deinit_declaration: { opens: 'body' },
    subscript_declaration: { opens: 'body' },
    function_declaration: { kind: 'function', name: functionName, opens: 'body' },
    protocol_function_declaration: { kind: 'method', name: functionName },
    property_declaration: property,
    protocol_property_declaration: { kind: 'property', name: (node) => below(node.field('name'), 'simple_identifier').slice(0, 1) },
    lambda_literal: { opens: 'body' },
  },
}

/** An extension defines no type; what stands in it belongs to the one that is extended. */
function type(node: SgNode): Definition {
  const word = childOf(node, 'class', 'struct', 'enum', 'extension', 'actor')?.text()
  if (word === 'extension') return { opens: 'type', owner: dotted(node.field('name')?.text() ?? '') }
  return { kind: word === 'struct' || word === 'enum' ? word : 'class', opens: 'type' }
}

/** The grammar calls the type of the result a name too. */
function functionName(node: SgNode): SgNode[] {
  return node.fieldChildren('name').slice(0, 1)
}

function property(node: SgNode, within: Scope): Definition {
  const kind: SymbolKind = within.opens === 'type' ? 'property' : childOf(node, 'value_binding_pattern')?.text() === 'let' ? 'constant' : 'variable'
  const patterns = node.fieldChildren('name').filter((name) => name.kind() === 'pattern')
  return { kind, name: () => patterns.flatMap((pattern) => below(pattern, 'simple_identifier')), opens: 'body' }
}
