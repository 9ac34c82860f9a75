import type { SgNode } from '@ast-grep/napi'
import { isConstantName, type Definition, type LanguageOutline } from './rule.ts'

export const bash: LanguageOutline = {
  rules: {
    function_definition: { kind: 'function', opens: 'body' },
    variable_assignment: assigned,
  },
  // `NAME=x command` sets it for that command alone.
  where: { variable_assignment: { not: { inside: { kind: 'command' } } } },
}

function assigned(node: SgNode): Definition | undefined {
  const name = node.field('name')
  if (name?.kind() !== 'variable_name') return undefined
  return { kind: isConstantName(name.text()) ? 'constant' : 'variable', again: 'ignored' }
}
