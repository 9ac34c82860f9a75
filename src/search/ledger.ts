import type { Coverage, Ledger, LedgerRow, SkipReason } from './contract.ts'

const maxExamples = 5
const maxRowsOnProgress = 100

/** Holes in the coverage: text that the query asked for and that nobody looked at. */
const gapReasons: ReadonlySet<SkipReason> = new Set([
  'too_large',
  'too_much_work',
  'missing',
  'timeout',
  'cancelled',
  'result_limit',
  'match_limit',
  'failed',
  'cloning',
  'clone_failed',
  'no_revision',
  'not_indexed',
  'unparsable',
  'history_behind',
  'history_gap',
])
/** Left out because the query says so. Where nothing else was named, nothing was searched, and that is never complete. */
const exclusions: ReadonlySet<SkipReason> = new Set(['fork', 'archived'])

export interface Place {
  repository: string
  rev: string
  commit: string | null
  fetchedAt: string | null
}

/**
 * Keeps account of a search while it runs: for each repository and revision what was searched and what was not, and why.
 * Invariant: a row exists for every repository and revision that the query speaks of, before anything of it is searched,
 * so that whatever is interrupted stays visible as not searched.
 */
export interface LedgerBook {
  /** The row of a place, there already or new. `commit` may come later, when it is known. */
  open(place: Place): RowBook
  /** A repository that is not searched at all. */
  skip(place: Place, reason: SkipReason): void
  /** The whole ledger. `abandoned` is why rows that are still open were not finished. */
  ledger(abandoned?: SkipReason): Ledger
  /** What may travel with a progress event; `whole` when the search has ended. */
  coverage(whole?: Ledger): Coverage
}

export interface RowBook {
  searched(files: number, bytes: number): void
  /** So many commits were looked at. */
  walked(commits: number): void
  skipped(reason: SkipReason, path: string): void
  /** Several at once, of which some are named: the first ones by name, if there are more than are listed. */
  skippedMany(reason: SkipReason, count: number, examples: readonly string[]): void
  /** Everything else in this place was looked at. */
  close(): void
  /** Nothing more will be looked at here, for a reason that stands among the skipped. */
  abandon(): void
  /** The place stands under other names: a glob is listed as what it finds. */
  remove(): void
}

interface Row extends Place {
  files: number
  commits: number
  bytes: number
  open: boolean
  touched: boolean
  skipped: Map<SkipReason, { count: number; examples: string[] }>
}

export function createLedger(): LedgerBook {
  const rows = new Map<string, Row>()

  const keyOf = ({ repository, rev }: Pick<Place, 'repository' | 'rev'>) => `${repository}\0${rev}`
  const isOpen = (row: Pick<Place, 'repository' | 'rev'>) => rows.get(keyOf(row))?.open === true

  function rowOf(place: Place): Row {
    const key = keyOf(place)
    const known = rows.get(key)
    if (known) return known
    const row: Row = { ...place, files: 0, commits: 0, bytes: 0, open: false, touched: false, skipped: new Map() }
    rows.set(key, row)
    return row
  }

  function ledger(abandoned: SkipReason = 'cancelled'): Ledger {
    const shown = [...rows.values()].map((row) => present(row, abandoned)).sort(byPlace)
    return {
      complete: shown.some((row) => row.state === 'searched') && !shown.some(isGap),
      repositories: new Set(shown.filter((row) => row.state !== 'excluded').map((row) => row.repository)).size,
      files: sum(shown, (row) => row.files),
      commits: sum(shown, (row) => row.commits),
      bytes: sum(shown, (row) => row.bytes),
      rows: shown,
    }
  }

  return {
    open(place) {
      const row = rowOf(place)
      row.open = true
      row.commit = place.commit
      return {
        searched(files, bytes) {
          row.touched = true
          row.files += files
          row.bytes += bytes
        },
        walked(commits) {
          row.touched = true
          row.commits += commits
        },
        skipped: (reason, path) => note(row, reason, { count: 1, paths: [path] }),
        skippedMany: (reason, count, paths) => note(row, reason, { count, paths }),
        close() {
          row.touched = true
          row.open = false
        },
        abandon: () => void (row.open = false),
        remove: () => void rows.delete(keyOf(place)),
      }
    },
    skip(place, reason) {
      const row = rowOf(place)
      row.open = false
      if (!row.skipped.has(reason)) note(row, reason, { count: 1, paths: [] }) // two branches of a query may both pass over it
    },
    ledger,
    coverage(whole) {
      const { rows: all, ...totals } = whole ?? { ...ledger(), complete: false }
      const settled = whole ? all : all.filter((row) => !isOpen(row)) // what is still to be searched is no gap yet
      const telling = settled.filter((row) => row.state !== 'searched' || row.skipped.length > 0)
      const gaps = settled.filter(isGap).length
      return { ...totals, gaps, rows: telling.slice(0, maxRowsOnProgress) }
    },
  }
}

const isGap = ({ state }: LedgerRow) => state === 'partly' || state === 'not_searched'

/** The examples are the first by name: in which order the scanners finish must not show. */
function note(row: Row, reason: SkipReason, { count, paths }: { count: number; paths: readonly string[] }): void {
  const entry = row.skipped.get(reason) ?? { count: 0, examples: [] }
  entry.count += count
  for (const path of paths) if (path !== '' && !entry.examples.includes(path)) entry.examples = [...entry.examples, path].sort(compare).slice(0, maxExamples)
  row.skipped.set(reason, entry)
}

function present(row: Row, abandoned: SkipReason): LedgerRow {
  const skipped = [...row.skipped].map(([reason, entry]) => ({ reason, count: entry.count, examples: [...entry.examples] }))
  if (row.open) skipped.push({ reason: abandoned, count: 1, examples: [] })
  skipped.sort((a, b) => compare(a.reason, b.reason))
  const { repository, rev, commit, files, commits, bytes, fetchedAt } = row
  return { repository, rev, commit, state: stateOf(row, skipped), files, commits, bytes, skipped, fetchedAt }
}

function stateOf(row: Row, skipped: LedgerRow['skipped']): LedgerRow['state'] {
  if (skipped.some(({ reason }) => exclusions.has(reason))) return 'excluded'
  if (!skipped.some(({ reason }) => gapReasons.has(reason))) return 'searched'
  return row.touched ? 'partly' : 'not_searched'
}

const sum = (rows: LedgerRow[], of: (row: LedgerRow) => number) => rows.reduce((total, row) => total + of(row), 0)
const byPlace = (a: LedgerRow, b: LedgerRow) => compare(a.repository, b.repository) || compare(a.rev, b.rev)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
