import type { Issue, Parameter } from './ast.ts'
import { error } from './check.ts'
import { readDate, type DateSpec } from './dates.ts'
import type { FlatBranch } from './dnf.ts'
import type { FieldName } from './fields.ts'
import type { PatternFilter } from './plan.ts'
import { findsCommits, readSelect, type ResultType } from './plan-types.ts'
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
  const demand = parameters.flatMap(demandOf).find(({ type }) => type === 'diff' ? !types.has('diff') : !findsCommits(types))
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
    case 'select': return selectDemand(parameter)
    default: return []
  }
}

function exclusionsIn(parameter: Parameter): string[] {
  const value = parameter.field === 'rev' ? parameter.value : splitRepo(parameter.value).revs
  const specs = value === undefined || callOf(parameter) ? [] : readRevs(value) ?? []
  return specs.flatMap(spec => spec.kind === 'exclude' ? spec.name : [])
}

function selectDemand(parameter: Parameter): Demand[] {
  const part = readSelect(parameter.value)
  if (!part?.startsWith('commit')) return []
  return [{ parameter, what: `select:${part}`, type: part === 'commit' ? 'commit' : 'diff' }]
}

/** Proposes the type where the query names none. */
function missingType({ parameter, what, type }: Demand, parameters: readonly Parameter[]): Issue {
  const needed = type === 'diff' ? 'type:diff' : 'type:commit or type:diff'
  if (parameters.some(({ field }) => field === 'type')) {
    return error(parameter, { message: `${what} needs ${needed}, and this search has another type:.` })
  }
  const suggestion = `type:${type} ${print({ patternType: 'keyword', root: parameter })}`
  return error(parameter, { message: `${what} needs ${needed}. Add it to search in commits.`, suggestion })
}

/** `select:` of a part of files, and predicates of files as they stand: no commit has either. */
function fileIssue(parameter: Parameter): Issue[] {
  const part = parameter.field === 'select' ? readSelect(parameter.value) : undefined
  if (part !== undefined && part !== 'repo' && !part.startsWith('commit')) {
    return [error(parameter, { message: `select:${part} shows parts of files, and this search finds commits. Use select:repo or select:commit.` })]
  }
  const predicate = parameter.field === 'file' ? callOf(parameter)?.predicate : undefined
  if (!predicate) return []
  const instead = predicate.argument === 'contributor' ? 'Use author:.' : 'Search for the content itself, or limit the repositories with repo:has.file(…).'
  return [error(parameter, { message: `file:${predicate.name}(…) speaks of files as they stand, and this search finds commits. ${instead}` })]
}
