import { availableParallelism } from 'node:os'
import type { Issue } from '../../engine/query/ast.ts'
import { applySuggestion, compileQuery } from '../../engine/query/index.ts'
import type { Plan } from '../../engine/query/plan.ts'
import { createScanPool } from '../../engine/scan/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import { messageOf } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import type { Metrics } from '../platform/system.ts'
import type { Repos } from '../repos/repos.ts'
import type { Alert, FrozenSearch, Ledger, Match, PatternType, Progress, SkipReason, StreamEvent } from './contract.ts'
import { createFilters } from './filters.ts'
export { compareSearches } from './delta.ts'
import { createKeeper } from './freeze.ts'
import { createLedger } from './ledger.ts'
import { countOf, project, toMatch, type Presentation } from './present.ts'
import { run } from './run.ts'
import { skippedOf } from './skipped.ts'

export interface SearchRequest extends Presentation {
  query: string
  patternType: PatternType
  /** At most so many matches are sent; the search goes on counting. Undefined: all. */
  display?: number
}

export interface Search {
  /** The events of Sourcegraph's stream protocol, ending with `done`. A query that cannot run gives an alert, never throws. */
  stream(viewer: Caller, request: SearchRequest, signal: AbortSignal): AsyncGenerator<StreamEvent>
  /** Runs to the end and keeps the answer. Without `count:` it looks everywhere, not only until the usual limit. */
  freeze(viewer: Caller, request: Pick<SearchRequest, 'query' | 'patternType'>, signal: AbortSignal): Promise<FrozenSearch>
  close(): Promise<void>
}

export interface SearchDeps {
  repos: Repos
  clock: Clock
  log: Log
  config: Pick<Config, 'searchWorkers' | 'maxFileBytes'>
  metrics: Pick<Metrics, 'searches'>
}

const flushMs = 150
const flushMatches = 200
const freezeTimeoutMs = 60_000

export function createSearch({ repos, clock, log, config, metrics }: SearchDeps): Search {
  const pool = createScanPool({ workers: config.searchWorkers > 0 ? config.searchWorkers : Math.max(2, availableParallelism() - 1) })

  /** One search from plan to end: what is found goes to `take` as it comes; the ledger tells how it ended. */
  async function* execute({ viewer, plan, contextLines, signal }: { viewer: Caller; plan: Plan; contextLines: number; signal: AbortSignal }): AsyncGenerator<Step> {
    const ledger = createLedger()
    const timeout = AbortSignal.timeout(plan.timeoutMs)
    const either = AbortSignal.any([signal, timeout])
    const limit = plan.count === 'all' ? Infinity : plan.count
    let count = 0
    let ended: SkipReason | undefined
    try {
      const found = run({ viewer, plan, ledger, signal: either, contextLines }, { repos, pool, maxFileBytes: config.maxFileBytes })
      for await (const item of project(found, plan.select)) {
        count += countOf(item)
        yield { found: item, count, ledger }
        if (count >= limit) {
          ended = 'result_limit'
          break
        }
      }
    } catch (error) {
      if (!either.aborted) throw error
      ended = timeout.aborted ? 'timeout' : 'cancelled'
    }
    metrics.searches.inc({ outcome: ended ?? 'complete' })
    yield { count, ledger, end: ledger.ledger(ended ?? 'cancelled') }
  }

  async function* stream(viewer: Caller, request: SearchRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
    const begun = clock.now().getTime()
    const { plan, alert } = understand(request)
    const filters = createFilters()
    let batch: Match[] = []
    let sent = 0
    let flushed = begun
    const progress = (step: Step): StreamEvent => ({ event: 'progress', data: progressOf({ step, durationMs: clock.now().getTime() - begun, sent }) })

    if (alert) {
      yield { event: 'alert', data: alert }
      if (plan.branches.length === 0) return yield* end(clock.now().getTime() - begun)
    }
    for await (const step of execute({ viewer, plan, contextLines: request.contextLines, signal })) {
      if (step.found) {
        const match = toMatch(step.found, request)
        filters.add(match, countOf(step.found))
        if (sent + batch.length < (request.display ?? Infinity)) batch.push(match)
      }
      const now = clock.now().getTime()
      if (!step.end && batch.length < flushMatches && now - flushed < flushMs) continue
      flushed = now
      if (batch.length > 0) {
        yield { event: 'matches', data: batch }
        sent += batch.length
        batch = []
        yield { event: 'filters', data: filters.filters(false) }
      }
      if (step.end) yield { event: 'filters', data: filters.filters(step.end.complete) }
      yield progress(step)
    }
    yield { event: 'done', data: {} }
  }

  return {
    async *stream(viewer, request, signal) {
      try {
        yield* stream(viewer, request, signal)
      } catch (error) {
        log.error({ err: error }, 'search failed')
        yield { event: 'error', data: { message: `The search failed: ${messageOf(error)}` } }
        yield { event: 'done', data: {} }
      }
    },
    async freeze(viewer, { query, patternType }, signal) {
      const { plan, alert } = understand({ query, patternType })
      const keeper = createKeeper({ query, patternType, alert, at: clock.now().toISOString() })
      if (plan.branches.length === 0) return keeper.freeze(0, createLedger().ledger())
      const everywhere: Plan = /\bcount:/i.test(query) ? plan : { ...plan, count: 'all' }
      const patient: Plan = { ...everywhere, timeoutMs: Math.max(everywhere.timeoutMs, freezeTimeoutMs) }
      for await (const step of execute({ viewer, plan: patient, contextLines: 0, signal })) {
        if (step.found) keeper.keep(step.found)
        if (step.end) return keeper.freeze(step.count, step.end)
      }
      throw new Error('a search ended without its ledger')
    },
    close: () => pool.close(),
  }
}

type Found = Parameters<typeof toMatch>[0]
type Step = { count: number; ledger: ReturnType<typeof createLedger>; found?: Found; end?: Ledger }

/** The plan of a query and what is to be said about it. With an error there is nothing to run. */
function understand({ query, patternType }: { query: string; patternType: PatternType }): { plan: Plan; alert: Alert | null } {
  const { plan, issues } = compileQuery(query, { patternType })
  const errors = issues.filter((issue) => issue.severity === 'error')
  if (errors.length > 0) return { plan, alert: alertOf('This query cannot run', errors, query) }
  return { plan, alert: issues.length > 0 ? alertOf('About this query', issues, query) : null }
}

function alertOf(title: string, issues: Issue[], query: string): Alert {
  const proposedQueries = issues.flatMap((issue) => applySuggestion(query, issue) ?? []).map((mended) => ({ query: mended }))
  return { title, description: [...new Set(issues.map((issue) => issue.message))].join('\n'), ...(proposedQueries.length > 0 ? { proposedQueries } : {}) }
}

function progressOf({ step, durationMs, sent }: { step: Step; durationMs: number; sent: number }): Progress {
  const coverage = step.ledger.coverage(step.end)
  const skipped = skippedOf(step.end ?? { rows: coverage.rows.filter((row) => row.state === 'excluded') })
  return { done: step.end !== undefined, repositoriesCount: coverage.repositories, matchCount: step.count, durationMs, skipped, coverage, ...(sent < 0 ? {} : {}) }
}

async function* end(durationMs: number): AsyncGenerator<StreamEvent> {
  const coverage = createLedger().coverage()
  yield { event: 'progress', data: { done: true, repositoriesCount: 0, matchCount: 0, durationMs, skipped: [], coverage: { ...coverage, complete: false } } }
  yield { event: 'done', data: {} }
}
