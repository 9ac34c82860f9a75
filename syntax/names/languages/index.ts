import type { Grammar } from '../../grammars.ts'
import type { NameRules } from '../rules.ts'
import { go } from './go.ts'
import { python } from './python.ts'
import { javascript, typescript } from './typescript.ts'

const RULES: Partial<Record<Grammar, NameRules>> = { go, python, JavaScript: javascript, TypeScript: typescript, Tsx: typescript }

/** What names mean in a grammar; undefined where only their spelling is known. */
export function grammarRules(grammar: Grammar): NameRules | undefined {
  return RULES[grammar]
}
