import { allLanguages, languageByName } from '../lang.ts'
import type { Issue, Node, Parameter, Pattern, Query, Range } from './ast.ts'
import { createRegexpCheck, type Problem, type RegexpCheck } from './check-regexp.ts'
import { fieldNamed, type Field } from './fields.ts'
import { nearest } from './near.ts'
import { brokenCall, checkCall, dateProblem } from './check-predicates.ts'
import { callOf } from './predicates.ts'
import { readBoolean, readCount, readDuration, readRevs, readYesNoOnly, splitRepo, textOf } from './values.ts'

/** How many patterns and parameters one query may have: each costs every searcher something. */
export const MAX_PARTS = 500

/** What is wrong with single parts of a query, each told once, wherever it stands. How parts go together is the planner's. */
export function checkParts(query: Query): Issue[] {
  const parts = query.root ? partsOf(query.root) : []
  const checkRegexp = createRegexpCheck()
  return parts.flatMap(part => part.kind === 'parameter' ? checkParameter(part, checkRegexp) : checkPattern(part, query, checkRegexp))
}

/** The one issue of a query with too many parts, of which nothing more needs to be said. */
export function checkSize({ root }: Query): Issue[] {
  const excess = root && partsOf(root)[MAX_PARTS]
  const message = `The query has more than ${MAX_PARTS} patterns and filters. Use a regular expression, or several searches.`
  return excess ? [error(excess, { message })] : []
}

function partsOf(node: Node): (Parameter | Pattern)[] {
  return 'nodes' in node ? node.nodes.flatMap(partsOf) : [node]
}

/** Adds the range of `at` where the problem has none of its own. */
export function error(at: Range, { message, start = at.start, end = at.end, suggestion }: Problem): Issue {
  return { start, end, message, severity: 'error', ...(suggestion === undefined ? {} : { suggestion }) }
}

function checkPattern(pattern: Pattern, { patternType }: Query, checkRegexp: RegexpCheck): Issue[] {
  const isRegexp = pattern.form === 'regexp' || (pattern.form === 'text' && patternType === 'regexp')
  const problem = isRegexp ? checkRegexp(pattern.value, pattern.valueRange) : emptyProblem(pattern)
  return problem ? [error(pattern, problem)] : []
}

function emptyProblem({ value }: Pattern): Problem | undefined {
  return value === '' ? { message: 'This pattern is empty. Write what to search for, or remove it.' } : undefined
}

function checkParameter(parameter: Parameter, checkRegexp: RegexpCheck): Issue[] {
  const field = fieldNamed(parameter.field)
  if (!field) return []
  const problem = supportProblem(parameter, field) ?? negationProblem(parameter, field) ?? formProblem(parameter, field, checkRegexp)
  return problem ? [error(parameter, problem)] : []
}

function supportProblem(parameter: Parameter, field: Field): Problem | undefined {
  const { value } = parameter
  if (!field.supported) return notYet(`${field.name}:`)
  const predicate = callOf(parameter)?.predicate
  if (predicate?.argument === 'later') return notYet(`${field.name}:${predicate.name}(…)`)
  if (field.value.kind === 'oneOf' && field.value.later.includes(value.toLowerCase())) return notYet(`${field.name}:${value.toLowerCase()}`)
  if (field.name === 'context' && value !== 'global') return notYet('context: other than context:global')
  return undefined
}

function notYet(what: string): Problem {
  return { message: `${what} is not supported yet, so this search was not run. Remove it to search without it.` }
}

function negationProblem({ negated }: Parameter, field: Field): Problem | undefined {
  return negated && !field.negatable ? { message: `${field.name}: cannot be negated.` } : undefined
}

/** A value calls a predicate, or is what the field usually takes. */
function formProblem(parameter: Parameter, field: Field, checkRegexp: RegexpCheck): Problem | undefined {
  const call = callOf(parameter)
  return call ? checkCall(call, field, checkRegexp) : brokenCall(parameter, field) ?? valueProblem(parameter, field, checkRegexp)
}

function valueProblem(parameter: Parameter, field: Field, checkRegexp: RegexpCheck): Problem | undefined {
  const { value, valueRange } = parameter
  switch (field.value.kind) {
    case 'regexp': return field.name === 'repo' ? repoProblem(parameter, checkRegexp) : checkRegexp(value, valueRange)
    case 'revision': return revisionProblem(value)
    case 'language': return languageProblem(parameter)
    case 'boolean': return readBoolean(value) === undefined ? wants(field, value, 'yes or no') : undefined
    case 'count': return readCount(value) === undefined ? wants(field, value, 'a whole number from 1 to 2147483647, or all') : undefined
    case 'date': return dateProblem(`${field.name}:`, textOf(parameter))
    case 'duration': return readDuration(value) === undefined ? wants(field, value, 'a time such as 30s, 1m30s or 500ms') : undefined
    case 'oneOf': return closedSetProblem(field, value, field.value.supported)
    case 'pattern':
    case 'text': return undefined
  }
}

function wants(field: Field, value: string, what: string): Problem {
  return { message: `${field.name}: takes ${what}, not “${value}”.` }
}

function closedSetProblem(field: Field, value: string, supported: readonly string[]): Problem | undefined {
  const isYesNoOnly = supported.includes('only')
  if (isYesNoOnly ? readYesNoOnly(value) !== undefined : supported.includes(value.toLowerCase())) return undefined
  const [near] = nearest(value, supported)
  const kinds = supported.map(name => name.replace(/^symbol\..*/, 'symbol.KIND'))
  const problem = wants(field, value, list([...new Set(kinds)]))
  return near === undefined ? problem : { ...problem, suggestion: `${field.name}:${near}` }
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

function repoProblem({ value, valueRange, negated }: Parameter, checkRegexp: RegexpCheck): Problem | undefined {
  const { pattern, revs } = splitRepo(value)
  if (revs !== undefined && negated) return { message: 'A negated repo: cannot name revisions. Remove the part from @ on.' }
  const isVerbatim = valueRange.end - valueRange.start === value.length
  return checkRegexp(pattern, isVerbatim ? { start: valueRange.start, end: valueRange.start + pattern.length } : valueRange)
    ?? (revs === undefined ? undefined : revisionProblem(revs))
}

function revisionProblem(value: string): Problem | undefined {
  return readRevs(value) ? undefined : { message: `“${value}” cannot be a revision. Name branches, tags or commits, separated by colons.` }
}

function languageProblem(parameter: Parameter): Problem | undefined {
  const name = textOf(parameter)
  if (languageByName(name) || allLanguages().length === 0) return undefined // in a browser they come later
  const near = nearest(name, allLanguages().flatMap(language => [language.name, ...language.aliases]))
  const [first] = near
  const message = `There is no language “${name}”.`
  if (first === undefined) return { message: `${message} Use a name or alias as GitHub knows it, such as go or typescript.` }
  return { message: `${message} Did you mean ${list(near)}?`, suggestion: `${parameter.negated ? '-' : ''}lang:${/\s/.test(first) ? `"${first}"` : first}` }
}
