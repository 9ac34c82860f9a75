import { maxFiltersOfAKind, type Skipped } from '../../src/search/contract.ts'
import { count, countMatches, countRepositories, isNothing } from './ledger-words.ts'
import { isCaseSensitive, readAs, toggleCase, withFilter } from './query-edit.ts'
import type { Row } from './result-rows.ts'
import type { StreamState } from './stream-state.ts'
import type { Question } from './use-search.ts'

/**
 * `37 matches in 5 repositories · 0.42 s`, or `37 commits` where they all are. A + where the search stopped before it had found all. Where nothing was
 * looked at there is no number to give: not even 0 was counted.
 */
export function headline({ status, rows, filters, progress }: Pick<StreamState, 'status' | 'rows' | 'filters' | 'progress'>): string {
  if (status === 'failed') return rows.length > 0 ? `${countMatches(progress?.matchCount ?? rows.length)} before the search stopped` : 'Not searched'
  if (status === 'done' && progress && isNothing(progress.coverage)) return 'Not searched'
  const total = progress?.matchCount ?? 0
  const found = repositoriesFound({ rows, filters })
  const more = progress?.skipped.some(({ reason }) => reason.includes('-limit')) ? '+' : ''
  const matches = countFound(rows, total).replace(/(?<=\d)(?= )/, more)
  const where = found > 0 ? ` in ${found === maxFiltersOfAKind ? countRepositories(found).replace(' ', '+ ') : countRepositories(found)}` : ''
  const time = progress && status === 'done' ? ` · ${(progress.durationMs / 1000).toFixed(2)} s` : ''
  return `${matches}${where}${time}`
}

/** `37 matches`, or `37 commits`, `37 symbols` or `37 owners` where they all are. */
export function countFound(rows: readonly Row[], total: number): string {
  const all = (wanted: Row['kind']) => rows.length > 0 && rows.every(({ kind }) => kind === wanted)
  return all('commit') ? count(total, 'commit') : all('symbols') ? count(total, 'symbol') : all('owner') ? count(total, 'owner') : countMatches(total)
}

/** Rows are only the first results; the filters count all, though they do not list many. */
function repositoriesFound({ rows, filters }: Pick<StreamState, 'rows' | 'filters'>): number {
  return Math.max(new Set(rows.flatMap((row) => (row.kind === 'owner' ? [] : row.repository))).size, filters.filter(({ kind }) => kind === 'repo').length)
}

/** The questions that the server proposes because of what it left out, each once. */
export function wider({ query, patternType }: Question, skipped: readonly Skipped[]): { title: string; question: Question }[] {
  const proposals = new Map<string, string>()
  for (const { suggested } of skipped) if (suggested) proposals.set(suggested.queryExpression, suggested.title)
  return [...proposals].map(([expression, title]) => ({ title, question: { query: withFilter(query, expression, patternType), patternType } }))
}

/** Holes as ast-grep and Comby write them: `$A`, `$$$ARGS`, `:[x]`. */
const HOLE = /\$\$\$|\$[A-Z_]|:\[/

/** A query written for one way of reading may well match in another. */
export function otherReadings({ query, patternType }: Question): { title: string; question: Question }[] {
  const type = readAs(query, patternType)
  const looksLikeRegexp = /[\\^$*+?[\]{}|]/.test(query)
  const readings = [
    ...(type !== 'structural' && HOLE.test(query) ? [{ title: 'as code with holes', question: { query, patternType: 'structural' as const } }] : []),
    ...(type !== 'keyword' ? [{ title: 'as keywords', question: { query, patternType: 'keyword' as const } }] : []),
    ...(type !== 'regexp' && looksLikeRegexp ? [{ title: 'as a regular expression', question: { query, patternType: 'regexp' as const } }] : []),
    ...(type !== 'literal' && /["'/]/.test(query) ? [{ title: 'as exact text', question: { query, patternType: 'literal' as const } }] : []),
  ]
  return isCaseSensitive(query, patternType) ? [...readings, { title: 'in any letter case', question: { query: toggleCase(query, patternType), patternType } }] : readings
}

/** How many results were counted but not sent, so that they cannot be shown. */
export function unsent(rows: readonly Row[], matchCount: number): number {
  const sent = rows.reduce((sum, row) => sum + (row.kind === 'file' ? row.count : row.kind === 'symbols' ? row.symbols.length : 1), 0)
  return Math.max(0, matchCount - sent)
}
