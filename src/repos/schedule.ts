import type { RepositoryRow } from './store.ts'

const minuteMs = 60_000

/**
 * The repositories to fetch in this minute: those not tried for `everyMinutes`, the longest first, but only as many as are due
 * in one minute when they are spread evenly. Repositories that were never cloned are left to their own jobs.
 */
export function dueNow(rows: readonly RepositoryRow[], { now, everyMinutes }: { now: Date; everyMinutes: number }): RepositoryRow[] {
  if (everyMinutes <= 0) return []
  const fetched = rows.filter((row) => row.source !== 'sample' && row.last_fetched_at !== null)
  const before = new Date(now.getTime() - everyMinutes * minuteMs).toISOString()
  // A try in the future means that the clock was set back; waiting for it to come again could take days.
  const due = fetched.filter((row) => triedAt(row) <= before || triedAt(row) > now.toISOString()).sort((a, b) => (triedAt(a) < triedAt(b) ? -1 : 1))
  return due.slice(0, Math.ceil(fetched.length / Math.max(1, everyMinutes)))
}

const triedAt = (row: RepositoryRow) => row.last_tried_at ?? ''
