import type { PatternNode } from '../../engine/pattern.ts'
import type { Branch, Plan } from '../../engine/query/plan.ts'
import { PoolClosed, type SearchPool } from '../../engine/pool/index.ts'
import { mergeRanges } from '../../engine/scan/index.ts'
import type { Caller } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import type { Repos } from '../repos/repos.ts'
import type { Found, FoundFile, FoundRepository } from './found.ts'
import type { Gate } from './gate.ts'
import type { FileIndex } from './index/file-index.ts'
import type { LedgerBook } from './ledger.ts'
import { repositoryMatcher } from './names.ts'
import { openScope, type Scope, type Unit } from './scope.ts'
import { searchContent } from './search-content.ts'
import { searchPaths } from './search-paths.ts'
import { union } from './union.ts'

export interface RunRequest {
  viewer: Caller
  plan: Plan
  ledger: LedgerBook
  signal: AbortSignal
  contextLines: number
}

export interface RunDeps {
  repos: Repos
  pool: SearchPool
  index: FileIndex
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
const unitsAhead = 4

/**
 * Runs a plan: the union of its branches, each place once, always in the same order: repositories by their names, then files by
 * repository, revision as asked for, and path. A repository that fails is told to the ledger and the log, and does not stop
 * the others. Ends early, by returning, when its consumer stops reading; throws the signal's reason when that is aborted.
 */
export async function* run(request: RunRequest, deps: RunDeps): AsyncGenerator<Found> {
  const stop = new AbortController()
  const stoppable = { ...request, signal: AbortSignal.any([request.signal, stop.signal]) }
  const scope = await openScope({ ...deps, ...request, branches: request.plan.branches })
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
export interface Begun {
  results: AsyncGenerator<FoundFile>
}

/** Begins a few units ahead and gives their results in the order of the units. */
async function* inTurn(units: readonly Unit[], begin: (unit: Unit) => Begun, stop: () => void): AsyncGenerator<FoundFile> {
  const begun: Begun[] = []
  let next = 0
  try {
    while (next < units.length || begun.length > 0) {
      for (; next < units.length && begun.length < unitsAhead; next++) begun.push(begin(units[next] as Unit))
      yield* (begun[0] as Begun).results
      begun.shift()
    }
  } finally {
    stop()
    await Promise.all(begun.map(({ results }) => results.return(undefined)))
  }
}

function searchUnit(unit: Unit, request: RunRequest, deps: RunDeps): Begun {
  const streams = unit.branches.map((branch) => {
    const search = { unit, branch, request, deps }
    return needsContent(branch) ? searchContent(search) : { results: searchPaths(search) }
  })
  const [only, ...others] = streams.map(({ results }) => results)
  return { results: guarded(only && others.length === 0 ? only : union(streams.map(({ results }) => results)), unit, request, deps) }
}

const needsContent = ({ pattern }: Branch) => pattern !== null && hasContentAtom(pattern)

function hasContentAtom(node: PatternNode): boolean {
  if (node.kind === 'atom') return node.field !== 'path'
  return node.kind === 'not' ? hasContentAtom(node.node) : node.nodes.some(hasContentAtom)
}

/** Closes the unit's row at the end; when the repository itself fails, says so there instead of failing the whole search. */
async function* guarded(results: AsyncGenerator<FoundFile>, { row, repository }: Unit, { signal }: RunRequest, { log }: RunDeps): AsyncGenerator<FoundFile> {
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
