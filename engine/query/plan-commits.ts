import type { Issue, Parameter } from './ast.ts'
import { error } from './check.ts'
import { readDate, type DateSpec } from './dates.ts'
import type { FlatBranch } from './dnf.ts'
import type { FieldName } from './fields.ts'
import type { PatternFilter } from './plan.ts'
import { findsCommits, isSymbolSelect, readSelect, type ResultType, type Select } from './plan-types.ts'
import { callOf } from './predicates.ts'
import { print } from './print.ts'
import { readRevs, splitRepo, textOf } from './values.ts'

/**
 * What a commit must satisfy besides the pattern. Authors and committers are matched as “Name <e-mail>”; all expressions are
 * RE2, unanchored, and mind case as `caseSensitive` says. A commit is before a date or after it by when it was committed;
 * what was committed at that very millisecond is after it. Every one of several dates must hold.
 */
export type CommitFilters = {
  authors: PatternFilter[]
  committers: PatternFilter[]
  messages: PatternFilter[]
  before: DateSpec[]
  after: DateSpec[]
}

/** Null in a branch that does not look for commits. */
export function commitFiltersOf({ parameters }: FlatBranch, types: ReadonlySet<ResultType>): CommitFilters | null {
  if (!findsCommits(types)) return null
  const named = (name: FieldName) => parameters.filter(({ field }) => field === name)
  const filters = (name: FieldName) => named(name).map(({ value, negated }) => ({ pattern: value, negated }))
  const dates = (name: FieldName) => named(name).flatMap(parameter => readDate(textOf(parameter)) ?? [])
  return { authors: filters('author'), committers: filters('committer'), messages: filters('message'), before: dates('before'), after: dates('after') }
}

/** Refuses parts that speak of commits where none are looked for, and parts that speak of files where commits are. */
export function checkCommitParts({ parameters }: FlatBranch, types: ReadonlySet<ResultType>, issues: Issue[]): void {
  const [demand] = findsCommits(types) ? [] : parameters.flatMap(demandOf)
  if (demand) issues.push(missingType(demand, parameters))
  if (findsCommits(types)) issues.push(...parameters.flatMap(fileIssue))
}

/** `what` makes sense only with `type:diff`, or with either type of commits. */
type Demand = { parameter: Parameter; what: string; type: 'diff' | 'commit' }

function demandOf(parameter: Parameter): Demand[] {
  switch (parameter.field) {
    case 'author':
    case 'committer':
    case 'message':
    case 'before':
    case 'after': return [{ parameter, what: `${parameter.field}:`, type: 'commit' }]
    case 'repo':
    case 'rev': return exclusionsIn(parameter).map(name => ({ parameter, what: `Leaving out the commits of a revision (^${name})`, type: 'commit' }))
    default: return []
  }
}

function exclusionsIn(parameter: Parameter): string[] {
  const value = parameter.field === 'rev' ? parameter.value : splitRepo(parameter.value).revs
  const specs = value === undefined || callOf(parameter) ? [] : readRevs(value) ?? []
  return specs.flatMap(spec => spec.kind === 'exclude' ? spec.name : [])
}

/** Proposes the type where the query names none. */
function missingType(demand: Demand, parameters: readonly Parameter[]): Issue {
  if (parameters.some(({ field }) => field === 'type')) return otherType(demand)
  const { parameter, what, type } = demand
  const suggestion = `type:${type} ${print({ patternType: 'keyword', root: parameter })}`
  return error(parameter, { message: `${what} needs ${neededFor(type)}. Add it to search in commits.`, suggestion })
}

function otherType({ parameter, what, type }: Demand): Issue {
  return error(parameter, { message: `${what} needs ${neededFor(type)}, and not all that this query searches for is of that type.` })
}

function neededFor(type: Demand['type']): string {
  return type === 'diff' ? 'type:diff' : 'type:commit or type:diff'
}

/** Predicates of files as they stand, which a commit has none of; who owns the files that it changes can be told. */
function fileIssue(parameter: Parameter): Issue[] {
  const predicate = parameter.field === 'file' ? callOf(parameter)?.predicate : undefined
  if (!predicate || predicate.argument === 'owner') return []
  const instead = predicate.argument === 'contributor' ? 'Use author:.' : 'Search for the content itself, or limit the repositories with repo:has.file(…).'
  return [error(parameter, { message: `file:${predicate.name}(…) speaks of files as they stand, and this search finds commits. ${instead}` })]
}

type Whole = { branches: readonly { types: ReadonlySet<ResultType> }[]; parameters: readonly Parameter[]; issues: Issue[] }

/**
 * Refuses to select what some branch has none of: it would silently find nothing there. `parameters` are those of all branches,
 * so that a parameter which several branches share stands among them as often.
 */
export function checkSelect(select: Parameter | undefined, { branches, parameters, issues }: Whole): void {
  const part = select && readSelect(select.value)
  if (!select || part === undefined || branches.every(({ types }) => hasPart(types, part))) return
  const isShared = parameters.filter(parameter => parameter === select).length === branches.length
  const demand: Demand = { parameter: select, what: `select:${part}`, type: part === 'commit' ? 'commit' : 'diff' }
  const ofCommits = branches.some(({ types }) => findsCommits(types))
  if (isSymbolSelect(part) && !ofCommits) issues.push(error(select, { message: `select:${part} needs type:symbol, or type:file, of which it keeps what was found on the names of symbols. Remove the type to search symbols.` }))
  else if (part.startsWith('commit')) issues.push(isShared ? missingType(demand, parameters) : otherType(demand))
  else issues.push(error(select, { message: `select:${part} shows parts of files, and this query finds commits. Use select:repo or select:commit.` }))
}

function hasPart(types: ReadonlySet<ResultType>, part: Select): boolean {
  if (part === 'repo') return true
  if (part === 'commit') return findsCommits(types)
  if (isSymbolSelect(part)) return types.has('symbol') || types.has('file')
  return part.startsWith('commit') ? types.has('diff') : !findsCommits(types)
}
