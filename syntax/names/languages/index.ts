import type { Grammar } from '../../grammars.ts'
import type { NameRules } from '../rules.ts'
import { c, cpp } from './c.ts'
import { go } from './go.ts'
import { kotlin } from './kotlin.ts'
import { python } from './python.ts'
import { java } from './java.ts'
import { ruby } from './ruby.ts'
import { rust } from './rust.ts'
import { scala } from './scala.ts'
import { javascript, typescript } from './typescript.ts'

const RULES: Partial<Record<Grammar, NameRules>> = { go, python, kotlin, scala, ruby, rust, c, cpp, java, JavaScript: javascript, TypeScript: typescript, Tsx: typescript }

/** What names mean in a grammar; undefined where only their spelling is known. */
export function grammarRules(grammar: Grammar): NameRules | undefined {
  return RULES[grammar]
}
