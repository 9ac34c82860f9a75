import { languageByName } from '../lang.ts'
import type { PatternNode } from '../pattern.ts'
import type { Issue, Node, Parameter, Query } from './ast.ts'
import { checkParts, checkSize, error, languageName } from './check.ts'
import { flatten, MAX_BRANCHES, type FlatBranch } from './dnf.ts'
import { fieldNamed, type FieldName } from './fields.ts'
import { toPattern } from './plan-pattern.ts'
import { isExactName, readBoolean, readCount, readDuration, readRevs, readYesNoOnly, splitRepo, type RevSpec, type YesNoOnly } from './values.ts'

export type ResultType = 'file' | 'path' | 'repo'
export type Select = 'repo' | 'file' | 'file.directory' | 'content'

/** Patterns are RE2, unanchored. Those of repositories are matched without regard to case, those of files as `caseSensitive` says. */
export type PatternFilter = { pattern: string; negated: boolean }

/** One search: every filter must hold, and the pattern must match in what is left. No revisions mean the default branch. */
export type Branch = {
  repos: PatternFilter[]
  revs: RevSpec[]
  files: PatternFilter[]
  /** Canonical names, as `languageOf` gives them. */
  langs: { name: string; negated: boolean }[]
  /** Without a pattern: what is listed. */
  types: Set<ResultType>
  caseSensitive: boolean
  fork: YesNoOnly
  archived: YesNoOnly
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
  const whole = readWhole(flat.flatMap(branch => branch.parameters), issues)
  const branches = flat.map(branch => planBranch(branch, { query, select: whole.select, issues }))
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

function readSelect(value: string): Select | undefined {
  const name = value.toLowerCase() === 'file.path' ? 'file' : value.toLowerCase()
  return SELECTS.find(select => select === name)
}

const SELECTS: readonly Select[] = ['repo', 'file', 'file.directory', 'content']

type BranchContext = { query: Query; select: Select | undefined; issues: Issue[] }

function planBranch(flat: FlatBranch, { query, select, issues }: BranchContext): Branch {
  checkCardinality(flat.parameters, issues)
  const named = (name: FieldName) => flat.parameters.filter(parameter => parameter.field === name)
  const repos = named('repo').map(toRepoFilter)
  const files = named('file').map(({ value, negated }) => ({ pattern: value, negated }))
  const langs = named('lang').map(parameter => ({ name: languageByName(languageName(parameter))?.name ?? parameter.value, negated: parameter.negated }))
  const flips = isOneExactRepo(repos) ? 'yes' : 'no'
  const types = typesOf(flat, { repos, select })
  return {
    repos,
    revs: revsOf(named('repo'), named('rev'), issues),
    files,
    langs,
    types,
    caseSensitive: readBoolean(named('case')[0]?.value ?? 'no') ?? false,
    fork: readYesNoOnly(named('fork')[0]?.value ?? flips) ?? flips,
    archived: readYesNoOnly(named('archived')[0]?.value ?? flips) ?? flips,
    pattern: flat.pattern ? toPattern(flat.pattern, { patternType: query.patternType, field: fieldOf(named('type'), types) }) : null,
  }
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

function revsOf(repos: readonly Parameter[], [rev]: readonly Parameter[], issues: Issue[]): RevSpec[] {
  const atRevs = repos.flatMap(repo => splitRepo(repo.value).revs === undefined ? [] : [{ repo, revs: splitRepo(repo.value).revs ?? '' }])
  const [first] = atRevs
  if (rev && first) issues.push(error(rev, { message: 'Revisions are named twice, by rev: and after the @ of repo:. Keep one.' }))
  if (rev && !repos.some(repo => !repo.negated && splitRepo(repo.value).pattern !== '')) {
    issues.push(error(rev, { message: 'rev: needs a repo: to say in which repositories to look for the revision.' }))
  }
  const other = atRevs.find(({ revs }) => revs !== first?.revs)
  if (other) issues.push(error(other.repo, { message: 'Two repo: filters name different revisions, and both have to hold. Name the revisions once.' }))
  return readRevs(first?.revs ?? rev?.value ?? '')?.filter(() => first !== undefined || rev !== undefined) ?? []
}

/**
 * Explicit types stand. Otherwise contents, paths and repository names are searched; names not where `repo:` has chosen
 * the repositories already, nor where only absence is asked for. Filters alone list what they speak of.
 */
function typesOf(flat: FlatBranch, { repos, select }: { repos: PatternFilter[]; select: Select | undefined }): Set<ResultType> {
  const asked = flat.parameters.filter(parameter => parameter.field === 'type').map(parameter => parameter.value.toLowerCase())
  const explicit = RESULT_TYPES.filter(type => asked.includes(type))
  if (explicit.length) return new Set(explicit)
  if (flat.pattern) return new Set(repos.length || isNegative(flat.pattern) ? ['file', 'path'] : RESULT_TYPES)
  const speaksOfFiles = flat.parameters.some(({ field }) => field === 'file' || field === 'lang')
  return new Set([speaksOfFiles || (select !== undefined && select !== 'repo') ? 'path' : 'repo'])
}

const RESULT_TYPES: readonly ResultType[] = ['file', 'path', 'repo']

function isNegative(node: Node): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.every(isNegative)
  return node.kind === 'pattern' && node.negated
}

/** Where a pattern is looked for: only types that were asked for narrow it. */
function fieldOf(asked: readonly Parameter[], types: ReadonlySet<ResultType>): 'content' | 'path' | 'any' {
  if (asked.length === 0 || types.has('file') === types.has('path')) return 'any'
  return types.has('file') ? 'content' : 'path'
}

function dropRepeats(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map(issue => [`${issue.start} ${issue.end} ${issue.message}`, issue])).values()]
}
