import type { Source } from '../source.ts'
import type { Signature } from './answers.ts'
import { grammarRules } from './languages/index.ts'
import { rereadFile } from './names.ts'
import { own } from './places.ts'

/** What the functions of a file take, in order of position; nothing in languages in which a name has one function. */
export function signatures(source: Source): Signature[] {
  const rules = grammarRules(source.grammar)
  const kinds = rules?.overloads?.signatures
  if (rules === undefined || kinds === undefined) return []
  const { root, positions } = rereadFile(source, rules)
  return root.findAll({ rule: { any: Object.keys(kinds).map((kind) => ({ kind })) } }).flatMap((node) => {
    const written = own(kinds, String(node.kind()))?.(node)
    if (!written) return []
    const { name, parameters, required, rest } = written
    const { line, column } = positions.rangeOf(name)
    return [{ line, column, parameters, required, rest }]
  })
}
