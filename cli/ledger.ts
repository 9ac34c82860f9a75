import type { Coverage, LedgerRow, SkipReason } from '../src/search/contract.ts'
import { counted } from './table.ts'
import type { Terminal } from './terminal.ts'

const words: Record<SkipReason, string> = {
  too_large: 'above the size limit',
  too_much_work: 'too much work for one file',
  binary: 'binary',
  missing: 'missing in the source or damaged',
  submodule: 'submodule',
  timeout: 'not reached in time',
  cancelled: 'cancelled',
  result_limit: 'not reached before the search had its count of results (count:all looks everywhere)',
  match_limit: 'more matches in one file than are shown',
  failed: 'failed; the server log says why',
  cloning: 'still being cloned',
  clone_failed: 'could not be cloned',
  no_revision: 'has no such revision',
  fork: 'fork',
  archived: 'archived',
  not_indexed: 'left out by index:only, as it is not in the index yet',
  unparsable: 'could not be parsed: the grammar of their language failed',
  no_grammar: 'are in languages without a grammar',
  history_behind: 'not in the history index yet',
  history_gap: 'changed in a way that the history index could not read',
}

/** What holds no text of ours, or what the query itself leaves out: listed in the ledger, but no gap. */
const noGap: ReadonlySet<SkipReason> = new Set(['binary', 'submodule', 'fork', 'archived', 'no_grammar'])

/** Names on standard error what was asked for and not searched. */
export function tellGaps(terminal: Terminal, { gaps, rows }: Coverage): void {
  if (gaps === 0) return
  terminal.note({ text: `Not complete: ${counted(gaps, 'repository was', 'repositories were')} not searched whole.`, style: 'yellow' })
  const shown = rows.filter(({ state }) => state === 'partly' || state === 'not_searched')
  for (const row of shown) terminal.note(`  ${row.repository}${row.rev === 'HEAD' ? '' : `@${row.rev}`}: ${reasonsOf(row)}`)
  if (gaps > shown.length) terminal.note(`  … and ${gaps - shown.length} more`)
}

function reasonsOf({ skipped }: LedgerRow): string {
  const reasons = skipped.filter(({ reason }) => !noGap.has(reason))
  return reasons.map(({ reason, count, examples }) => (examples.length > 0 ? `${counted(count, 'file')} ${words[reason]} (${examples.join(', ')}${count > examples.length ? ', …' : ''})` : words[reason])).join('; ')
}
