import type { SgNode } from '@ast-grep/napi'
import type { SymbolKind } from '../../engine/query/symbol-kinds.ts'
import { below, inField, isConstantName, type Definition, type LanguageOutline, type Scope } from './rule.ts'

export const python: LanguageOutline = {
  rules: {
    class_definition: (node) => ({ kind: isEnum(node) ? 'enum' : 'class', opens: 'type' }),
    function_definition: (node, within) => ({ kind: kindOfFunction(node, within), opens: 'body' }),
    lambda: { opens: 'body' },
    assignment: assigned,
    type_alias_statement: { kind: 'class', name: (node) => below(node.field('left'), 'identifier').slice(0, 1) },
  },
}

function isEnum(node: SgNode): boolean {
  return /\b(Enum|IntEnum|StrEnum|Flag|IntFlag)\b/.test(node.field('superclasses')?.text() ?? '')
}

function kindOfFunction(node: SgNode, within: Scope): SymbolKind {
  if (within.opens !== 'type') return 'function'
  if (node.field('name')?.text() === '__init__') return 'constructor'
  const decorated = node.parent()
  if (decorated?.kind() !== 'decorated_definition') return 'method'
  return decorated.children().some((child) => /^@(\w+\.)*(cached_)?property\b/.test(child.text())) ? 'property' : 'method'
}

function assigned(node: SgNode, within: Scope): Definition | undefined {
  if (within.opens === 'body') return within.name === '__init__' ? { kind: 'field', name: ofSelf, ofType: true, again: 'ignored' } : undefined
  const left = node.field('left')
  if (left?.kind() === 'identifier') return { kind: kindOfVariable(left.text(), within), name: inField('left'), again: 'ignored' }
  if (left?.kind() === 'pattern_list' || left?.kind() === 'tuple_pattern') return { kind: 'variable', name: () => identifiersIn(left), again: 'ignored' }
  return undefined
}

/** `x` of `self.x = 1`. */
function ofSelf(node: SgNode): (SgNode | null)[] {
  const left = node.field('left')
  return left?.kind() === 'attribute' && left.field('object')?.text() === 'self' ? [left.field('attribute')] : []
}

function identifiersIn(pattern: SgNode): SgNode[] {
  return pattern.children().flatMap((child) => child.kind() === 'identifier' ? [child] : child.kind() === 'tuple_pattern' ? identifiersIn(child) : [])
}

function kindOfVariable(name: string, within: Scope): SymbolKind {
  if (within.kind === 'enum') return 'enum-member'
  return isConstantName(name) ? 'constant' : 'variable'
}
