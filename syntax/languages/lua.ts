import type { SgNode } from '@ast-grep/napi'
import { dotted, isConstantName, type Definition, type LanguageOutline, type Scope } from './rule.ts'

export const lua: LanguageOutline = {
  rules: {
    function_declaration: (node) => ({
      kind: node.field('name')?.kind() === 'method_index_expression' ? 'method' : 'function', ...pathOf(node.field('name')), opens: 'body',
    }),
    function_definition: { opens: 'body' },
    assignment_statement: assigned,
    field: { kind: 'method', opens: 'body' },
  },
  where: { field: { has: { field: 'value', kind: 'function_definition' } } },
}

/** `c` of `a.b:c`, which stands in a.b. */
function pathOf(name: SgNode | null): Pick<Definition, 'name' | 'owner'> {
  const last = name?.field('field') ?? name?.field('method')
  return last ? { name: () => [last], owner: dotted(name?.field('table')?.text() ?? '') } : { name: () => [name] }
}

function assigned(node: SgNode, within: Scope): Definition | undefined {
  const [names, values] = node.children().filter((child) => child.isNamed())
  const assignees = names?.fieldChildren('name').filter((name) => name.isNamed()) ?? []
  const value = values?.field('value')?.kind()
  if (value === 'function_definition') return { kind: 'function', ...pathOf(assignees[0] ?? null), opens: 'body' }
  if (within.opens === 'body' || isImported(values)) return undefined
  const opens = value === 'table_constructor' ? 'type' : undefined
  if (assignees.length === 1) return { kind: kindOf(assignees), ...pathOf(assignees[0] ?? null), opens, again: 'ignored' }
  return { kind: 'variable', name: () => assignees.filter((name) => name.kind() === 'identifier'), again: 'ignored' }
}

/** `local a = require "b"` brings a name here, and defines none. */
function isImported(values: SgNode | undefined): boolean {
  return /^require\s*\(?\s*["'][^"']*["']\s*\)?$/.test(values?.text() ?? '')
}

function kindOf([name]: readonly SgNode[]): 'constant' | 'variable' | 'field' {
  if (name?.kind() !== 'identifier') return 'field'
  return isConstantName(name.text()) && name.text().length > 1 ? 'constant' : 'variable'
}
