import { expect, test } from 'vitest'
import { parseSource } from '../../source.ts'
import { GRAMMARS, type Grammar } from '../../grammars.ts'
import { grammarRules } from './index.ts'

/** Grammars that share a table, in which each may lack some of the kinds. */
const families: Grammar[][] = [['JavaScript', 'TypeScript', 'Tsx'], ['c', 'cpp']]

function knows(grammar: Grammar, kind: string): boolean {
  try {
    parseSource(grammar, '').root.findAll({ rule: { kind } })
    return true
  } catch {
    return false
  }
}

test.each(GRAMMARS.filter((grammar) => grammarRules(grammar)))('the kinds in the table of %s are those of its grammar', (grammar) => {
  const rules = grammarRules(grammar)
  const family = families.find((some) => some.includes(grammar)) ?? [grammar]
  const looked = [rules?.identifiers ?? [], ...[rules?.functions, rules?.calls].map((table) => Object.keys(table ?? {}))].flat()
  const compared = [rules?.scopes, rules?.outside, rules?.roles, rules?.containers, rules?.types].flatMap((table) => Object.keys(table ?? {}))
  expect(looked.filter((kind) => !knows(grammar, kind))).toEqual([])
  expect([...new Set(compared)].filter((kind) => !family.some((one) => knows(one, kind)))).toEqual([])
})
