import type { Issue, Node, Pattern, Query } from './ast.ts'
import { error } from './check.ts'
import type { FlatBranch } from './dnf.ts'
import type { ResultType } from './plan-types.ts'
import { readBoolean, textOf } from './values.ts'

/** What belongs to the patterns of a structural search. */
export type StructureFilter = {
  /** An ast-grep rule in YAML, or `where …` in Comby's language, that what the one pattern finds must satisfy too; alone, it is what is looked for. */
  rule: string | null
}

/** Null where nothing is looked for by its structure: filters alone list what they speak of, whatever the pattern type. */
export function structureOf({ parameters, pattern }: FlatBranch, { patternType }: Query): StructureFilter | null {
  const rule = parameters.find(({ field }) => field === 'rule')
  return patternType === 'structural' && (pattern || rule) ? { rule: rule ? textOf(rule) : null } : null
}

/** Only contents have a structure: those of files as they stand, or what commits made of them. */
export function structureTypes({ parameters }: FlatBranch): Set<ResultType> {
  return new Set([parameters.some(({ field, value }) => field === 'type' && value.toLowerCase() === 'diff') ? 'diff' : 'file'])
}

/** Refuses what has no meaning beside a structure, and a rule where there is none. */
export function checkStructure(flat: FlatBranch, query: Query, issues: Issue[]): void {
  const rule = flat.parameters.find(({ field }) => field === 'rule')
  if (rule && query.patternType !== 'structural') issues.push(error(rule, { message: 'rule: belongs to a structural search. Add patterntype:structural, or remove it.' }))
  if (!structureOf(flat, query)) return
  const patterns = flat.pattern ? patternsOf(flat.pattern) : []
  const [, second] = patterns
  const negated = patterns.find((pattern) => pattern.negated)
  if (negated) issues.push(error(negated, { message: NEGATED }))
  if (rule && second) issues.push(error(second, { message: 'With rule: there can be one pattern only, of which the rule speaks. Join several patterns in the rule, by any or all.' }))
  issues.push(...flat.parameters.flatMap((parameter) => {
    const message = parameterProblem(parameter.field, parameter.value.toLowerCase())
    return message === undefined ? [] : [error(parameter, { message })]
  }))
}

const NEGATED = 'A structural search finds what is there, so NOT has no meaning in it. Say what must not be there by a rule, such as rule:\'{not: {has: {pattern: "foo($A)", stopBy: end}}}\', or leave out files with -file:has.content(…).'

function parameterProblem(field: string, value: string): string | undefined {
  if (field === 'type' && value !== 'file' && value !== 'diff') return `A structural search looks at the contents of files, as they stand or, with type:diff, as commits changed them, so type:${value} is not possible with it. Remove it, or use another pattern type.`
  if (field === 'case' && readBoolean(value) === false) return 'A structural search always minds upper and lower case, as the languages do. Remove case:no.'
  return undefined
}

function patternsOf(node: Node): Pattern[] {
  if ('nodes' in node) return node.nodes.flatMap(patternsOf)
  return node.kind === 'pattern' ? [node] : []
}
