import { isSymbolSelect, type Branch, type Plan } from '../../engine/query/plan.ts'
import { PoolClosed, type SearchPool } from '../../engine/pool/index.ts'
import { mergeRanges } from '../../engine/scan/index.ts'
import type { Caller } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import type { Syntax } from '../../syntax/index.ts'
import type { Repos } from '../repos/repos.ts'
import type { Found, FoundCommit, FoundFile, FoundRepository } from './found.ts'
import type { Gate } from './gate.ts'
import type { CommitIndex } from './index/commit-index.ts'
import type { FileIndex } from './index/file-index.ts'
import type { HistoryIndex } from './index/history-index.ts'
import type { RecentOutlines } from './index/recent-outlines.ts'
import type { SymbolIndex } from './index/symbol-index.ts'
import { createKnownOutcomes, type KnownOutcomes } from './known-outcomes.ts'
import type { LedgerBook } from './ledger.ts'
import { repositoryMatcher } from './names.ts'
import { satisfies } from './predicates.ts'
import { needsContent, wholePattern } from './required-content.ts'
import { openScope, searchesFiles, type Scope, type Unit } from './scope.ts'
import { searchCommits } from './search-commits.ts'
import { searchContent } from './search-content.ts'
import { searchPaths } from './search-paths.ts'
import { searchSymbols } from './search-symbols.ts'
import { toSymbols } from './select-symbols.ts'
import { searchStructure } from './search-structure.ts'
import type { Structures } from './structures.ts'
import { union, unionSymbols } from './union.ts'

export interface RunRequest {
  viewer: Caller
  plan: Plan
  ledger: LedgerBook
  signal: AbortSignal
  contextLines: number
  /** When the search began. */
  now: Date
  outcomes: KnownOutcomes
  /** Tells searches apart. */
  number: number
}

let searches = 0

/** What one search begins with: nothing is known yet, and its number is its own as long as the program runs. */
export const newRequest = (request: Omit<RunRequest, 'outcomes' | 'number'>): RunRequest => ({ ...request, outcomes: createKnownOutcomes(), number: ++searches })

export interface RunDeps {
  repos: Repos
  pool: SearchPool
  index: FileIndex
  histories: HistoryIndex
  commits: CommitIndex
  symbols: SymbolIndex
  outlines: RecentOutlines
  syntax: Pick<Syntax, 'askMany' | 'askKnown' | 'knows'>
  structures: Structures
  /** One permit for each batch of file contents that is in memory, over all searches. */
  buffers: Gate
  log: Log
  /** Files above it are not searched. */
  maxFileBytes: number
}

/** What one branch looks for in one repository at one revision. */
export interface UnitSearch {
  unit: Unit
  branch: Branch
  request: RunRequest
  deps: RunDeps
}

/** Repositories that are read while the ones before them are still being searched: small ones would leave the scanners idle. */
const unitsAhead = 16

/**
 * Runs a plan: the union of its branches, each place once, always in the same order: repositories by their names, then files by
 * repository, revision as asked for, and path. A repository that fails is told to the ledger and the log, and does not stop
 * the others. Ends early, by returning, when its consumer stops reading; throws the signal's reason when that is aborted.
 */
export async function* run(request: RunRequest, deps: RunDeps): AsyncGenerator<Found> {
  const stop = new AbortController()
  const stoppable = { ...request, signal: AbortSignal.any([request.signal, stop.signal]) }
  const prepared = await Promise.all(request.plan.branches.map((branch) => (branch.structure ? deps.structures.prepare(branch, request.signal) : branch)))
  const scope = await openScope({ ...deps, ...request, branches: prepared.map((branch) => ({ ...branch, pattern: wholePattern(branch) })) })
  yield* findRepositories(scope)
  const units = await scope.units(request.signal)
  yield* inTurn(units, (unit) => searchUnit(unit, stoppable, deps), () => stop.abort())
}

function* findRepositories({ repositories }: Scope): Generator<FoundRepository> {
  for (const { repository, branches } of repositories) {
    const ranges = branches.flatMap((branch) => {
      const verdict = repositoryMatcher(branch)(repository.name)
      return verdict.kind === 'match' ? [verdict.ranges] : []
    })
    if (ranges.length > 0) yield { kind: 'repo', repository, ranges: mergeRanges(ranges.flat()) }
  }
}

/** Results that are on their way: begun at once, taken when it is their turn. */
export interface Begun<T = FoundFile> {
  results: AsyncGenerator<T>
}

/** Begins a few units ahead and gives their results in the order of the units. */
async function* inTurn(units: readonly Unit[], begin: (unit: Unit) => Begun<Found>, stop: () => void): AsyncGenerator<Found> {
  const begun: Begun<Found>[] = []
  let next = 0
  try {
    while (next < units.length || begun.length > 0) {
      for (; next < units.length && begun.length < unitsAhead; next++) begun.push(begin(units[next] as Unit))
      yield* (begun[0] as Begun<Found>).results
      begun.shift()
    }
  } finally {
    stop()
    await Promise.all(begun.map(({ results }) => results.return(undefined)))
  }
}

function searchUnit(unit: Unit, request: RunRequest, deps: RunDeps): Begun<Found> {
  const searches = unit.branches.map((branch): UnitSearch => ({ unit, branch, request, deps }))
  const asks = searches.some(({ branch }) => branch.repoPredicates.length > 0)
  const results = asks ? searchWhere(searches) : searchBranches(searches).results
  return { results: guarded(results, unit, request, deps) }
}

/** Only the branches whose predicates hold; they are asked first. */
async function* searchWhere(searches: readonly UnitSearch[]): AsyncGenerator<Found> {
  const satisfied: UnitSearch[] = []
  for (const search of searches) if (await satisfies(search)) satisfied.push(search)
  yield* findRepository(satisfied)
  yield* searchBranches(satisfied).results
}

/** A repository that had to be looked into before it could be said to be found. */
function* findRepository(searches: readonly UnitSearch[]): Generator<FoundRepository> {
  for (const { branch, unit: { repository } } of searches) {
    const verdict = branch.types.has('repo') && branch.repoPredicates.length > 0 ? repositoryMatcher(branch)(repository.name) : null
    if (verdict?.kind === 'match') return yield { kind: 'repo', repository, ranges: verdict.ranges }
  }
}

/** Files first, then symbols, then commits. */
function searchBranches(searches: readonly UnitSearch[]): Begun<Found> {
  const files = searches.filter(({ branch }) => searchesFiles(branch)).map(searchFiles)
  const commits = searches.filter(({ branch }) => branch.commits !== null)
  const [only, ...others] = files.map(({ results }) => results)
  const found = only && others.length === 0 ? only : union(files.map(({ results }) => results))
  const symbols = searches.filter(({ branch }) => branch.symbols !== null)
  return { results: commits.length + symbols.length === 0 && !selectsSymbols(searches) ? found : all(searches, { found, symbols, commits }) }
}

function searchFiles(search: UnitSearch): Begun {
  if (search.branch.structure) return searchStructure(search)
  return needsContent(search.branch) ? searchContent(search) : { results: searchPaths(search) }
}

const selectsSymbols = ([search]: readonly UnitSearch[]) => search?.request.plan.select !== undefined && isSymbolSelect(search.request.plan.select)

type Parts = { found: AsyncGenerator<FoundFile>; symbols: readonly UnitSearch[]; commits: readonly UnitSearch[] }

async function* all(searches: readonly UnitSearch[], { found: files, symbols, commits }: Parts): AsyncGenerator<Found> {
  const [search] = searches
  const named = symbols.map(searchSymbols)
  if (search && selectsSymbols(searches)) yield* unionSymbols([toSymbols(search, files), ...named])
  else {
    yield* files
    yield* unionSymbols(named)
  }
  const seen = new Set<string>()
  for (const each of commits) {
    for await (const found of searchCommits(each)) if (isNew(found, seen)) yield found
  }
}

function isNew({ change }: FoundCommit, seen: Set<string>): boolean {
  if (seen.has(change.oid)) return false
  seen.add(change.oid)
  return true
}

/** Closes the unit's row at the end; when the repository itself fails, says so there instead of failing the whole search. */
async function* guarded(results: AsyncGenerator<Found>, { row, repository }: Unit, { signal }: RunRequest, { log }: RunDeps): AsyncGenerator<Found> {
  try {
    yield* results
    row.close()
  } catch (error) {
    if (signal.aborted || error instanceof PoolClosed) throw error
    log.error({ err: error, repository: repository.name }, 'a repository could not be searched')
    row.skipped('failed', '')
    row.abandon()
  }
}
