import type { Coverage, Ledger, LedgerRow, SkipReason } from '../../src/search/contract.ts'

/** The state of an account of what was searched, as one line tells it. */
export interface LedgerSummary {
  /** `nothing`: nothing was looked at, so that an absence of results says nothing. */
  state: 'running' | 'complete' | 'incomplete' | 'nothing'
  /** The word before the account. */
  verdict: string
  /** What was searched, then what was left out. */
  parts: string[]
}

/** What a person reads for each reason, after a number of files or repositories. */
export const reasonWords: Record<SkipReason, string> = {
  too_large: 'above the size limit',
  too_much_work: 'too slow to search for this pattern',
  binary: 'binary',
  missing: 'missing in the source',
  submodule: 'pointing to other repositories (submodules)',
  timeout: 'not finished in time',
  cancelled: 'not finished, the search was stopped',
  result_limit: 'not finished, the limit of results was reached',
  match_limit: 'with more matches than are shown',
  failed: 'failed on our side',
  cloning: 'still being cloned',
  clone_failed: 'could not be cloned',
  no_revision: 'without this branch, tag or commit',
  fork: 'left out as a fork (fork:yes includes it)',
  archived: 'left out as archived (archived:yes includes it)',
  not_indexed: 'not in the index yet, so left out by index:only',
  unparsable: 'that the grammar of their language failed on',
  no_grammar: 'in languages without a grammar',
  history_behind: 'not in the history index yet',
  history_gap: 'with changes that the history index could not read (binary, too large or missing)',
}

export const stateWords: Record<LedgerRow['state'], string> = {
  searched: 'Searched',
  partly: 'Partly',
  not_searched: 'Not searched',
  excluded: 'Left out',
}

/** `running` while the search goes on, when nothing can be said of completeness yet. */
export function summarise(ledger: Ledger | Coverage, running: boolean): LedgerSummary {
  const searched = `${lookedAt(ledger)} in ${countRepositories(ledger.repositories)}${ledger.commits > 0 && ledger.bytes === 0 ? '' : `, ${sizeOf(ledger.bytes)}`}`
  if (running) return { state: 'running', verdict: 'Searching', parts: [ledger.files + ledger.commits === 0 ? countRepositories(ledger.repositories) : searched] }
  if (isNothing(ledger)) return { state: 'nothing', verdict: 'Nothing was searched', parts: leftOut(ledger.rows) }
  const gaps = gapsOf(ledger)
  if (ledger.complete) return { state: 'complete', verdict: 'Complete', parts: [searched, ...leftOut(ledger.rows)] }
  return { state: 'incomplete', verdict: 'Not complete', parts: [`${gaps} of ${countRepositories(ledger.repositories)} not wholly searched`, ...leftOut(ledger.rows)] }
}

/** Files, or the commits of a search of history, or both. */
const lookedAt = ({ files, commits }: Pick<Ledger, 'files' | 'commits'>): string => [files > 0 || commits === 0 ? count(files, 'file') : '', commits > 0 ? count(commits, 'commit') : ''].filter(Boolean).join(' and ')

/** No repository took part, or not one file or commit of those that did was looked at. */
export const isNothing = ({ repositories, complete, files, commits }: Ledger | Coverage): boolean => repositories === 0 || (!complete && files === 0 && commits === 0)

function gapsOf(ledger: Ledger | Coverage): number {
  return 'gaps' in ledger ? ledger.gaps : ledger.rows.filter(isGap).length
}

export const isGap = ({ state }: LedgerRow): boolean => state === 'partly' || state === 'not_searched'

/** Each reason with how many places it concerns, those that make the account incomplete first. */
function leftOut(rows: readonly LedgerRow[]): string[] {
  const totals = new Map<SkipReason, number>()
  for (const row of [...rows].sort((a, b) => Number(isGap(b)) - Number(isGap(a)))) {
    for (const { reason, count: skipped } of row.skipped) totals.set(reason, (totals.get(reason) ?? 0) + skipped)
  }
  return [...totals].map(([reason, total]) => `${total.toLocaleString('en-US')} ${reasonWords[reason]}`)
}

/** Rows that need a look come first: gaps, then what was left out on purpose, then what was searched; by name within each. */
export function sortRows(rows: readonly LedgerRow[]): LedgerRow[] {
  const order: LedgerRow['state'][] = ['not_searched', 'partly', 'excluded', 'searched']
  return [...rows].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || (a.repository < b.repository ? -1 : a.repository > b.repository ? 1 : 0))
}

/** How many repositories were searched wholly and therefore have no row in what travels with a search. */
export function unlisted({ repositories, rows }: Ledger | Coverage): number {
  const listed = new Set(rows.filter(({ state }) => state !== 'excluded').map(({ repository }) => repository))
  return Math.max(0, repositories - listed.size)
}

export function count(amount: number, noun: string): string {
  return `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`
}

export function countMatches(amount: number, more = ''): string {
  return `${amount.toLocaleString('en-US')} ${more}${amount === 1 ? 'match' : 'matches'}`
}

export function countRepositories(amount: number): string {
  return `${amount.toLocaleString('en-US')} ${amount === 1 ? 'repository' : 'repositories'}`
}

/** `512 B`, `1.4 MB`; units of a thousand. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power]}`
}

export interface LedgerColumns {
  files: boolean
  commits: boolean
}

/** What is counted: a search looks at files, at commits, or at both. */
export function columnsOf(rows: readonly Pick<LedgerRow, 'files' | 'commits'>[]): LedgerColumns {
  const commits = rows.some((row) => row.commits > 0)
  return { commits, files: !commits || rows.some((row) => row.files > 0) }
}
