import type { Source } from '../source.ts'
import type { Signature } from './answers.ts'
import { grammarRules } from './languages/index.ts'
import { fileOf } from './names.ts'
import { own } from './places.ts'

/** What the functions of a file take, in order of position; nothing in languages in which a name has one function. */
export function signatures(source: Source): Signature[] {
  const rules = grammarRules(source.grammar)?.overloads?.signatures
  if (rules === undefined) return []
  const { positions } = fileOf(source)
  return source.root.findAll({ rule: { any: Object.keys(rules).map((kind) => ({ kind })) } }).flatMap((node) => {
    const written = own(rules, String(node.kind()))?.(node)
    if (!written) return []
    const { name, parameters, required, rest } = written
    const { line, column } = positions.rangeOf(name)
    return [{ line, column, parameters, required, rest }]
  })
}
