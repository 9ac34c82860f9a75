import type { Ledger, LedgerRow, Skipped, SkipReason } from './contract.ts'

type Words = {
  /** The name that clients of the stream protocol know; those that contain `-limit` make them append `+` to the count. */
  reason: string
  severity: Skipped['severity']
  title(count: string): string
  message: string
  suggested?: Skipped['suggested']
}

const words: Record<SkipReason, Words> = {
  failed: { reason: 'error', severity: 'error', title: (n) => `${n} failed`, message: 'Searching these failed on our side.' },
  timeout: { reason: 'shard-timeout', severity: 'warn', title: (n) => `${n} timed out`, message: 'There was no time to search these.', suggested: { title: 'more time', queryExpression: 'timeout:60s' } },
  cancelled: { reason: 'error', severity: 'warn', title: (n) => `${n} not finished`, message: 'The search was stopped before it came to the end of these.' },
  clone_failed: { reason: 'repository-missing', severity: 'warn', title: (n) => `${n} missing`, message: 'These could not be cloned.' },
  no_revision: { reason: 'repository-missing', severity: 'warn', title: (n) => `${n} without the revision`, message: 'These have no such branch, tag or commit.' },
  missing: { reason: 'error', severity: 'warn', title: (n) => `${n} incomplete`, message: 'Their source lacks some files, so those were not searched.' },
  too_large: { reason: 'error', severity: 'warn', title: (n) => `${n} with files too large`, message: 'Files above the size limit were not searched.' },
  cloning: { reason: 'repository-cloning', severity: 'info', title: (n) => `${n} cloning`, message: 'These are being cloned; search again in a moment.' },
  result_limit: { reason: 'shard-match-limit', severity: 'info', title: () => 'result limit hit', message: 'The search stopped at its limit of results.', suggested: { title: 'all results', queryExpression: 'count:all' } },
  match_limit: { reason: 'document-match-limit', severity: 'info', title: () => 'too many matches in one file', message: 'Only the first matches of these files are shown.' },
  fork: { reason: 'repository-fork', severity: 'info', title: (n) => `${n} forked`, message: 'Forks are left out unless asked for.', suggested: { title: 'include forks', queryExpression: 'fork:yes' } },
  archived: { reason: 'excluded-archive', severity: 'info', title: (n) => `${n} archived`, message: 'Archived repositories are left out unless asked for.', suggested: { title: 'include archived', queryExpression: 'archived:yes' } },
  too_much_work: { reason: 'error', severity: 'warn', title: (n) => `${n} with files too slow to search`, message: 'Searching these files for this pattern would take too long; a more telling pattern helps.' },
  binary: { reason: 'firebreak-binary', severity: 'info', title: (n) => `${n} with binary files`, message: 'Binary files hold no text to search.' },
  not_indexed: { reason: 'firebreak-not-indexed', severity: 'info', title: (n) => `${n} not indexed`, message: 'index:only leaves out what the index does not cover.', suggested: { title: 'also unindexed', queryExpression: 'index:yes' } },
  unparsable: { reason: 'error', severity: 'warn', title: (n) => `${n} with files that could not be parsed`, message: 'The grammar of their language failed on these files.' },
  no_grammar: { reason: 'firebreak-no-grammar', severity: 'info', title: (n) => `${n} with files without a grammar`, message: 'These files are in languages whose structure and symbols cannot be read.' },
  history_behind: { reason: 'error', severity: 'warn', title: (n) => `${n} with unindexed history`, message: 'The history of these is still being indexed; their latest commits were not searched.' },
  history_gap: { reason: 'error', severity: 'warn', title: (n) => `${n} with gaps in their history`, message: 'Some changes in these could not be read: binary, too large, or missing at the source.' },
  submodule: { reason: 'firebreak-submodule', severity: 'info', title: (n) => `${n} with submodules`, message: 'Submodules are other repositories; add them to search them.' },
}
const order = Object.keys(words) as SkipReason[]
const maxNames = 10

/** The ledger in the form of the stream protocol: one entry for each reason, most important first, always in the same order. */
export function skippedOf(ledger: Pick<Ledger, 'rows'>): Skipped[] {
  return order.flatMap((reason) => {
    const rows = ledger.rows.filter((row) => row.skipped.some((skip) => skip.reason === reason))
    return rows.length > 0 ? [entry(words[reason], rows)] : []
  })
}

/** For clients that asked for no more than so many results: there are more, and they are in the counts. */
export function displayLimit(display: number): Skipped {
  return { reason: 'display', title: 'display limit hit', message: `Only the first ${display.toLocaleString('en-US')} results are shown; all are counted.`, severity: 'info' }
}

function entry({ reason, severity, title, message, suggested }: Words, rows: LedgerRow[]): Skipped {
  const names = rows.slice(0, maxNames).map((row) => `* \`${row.repository}${row.rev === '' || row.rev === 'HEAD' ? '' : `@${row.rev}`}\``)
  const more = rows.length > maxNames ? [`* and ${rows.length - maxNames} more`] : []
  return { reason, title: title(short(rows.length)), message: [message, '', ...names, ...more].join('\n'), severity, ...(suggested ? { suggested } : {}) }
}

/** Plain below 1,000, with a comma below 10,000, then 12k. */
export function short(count: number): string {
  if (count < 1000) return String(count)
  return count < 10_000 ? count.toLocaleString('en-US') : `${Math.floor(count / 1000)}k`
}
