import type { SgNode } from '@ast-grep/napi'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'
import { below, firstOf, type LanguageOutline } from './rule.ts'

export const go: LanguageOutline = {
  rules: {
    package_clause: { kind: 'package', name: firstOf('package_identifier') },
    const_spec: { kind: 'constant' },
    var_spec: { kind: 'variable', opens: 'type' },
    type_spec: (node) => ({ kind: kindOfType(node), opens: 'type' }),
    type_alias: { kind: 'class', opens: 'type' },
    field_declaration: (_, within) => ({ kind: 'field', name: fieldNames, opens: within.opens === 'body' ? 'body' : 'type' }),
    method_elem: { kind: 'method' },
    function_declaration: { kind: 'function', opens: 'body' },
    method_declaration: (node) => ({ kind: 'method', owner: receiverOf(node), opens: 'body' }),
    func_literal: { opens: 'body' },
  },
}

function kindOfType(node: SgNode): SymbolKind {
  const type = node.field('type')?.kind()
  return type === 'struct_type' ? 'struct' : type === 'interface_type' ? 'interface' : 'class'
}

/** An embedded field is named as its type. */
function fieldNames(node: SgNode): SgNode[] {
  const names = node.fieldChildren('name').filter((name) => name.isNamed())
  return names.length > 0 ? names : below(node.field('type'), 'type_identifier').slice(0, 1)
}

function receiverOf(node: SgNode): string {
  return below(node.field('receiver'), 'type_identifier')[0]?.text() ?? ''
}
