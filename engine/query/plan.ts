import { languageByName } from '../lang.ts'
import type { PatternNode } from '../pattern.ts'
import type { Issue, Node, Parameter, Query } from './ast.ts'
import { checkParts, checkSize, error } from './check.ts'
import { flatten, MAX_BRANCHES, type FlatBranch } from './dnf.ts'
import { fieldNamed, type FieldName } from './fields.ts'
import { checkCommitParts, checkSelect, commitFiltersOf, type CommitFilters } from './plan-commits.ts'
import { toPattern } from './plan-pattern.ts'
import { revsOf } from './plan-revs.ts'
import { checkStructure, structureOf, structureTypes, type StructureFilter } from './plan-structure.ts'
import { checkTypes, findsOnlySymbols, isSymbolSelect, patternFieldOf, readSelect, typesOf, type ResultType, type Select, type SymbolSelect } from './plan-types.ts'
import { callOf, toFilePredicate, toRepoPredicate, type FilePredicate, type RepoPredicate } from './predicates.ts'
import { isExactName, readBoolean, readCount, readDuration, readYesNoOnly, splitRepo, textOf, type RevSpec, type YesNoOnly } from './values.ts'

export { isSymbolSelect }
export type { ResultType, Select, StructureFilter, SymbolSelect }

/** Patterns are RE2, unanchored. Those of repositories are matched without regard to case, those of files as `caseSensitive` says. */
export type PatternFilter = { pattern: string; negated: boolean }

/**
 * One search: every filter must hold, and the pattern must match in what is left. No revisions, or only excluded ones, mean
 * the default branch.
 */
export type Branch = {
  repos: PatternFilter[]
  repoPredicates: RepoPredicate[]
  revs: RevSpec[]
  /** Of a commit: at least one path that it touches passes all of these and the languages, and only such files of it are searched. */
  files: PatternFilter[]
  filePredicates: FilePredicate[]
  /** Canonical names, as `languageOf` gives them. */
  langs: { name: string; negated: boolean }[]
  /** Without a pattern: what is listed. Either some of `file`, `path`, `repo` and `symbol`, or some of `commit` and `diff`. */
  types: Set<ResultType>
  /** Null unless the types are those of commits. */
  commits: CommitFilters | null
  /** Null unless symbols are searched. All atoms are of a symbol's name, each by itself; without a pattern every symbol is found. */
  symbols: { pattern: PatternNode | null } | null
  caseSensitive: boolean
  fork: YesNoOnly
  archived: YesNoOnly
  /** Not null: the atoms of the pattern are code with holes, and all are of contents. */
  structure: StructureFilter | null
  /** Whether to search by the index: `only` leaves out, and reports, what it does not cover. */
  index: YesNoOnly
  /** Of a commit, all atoms are of its content: the message, or (`diff`) the lines that it adds or removes. Null where only symbols are searched. */
  pattern: PatternNode | null
}

/** What is to be searched: the union of the branches, without duplicates. With an error among the issues there are none. */
export type Plan = {
  branches: Branch[]
  /** The search stops when it has this many results. */
  count: number | 'all'
  timeoutMs: number
  select: Select | undefined
  issues: Issue[]
}

export const DEFAULT_COUNT = 10_000
export const DEFAULT_TIMEOUT_MS = 20_000
export const MAX_TIMEOUT_MS = 60_000

/** Turns a parsed query into searches. Never throws; its issues are those of values and of how parts go together. */
export function planQuery(query: Query): Plan {
  const refusal = query.root ? checkSize(query) : [EMPTY]
  const issues = refusal.length ? refusal : checkParts(query)
  const flat = query.root && refusal.length === 0 ? flattenOrReport(query.root, issues) : []
  const parameters = flat.flatMap(branch => branch.parameters)
  const whole = readWhole(parameters, issues)
  const branches = flat.map(branch => planBranch(branch, { query, select: whole.select, issues }))
  checkSelect(parameters.find(({ field }) => field === 'select'), { branches, parameters, issues })
  const unique = dropRepeats(issues)
  return { branches: unique.some(issue => issue.severity === 'error') ? [] : branches, ...whole, issues: unique }
}

function flattenOrReport(root: Node, issues: Issue[]): FlatBranch[] {
  const flat = flatten(root)
  if (flat) return flat
  const message = `The query asks for more than ${MAX_BRANCHES} combinations of filters. Use fewer ORs between filters, or regular expressions.`
  issues.push(error(root, { message }))
  return []
}

const EMPTY: Issue = { start: 0, end: 0, message: 'The query is empty. Type what to search for.', severity: 'error' }

/** What is said once for the whole query: branches may repeat it, not contradict each other. */
function readWhole(parameters: readonly Parameter[], issues: Issue[]): Pick<Plan, 'count' | 'timeoutMs' | 'select'> {
  const count = onlyValue(parameters, 'count', issues)
  const timeout = onlyValue(parameters, 'timeout', issues)
  const select = onlyValue(parameters, 'select', issues)
  onlyValue(parameters, 'patterntype', issues)
  return {
    count: (count && readCount(count.value)) ?? DEFAULT_COUNT,
    timeoutMs: timeout ? readTimeout(timeout, issues) : DEFAULT_TIMEOUT_MS,
    select: select && readSelect(select.value),
  }
}

function onlyValue(parameters: readonly Parameter[], name: FieldName, issues: Issue[]): Parameter | undefined {
  const all = parameters.filter(parameter => parameter.field === name)
  const [first] = all
  const other = all.find(parameter => parameter.value.toLowerCase() !== first?.value.toLowerCase())
  if (other) issues.push(error(other, { message: `${name}: speaks of the whole query and was given with different values. Keep one.` }))
  return first
}

function readTimeout(parameter: Parameter, issues: Issue[]): number {
  const asked = readDuration(parameter.value) ?? DEFAULT_TIMEOUT_MS
  if (asked > MAX_TIMEOUT_MS) {
    issues.push({ start: parameter.start, end: parameter.end, severity: 'warning', message: `A search may take ${MAX_TIMEOUT_MS / 1000} seconds at most; timeout: was lowered to that.` })
  }
  return Math.min(asked, MAX_TIMEOUT_MS)
}

type BranchContext = { query: Query; select: Select | undefined; issues: Issue[] }

function planBranch(flat: FlatBranch, { query, select, issues }: BranchContext): Branch {
  const structure = structureOf(flat, query)
  const types = structure ? structureTypes(flat) : typesOf(flat, select)
  checkStructure(flat, query, issues)
  checkCardinality(flat.parameters, issues)
  checkTypes(flat, types, issues)
  checkCommitParts(flat, types, issues)
  const patternOf = (field: 'content' | 'path' | 'any') => flat.pattern ? toPattern(flat.pattern, { patternType: query.patternType, field }) : null
  const named = (name: FieldName) => flat.parameters.filter(parameter => parameter.field === name)
  return {
    ...filtersOf(flat.parameters),
    revs: revsOf(flat.parameters, issues),
    types,
    commits: commitFiltersOf(flat, types),
    symbols: types.has('symbol') ? { pattern: patternOf('content') } : null,
    caseSensitive: readBoolean(named('case')[0]?.value ?? 'no') ?? false,
    structure,
    ...inclusionOf(named),
    pattern: findsOnlySymbols(types) ? null : patternOf(structure ? 'content' : patternFieldOf(flat, types)),
  }
}

/** What limits the repositories and files. A predicate is no filter of names. */
function filtersOf(parameters: readonly Parameter[]): Pick<Branch, 'repos' | 'repoPredicates' | 'files' | 'filePredicates' | 'langs'> {
  const names = (name: FieldName) => parameters.filter(parameter => parameter.field === name && !callOf(parameter))
  return {
    repos: names('repo').map(toRepoFilter),
    repoPredicates: parameters.flatMap(parameter => toRepoPredicate(parameter) ?? []),
    files: names('file').map(({ value, negated }) => ({ pattern: value, negated })),
    filePredicates: parameters.flatMap(parameter => toFilePredicate(parameter) ?? []),
    langs: names('lang').map(parameter => ({ name: languageByName(textOf(parameter))?.name ?? parameter.value, negated: parameter.negated })),
  }
}

function inclusionOf(named: (name: FieldName) => Parameter[]): Pick<Branch, 'fork' | 'archived' | 'index'> {
  const flips = isOneExactRepo(named('repo').filter(repo => !callOf(repo)).map(toRepoFilter)) ? 'yes' : 'no'
  const read = (name: FieldName, unsaid: YesNoOnly) => readYesNoOnly(named(name)[0]?.value ?? unsaid) ?? unsaid
  return { fork: read('fork', flips), archived: read('archived', flips), index: read('index', 'yes') }
}

function checkCardinality(parameters: readonly Parameter[], issues: Issue[]): void {
  const seen = new Set<FieldName>()
  for (const parameter of parameters) {
    const repeats = seen.has(parameter.field) && !fieldNamed(parameter.field)?.repeatable
    if (repeats) issues.push(error(parameter, { message: `${parameter.field}: may stand only once. Keep one, or join alternatives with OR in parentheses.` }))
    seen.add(parameter.field)
  }
}

function toRepoFilter({ value, negated }: Parameter): PatternFilter {
  return { pattern: splitRepo(value).pattern, negated }
}

/** Somebody who names one repository exactly wants it, fork and archived or not. */
function isOneExactRepo(repos: readonly PatternFilter[]): boolean {
  const [first, second] = repos.filter(repo => !repo.negated)
  return first !== undefined && second === undefined && isExactName(first.pattern)
}

function dropRepeats(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map(issue => [`${issue.start} ${issue.end} ${issue.message}`, issue])).values()]
}
