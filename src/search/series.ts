import type { PatternNode } from '../../engine/pattern.ts'
import type { Branch, Plan } from '../../engine/query/plan.ts'
import { badInput } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { RepositorySeries, PatternType } from './contract.ts'
import { closingAlert, understand } from './alerts.ts'
import { filesOfRuns, historyRange, noteGaps } from './history-range.ts'
import { createLedger } from './ledger.ts'
import { readCommits } from './read-commits.ts'
import { newRequest, type RunDeps, type UnitSearch } from './run.ts'
import { openScope } from './scope.ts'

type Total = { time: string; count: number }[]

interface SeriesRequest {
  query: string
  patternType: PatternType
  commits: 'bare' | 'named'
  now: Date
  signal: AbortSignal
}

const maxTotalPoints = 2_000
/** Commits that are read for their subjects, over all repositories. */
const maxNamed = 4_000

/** How many lines matched at each commit of every mainline. Throws a Problem for a query that has no meaning over time. */
export async function countSeries(viewer: Caller, { query, patternType, commits, now, signal }: SeriesRequest, deps: RunDeps) {
  const { plan, alert } = await understand({ query, patternType, signal }, deps.structures)
  if (plan.branches.length === 0) throw badInput('search.bad_query', alert?.description ?? 'The query is empty. Type what to search for.')
  const branch = overTime(plan)
  const ledger = createLedger()
  const request = newRequest({ viewer, plan: { ...plan, branches: [branch] }, ledger, signal, contextLines: 0, now })
  const scope = await openScope({ ...deps, ...request, branches: [branch] })
  const series: RepositorySeries[] = []
  let unnamed = commits === 'named' ? maxNamed : 0
  for (const unit of await scope.units(signal)) {
    const search = { unit, branch, request, deps }
    const points = await named(search, await pointsOf(search), unnamed)
    unnamed = Math.max(0, unnamed - points.length)
    if (points.length > 0) series.push({ repo: unit.repository.name, points })
  }
  const whole = ledger.ledger()
  return { series, total: totalOf(series), alert: alert ?? closingAlert({ query, ledger: whole, count: series.length }), ledger: whole }
}

async function pointsOf(search: UnitSearch): Promise<RepositorySeries['points']> {
  const { unit, branch, request, deps } = search
  const range = await historyRange(search)
  const { history, asked } = range
  const { paths, filter } = await filesOfRuns(search, history)
  const query = { pattern: branch.pattern, caseSensitive: branch.caseSensitive, filter }
  const { positions, counts } = await deps.pool.run('series', { query, history: asked, paths }, { signal: request.signal })
  unit.row.walked(range.before - range.from)
  await noteGaps(search, range)
  unit.row.close()
  return Array.from(positions, (position, i) => ({ oid: history.oidAt(position), time: new Date(history.timeAt(position) * 1000).toISOString(), count: counts[i] ?? 0 }))
}

/** With the subjects and authors of the newest commits. */
async function named({ unit, request, deps }: UnitSearch, points: RepositorySeries['points'], limit: number): Promise<RepositorySeries['points']> {
  const first = Math.max(0, points.length - limit)
  if (first === points.length) return points
  const commits = await readCommits({ viewer: request.viewer, repository: unit.repository, deps }, points.slice(first).map(({ oid }) => oid))
  return points.map((point, i) => {
    const commit = commits[i - first]
    return commit ? { ...point, subject: commit.subject, author: commit.author.name } : point
  })
}

/** The one search of a query, as it can be asked of every commit; refuses what has a meaning for one commit only. */
function overTime({ branches, select }: Plan): Branch {
  const [branch, other] = branches
  if (!branch || other) throw badInput('search.series', 'A count over time is of one search: filters cannot be joined by OR here.')
  const senseless = [
    ...(branch.structure ? ['patterntype:structural'] : []),
    ...(branch.commits ? ['type:commit and type:diff'] : []),
    ...(branch.revs.length > 0 ? ['revisions'] : []),
    ...(branch.filePredicates.length > 0 ? ['predicates of files'] : []),
    ...(branch.repoPredicates.length > 0 ? ['predicates of repositories'] : []),
    ...(select ? ['select:'] : []),
  ]
  if (senseless.length > 0) throw badInput('search.series', `A count over time cannot be limited by ${senseless.join(', ')}. Use repo:, file:, lang: and case:.`)
  if (!branch.pattern || !(branch.types.has('file') || branch.types.has('path'))) throw badInput('search.series', 'Say which lines to count: the query has no pattern that is looked for in files.')
  return { ...branch, types: new Set(['file']), pattern: inContent(branch.pattern) }
}

/** What a path matches is no line. */
function inContent(node: PatternNode): PatternNode {
  if (node.kind === 'atom') return { ...node, field: 'content' }
  return node.kind === 'not' ? { kind: 'not', node: inContent(node.node) } : { kind: node.kind, nodes: node.nodes.map(inContent) }
}

/** The sum over all repositories, at each moment at which it changed. A commit that says it is older than the one before it counts as just after that. */
export function totalOf(series: readonly RepositorySeries[]): Total {
  const steps = series.flatMap(({ points }) => {
    let [time, count] = ['', 0]
    return points.map((point) => {
      const step = { time: point.time > time ? point.time : time, change: point.count - count }
      ;[time, count] = [step.time, point.count]
      return step
    })
  })
  steps.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
  const total: Total = []
  let count = 0
  for (const { time, change } of steps) {
    count += change
    if (total.at(-1)?.time === time) total.pop()
    total.push({ time, count })
  }
  return thinned(total)
}

/** The first and the last point stay, and of those between, as many as fit, evenly. */
function thinned(total: Total): Total {
  if (total.length <= maxTotalPoints) return total
  const step = (total.length - 1) / (maxTotalPoints - 1)
  return Array.from({ length: maxTotalPoints }, (_, i) => total[Math.round(i * step)] as Total[number])
}

