import { availableParallelism } from 'node:os'
import type { Plan } from '../../engine/query/plan.ts'
import { createSearchPool, UnfitQuery } from '../../engine/pool/index.ts'
import type { Deployments } from '../deployments/deployments.ts'
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import { badInput, messageOf } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { JobKind, Jobs } from '../platform/jobs.ts'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/system.ts'
import type { Repos } from '../repos/repos.ts'
import type { Syntax } from '../../syntax/index.ts'
import { closingAlert, lostPlace, notKept, unownedAlert, understand } from './alerts.ts'
import { createBreath } from './breath.ts'
import type { fileSymbols, FrozenSearch, goToSymbol, Ledger, lineHistory, PatternType, Progress, searchSeries, SkipReason, StreamEvent } from './contract.ts'
import { behind, placeOf, writeCursor, type Place } from './cursor.ts'
export { compareSearches } from './delta.ts'
export { trackedCommits } from './index/tracked.ts'
export type { BroughtLines } from './line-origin.ts'
import { definitionsOf } from './definitions.ts'
import { symbolsOfFile } from './file-symbols.ts'
import { findSymbols } from './go-to-symbol.ts'
import { createKeeper } from './freeze.ts'
import type { Found } from './found.ts'
import { createGate } from './gate.ts'
import { createCommitIndex } from './index/commit-index.ts'
import { createFileIndex } from './index/file-index.ts'
import { createHistoryIndex } from './index/history-index.ts'
import { createIndexing, type IndexPayload } from './index/indexing.ts'
import { createRecentOutlines } from './index/recent-outlines.ts'
import { createSymbolIndex } from './index/symbol-index.ts'
import { createSymbolIndexing } from './index/symbol-indexing.ts'
import { createSymbolJob } from './index/symbol-job.ts'
import { findLineHistory } from './line-history.ts'
import { blameLines, findLineOrigin, type BroughtLines, type LinePlace, type LineRange } from './line-origin.ts'
import { createLedger, type LedgerBook } from './ledger.ts'
import { createOutbox, type OutboxOptions } from './outbox.ts'
import { countOf, project, takeFirst } from './present.ts'
import { createOwnerTally } from './select-owners.ts'
import { ranked } from './rank.ts'
import { newRequest, run, type RunDeps } from './run.ts'
import { countSeries } from './series.ts'
import { createStructures } from './structures.ts'
import { displayLimit, skippedOf } from './skipped.ts'
import { tick, withTicks } from './ticks.ts'

export interface SearchRequest extends OutboxOptions {
  query: string
  patternType: PatternType
  order: 'rank' | 'path'
  /** Where the answer before ended; null from the beginning. */
  after: Place | null
}

export interface Search {
  /** To be given to `jobs.start`. */
  jobKinds: readonly JobKind<never>[]
  /** Has everything indexed if nothing is; to be called once jobs are taken. */
  recover(): void
  /** The events of Sourcegraph's stream protocol, ending with `done`. A query that cannot run gives an alert, never throws. */
  stream(viewer: Caller, request: SearchRequest, signal: AbortSignal): AsyncGenerator<StreamEvent>
  /**
   * Runs to the end and keeps the answer. Without `count:` it looks everywhere, not only until the usual limit. Throws the
   * signal's reason when that is aborted: half an answer is not kept.
   */
  freeze(viewer: Caller, request: Pick<SearchRequest, 'query' | 'patternType'>, signal: AbortSignal): Promise<FrozenSearch>
  /** How many lines matched at each commit of every mainline. Throws a Problem for a query that has no meaning over time. */
  series(viewer: Caller, request: Parsed<typeof searchSeries>['body'], signal: AbortSignal): Promise<Answer<typeof searchSeries>>
  line(viewer: Caller, query: Parsed<typeof lineHistory>['query'], signal: AbortSignal): Promise<Answer<typeof lineHistory>>
  /** The full ids of the commits that brought a line; none where that is not known. */
  lineOrigin(viewer: Caller, place: LinePlace, signal: AbortSignal): Promise<string[]>
  /** Who brought each line of a range, as git's blame has it. Throws a Problem where there is no such file or range. */
  blame(viewer: Caller, range: LineRange, signal: AbortSignal): Promise<BroughtLines[]>
  symbols(viewer: Caller, query: Parsed<typeof fileSymbols>['query'], signal: AbortSignal): Promise<Answer<typeof fileSymbols>>
  goToSymbol(viewer: Caller, query: Parsed<typeof goToSymbol>['query'], signal: AbortSignal): Promise<Answer<typeof goToSymbol>>
  close(): Promise<void>
}

export interface SearchDeps {
  repos: Repos
  deployments: Pick<Deployments, 'commitsOf' | 'indexWith'>
  syntax: Syntax
  jobs: Pick<Jobs, 'enqueue'>
  clock: Clock
  log: Log
  config: Pick<Config, 'dataDir' | 'searchWorkers' | 'maxFileBytes' | 'tracked' | 'maxTracked'>
  metrics: Pick<Metrics, 'searches'>
}

const flushEveryMs = 150
const freezeTimeoutMs = 60_000
/** Batches of file contents in memory over all searches: about a quarter of a megabyte each. */
const maxBuffers = 128

export function createSearch({ repos, deployments, syntax, jobs, clock, log, config, metrics }: SearchDeps): Search {
  const pool = createSearchPool({ workers: config.searchWorkers > 0 ? config.searchWorkers : Math.max(2, availableParallelism() - 1) })
  const recover = () => void indexing.recover().catch((error: unknown) => log.error({ err: error }, 'the index cannot be built anew'))
  const enqueue = (id: string): Promise<void> => jobs.enqueue<IndexPayload>(indexing.job, { id }, { key: id })
  const index = createFileIndex({ dataDir: config.dataDir, pool, log, onDamage: () => setImmediate(recover) })
  const histories = createHistoryIndex({ dataDir: config.dataDir, log })
  const rebuild = (id: string) => void enqueue(id).catch((error: unknown) => log.error({ err: error }, 'the store of commits cannot be built anew'))
  const commits = createCommitIndex({ dataDir: config.dataDir, log, onDamage: rebuild })
  const symbols = createSymbolIndex({ dataDir: config.dataDir, log, onDamage: () => setImmediate(recover) })
  const symbolIndexing = createSymbolIndexing({ repos, syntax, symbols, log, config })
  const symbolJob = createSymbolJob({ indexing: symbolIndexing, repos, deployments, log, config })
  const enqueueSymbols = (id: string): Promise<void> => jobs.enqueue<IndexPayload>(symbolJob, { id }, { key: id })
  const indexing = createIndexing({ enqueue, enqueueSymbols, repos, deployments, files: index, histories, commits, symbols, symbolIndexing, clock, log, config })
  repos.indexWith(enqueue)
  deployments.indexWith(enqueue)
  const deps: RunDeps = { repos, pool, index, histories, commits, symbols, outlines: createRecentOutlines(), syntax, structures: createStructures(syntax), log, buffers: createGate(maxBuffers), maxFileBytes: config.maxFileBytes }
  const begin = (request: ExecuteRequest) => execute(request, deps, (outcome) => metrics.searches.inc({ outcome }))

  async function* stream(viewer: Caller, { query, patternType, order, after, ...options }: SearchRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    const begun = clock.now().getTime()
    const elapsed = () => clock.now().getTime() - begun
    const { plan, alert } = await understand({ query, patternType, signal }, deps.structures)
    if (alert) yield { event: 'alert', data: alert }
    if (plan.branches.length === 0) return yield { event: 'progress', data: nothingRun(elapsed()) }
    const outbox = createOutbox(options)
    const stop = new AbortController()
    const running = begin({ viewer, plan, after, contextLines: options.contextLines, now: clock.now(), signal: AbortSignal.any([signal, stop.signal]) })
    let flushed = -flushEveryMs // what is found first is sent at once
    const coming = withTicks(running.results(), { everyMs: flushEveryMs, stop: () => stop.abort() })
    for await (const item of order === 'rank' ? ranked(coming, { elapsed, definitions: (found) => definitionsOf(viewer, found, deps) }) : coming) {
      if (item !== tick) outbox.add(item)
      if (item !== tick && !outbox.isFull && elapsed() - flushed < flushEveryMs) continue
      flushed = elapsed()
      yield* outbox.flush()
      yield { event: 'progress', data: progressOf({ ledger: running.ledger, count: running.count(), durationMs: elapsed() }) }
    }
    const whole = running.end()
    yield* outbox.flush(whole.complete)
    const last = progressOf({ ledger: running.ledger, whole, count: running.count(), durationMs: elapsed() })
    const isCut = outbox.hidden || running.isCut()
    const cursor = isCut && order === 'path' && outbox.last ? { cursor: writeCursor({ query, patternType }, placeOf(outbox.last, after)) } : {}
    yield { event: 'progress', data: { ...last, ...cursor, skipped: outbox.hidden ? [...last.skipped, displayLimit(options.display ?? 0)] : last.skipped } }
    const closing = running.isLost() ? lostPlace : alert ? null : (closingAlert({ query, ledger: whole, count: running.count() }) ?? unownedAlert(query, running.unowned()))
    if (closing) yield { event: 'alert', data: closing }
  }

  return {
    jobKinds: [indexing.job, symbolJob],
    recover,
    async *stream(viewer, request, signal) {
      try {
        yield* stream(viewer, request, signal)
      } catch (error) {
        log.error({ err: error }, 'search failed')
        yield { event: 'error', data: { message: `The search failed: ${messageOf(error)}` } }
      }
      yield { event: 'done', data: {} }
    },
    async freeze(viewer, { query, patternType }, signal) {
      const { plan, alert, hasCount } = await understand({ query, patternType, signal }, deps.structures)
      const keeper = createKeeper({ query, patternType, at: clock.now().toISOString() })
      if (plan.branches.length === 0) return keeper.freeze({ matchCount: 0, alert, ledger: createLedger().ledger() })
      if (plan.select === 'file.owners') return keeper.freeze({ matchCount: 0, alert: notKept, ledger: createLedger().ledger() })
      const patient: Plan = { ...plan, count: hasCount ? plan.count : 'all', timeoutMs: Math.max(plan.timeoutMs, freezeTimeoutMs) }
      const running = begin({ viewer, plan: patient, after: null, contextLines: 0, now: clock.now(), signal })
      for await (const found of running.results()) keeper.keep(found)
      signal.throwIfAborted()
      const ledger = running.end()
      return keeper.freeze({ matchCount: running.count(), ledger, alert: alert ?? closingAlert({ query, ledger, count: running.count() }) })
    },
    series: (viewer, request, signal) => countSeries(viewer, { ...request, now: clock.now(), signal }, deps).catch(refuseUnfit),
    line: (viewer, query, signal) => findLineHistory(viewer, query, { deps, signal }),
    blame: (viewer, range, signal) => blameLines(viewer, range, { deps, signal }),
    lineOrigin: (viewer, place, signal) => findLineOrigin(viewer, place, { deps, signal }),
    symbols: (viewer, query, signal) => symbolsOfFile(viewer, query, { deps, signal }),
    goToSymbol: (viewer, query, signal) => findSymbols(viewer, query, { deps, signal }),
    async close() {
      await indexing.close()
      await symbolIndexing.close()
      symbols.close()
      histories.close()
      commits.close()
      await pool.close()
    },
  }
}

/** What a person can mend is told as such. */
function refuseUnfit(error: unknown): never {
  throw error instanceof UnfitQuery ? badInput('search.series', error.message) : error
}

interface ExecuteRequest {
  viewer: Caller
  plan: Plan
  after: Place | null
  contextLines: number
  now: Date
  signal: AbortSignal
}

/** A search under way. */
interface Running {
  ledger: LedgerBook
  results(): AsyncGenerator<Found>
  /** Results so far, each match in a file counted. */
  count(): number
  /** It stopped at its `count:`. */
  isCut(): boolean
  /** The place that it was to go on from was not among the results. */
  isLost(): boolean
  /** Of a search for owners: files without one. */
  unowned(): number
  /** The whole ledger, once the results have ended. */
  end(): Ledger
}

/** Runs a plan until its end, its `count:`, its time-out, or the signal, and remembers which it was. */
function execute({ viewer, plan, after, contextLines, now, signal }: ExecuteRequest, deps: RunDeps, report: (outcome: string) => void): Running {
  const ledger = createLedger()
  const timeout = AbortSignal.timeout(plan.timeoutMs)
  const either = AbortSignal.any([signal, timeout])
  const limit = plan.count === 'all' ? Infinity : plan.count
  const owners = createOwnerTally({ viewer, repos: deps.repos })
  let count = 0
  let ended: SkipReason | 'complete' = 'complete'
  let isLost = false

  async function* results(): AsyncGenerator<Found> {
    const breathe = createBreath(either)
    try {
      const found = run(newRequest({ viewer, plan, ledger, signal: either, contextLines, now }), deps)
      const all = plan.select === 'file.owners' ? owners.of(found) : project(found, plan.select)
      for await (const item of after ? behind(all, after, () => (isLost = true)) : all) {
        const fitting = takeFirst(item, limit - count) ?? item
        count += countOf(fitting)
        yield fitting
        if (count >= limit) {
          ended = 'result_limit'
          break
        }
        await breathe() // results that wait already would otherwise be taken without a pause
      }
    } catch (error) {
      ended = either.aborted ? (timeout.aborted ? 'timeout' : 'cancelled') : 'failed'
      if (ended === 'failed') throw error
    } finally {
      report(ended === 'complete' && either.aborted ? 'cancelled' : ended)
    }
  }

  return { ledger, results, count: () => count, isCut: () => ended === 'result_limit', isLost: () => isLost, unowned: owners.unowned, end: () => ledger.ledger(ended === 'complete' ? 'failed' : ended) }
}

interface Moment {
  ledger: LedgerBook
  /** When the search has ended. */
  whole?: Ledger
  count: number
  durationMs: number
}

function progressOf({ ledger, whole, count, durationMs }: Moment): Progress {
  const coverage = ledger.coverage(whole)
  const skipped = skippedOf(whole ?? { rows: coverage.rows.filter((row) => row.state === 'excluded') })
  return { done: whole !== undefined, repositoriesCount: coverage.repositories, matchCount: count, durationMs, skipped, coverage }
}

function nothingRun(durationMs: number): Progress {
  const ledger = createLedger()
  return progressOf({ ledger, whole: ledger.ledger(), count: 0, durationMs })
}
