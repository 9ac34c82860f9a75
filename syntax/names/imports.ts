import type { Source } from '../source.ts'
import type { FileImports } from './answers.ts'
import { grammarRules } from './languages/index.ts'
import { fileOf } from './names.ts'

/** What a file belongs to, brings in and hands on, in order of position. */
export function imports(source: Source): FileImports {
  const rules = grammarRules(source.grammar)
  if (rules === undefined) return { package: '', imports: [], exports: [] }
  const { package: name, imports: all, exports } = rules.imports(fileOf(source))
  return { package: name, imports: all, exports }
}
