import type { Answer } from '../../src/platform/endpoint.ts'
import type { PatternType, searchSeries } from '../../src/search/contract.ts'
import { withoutField } from './query-edit.ts'
import type { Question } from './use-search.ts'

export type SeriesAnswer = Answer<typeof searchSeries>

/** One commit that changed how many lines match in its repository. */
export interface Change {
  repo: string
  oid: string
  /** Milliseconds since 1970, as for every time here. */
  at: number
  before: number
  after: number
  /** Of the newest changes only. */
  subject: string | undefined
  author: string | undefined
}

/** What is drawn: a line in steps, each point holding until the next. Times ascend. */
export interface Chart {
  times: number[]
  counts: number[]
  /** In the order of their times. */
  changes: Change[]
}

/** Filters that choose or arrange results, commits or lines, but do not change which lines match. */
const arranging = ['type', 'select', 'count', 'timeout', 'author', 'committer', 'message', 'before', 'after'] as const

/** What is counted beside a search: the same lines, however the search lists them. */
export function countedBy({ query, patternType }: Question): { query: string; patternType: PatternType } {
  return { query: arranging.reduce((text, field) => withoutField(text, field, patternType), query), patternType }
}

/** The count of one repository, or of all together. */
export function chartOf({ series, total }: Pick<SeriesAnswer, 'series' | 'total'>, repo: string | null): Chart {
  const chosen = series.filter((one) => repo === null || one.repo === repo)
  const changes = chosen.flatMap(changesOf).sort((a, b) => a.at - b.at)
  const [points] = repo === null ? [total] : chosen.map((one) => one.points)
  const times = ascending((points ?? []).map(({ time }) => Date.parse(time)))
  return { times, counts: (points ?? []).map(({ count }) => count), changes }
}

function changesOf({ repo, points }: SeriesAnswer['series'][number]): Change[] {
  const times = ascending(points.map(({ time }) => Date.parse(time)))
  return points.map(({ oid, count, subject, author }, index) => ({ repo, oid, at: times[index] ?? 0, before: points[index - 1]?.count ?? 0, after: count, subject, author }))
}

/** Commits follow one another in an order that their clocks need not agree with. */
function ascending(times: readonly number[]): number[] {
  let latest = -Infinity
  return times.map((time) => (latest = Math.max(latest, time)))
}

/** Seconds and counts as they are drawn: the last count holds until the present. */
export function withPresent({ times, counts }: Pick<Chart, 'times' | 'counts'>, now: number): [times: number[], counts: number[]] {
  const end = Math.max(now, times.at(-1) ?? now)
  return [[...times, end].map((time) => time / 1000), [...counts, counts.at(-1) ?? 0]]
}

/** The changes that a point stands for: those after the point before it, up to its own time. */
export function changesAt({ times, changes }: Chart, index: number): Change[] {
  const from = index === 0 ? -Infinity : (times[index - 1] ?? -Infinity)
  const to = times[index] ?? -Infinity
  const found = changes.filter(({ at }) => at > from && at <= to)
  // Several points of one time share its changes.
  return found.length > 0 || index === 0 ? found : changes.filter(({ at }) => at === to)
}

/** The repositories that ever had a matching line, those with most of them now first. */
export function repositoriesOf({ series }: Pick<SeriesAnswer, 'series'>): { repo: string; now: number }[] {
  const all = series.flatMap(({ repo, points }) => (points.length > 0 ? [{ repo, now: points.at(-1)?.count ?? 0 }] : []))
  return all.sort((a, b) => b.now - a.now || (a.repo < b.repo ? -1 : 1))
}

/** `12 lines now, the most were 40 on 2021-03-04, the first on 2009-06-01`. */
export function chartWords({ times, counts }: Pick<Chart, 'times' | 'counts'>): string {
  if (counts.length === 0) return 'No line ever matched'
  const most = Math.max(...counts)
  const now = counts.at(-1) ?? 0
  const peak = most > now ? `, the most were ${number(most)} on ${dayOf(times[counts.indexOf(most)] ?? 0)}` : ''
  return `${linesWords(now)} now${peak}, the first on ${dayOf(times[counts.findIndex((count) => count > 0)] ?? 0)}`
}

export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

const dayS = 86_400

/** A moment below an axis whose marks are so many seconds apart: `2019`, `Feb` (a January by its year), `14 Sep`, `02:30`. In UTC, as all times here. */
export function tickWords(seconds: number, apart: number): string {
  const iso = new Date(seconds * 1000).toISOString()
  const month = new Date(seconds * 1000).toLocaleString('en', { month: 'short', timeZone: 'UTC' })
  if (apart >= 28 * dayS) return apart >= 365 * dayS || iso.slice(5, 7) === '01' ? iso.slice(0, 4) : month
  return apart >= dayS ? `${Number(iso.slice(8, 10))} ${month}` : iso.slice(11, 16)
}

export const linesWords = (count: number): string => `${number(count)} ${count === 1 ? 'line' : 'lines'}`

/** `+3`, `−1`: how many lines more or fewer match. */
export const deltaWords = ({ before, after }: Pick<Change, 'before' | 'after'>): string => `${after < before ? '−' : '+'}${number(Math.abs(after - before))}`

/** What several changes came to. */
export const deltaOfAll = (changes: readonly Change[]): string => deltaWords({ before: 0, after: changes.reduce((sum, { before, after }) => sum + after - before, 0) })

const number = (value: number): string => value.toLocaleString('en-US')
