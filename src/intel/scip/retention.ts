import type { UploadRow } from './store.ts'

interface Keeping {
  /** How many of each root and indexer are kept, the newest first. */
  keep: number
  /** Commits whose indexes are kept beside these. */
  tracked: ReadonlySet<string>
  now: Date
}

/** An upload in parts whose end has not come by then never comes. */
const abandonedAfterMs = 24 * 60 * 60 * 1000
const failuresKept = 20

type Row = Pick<UploadRow, 'id' | 'state' | 'commit_oid' | 'root' | 'indexer' | 'created_at' | 'origin'>

/** Which uploads of one repository, the newest first, are of no use any more. */
export function superfluous<R extends Row>(rows: readonly R[], { keep, tracked, now }: Keeping): R[] {
  const seen = new Set<string>()
  const counts = new Map<string, number>()
  const countOf = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
  const isSuperfluous = (row: R): boolean => {
    if (row.state === 'uploading') return now.getTime() - Date.parse(row.created_at) > abandonedAfterMs
    // That it failed keeps a tracked commit from being indexed automatically again and again.
    if (row.state === 'failed' && row.origin === 'automatic' && tracked.has(row.commit_oid)) return false
    if (row.state === 'failed') return countOf('failed') > failuresKept
    if (row.state !== 'completed') return false
    const kind = JSON.stringify([row.root, row.indexer])
    const place = `${row.commit_oid} ${kind}`
    if (seen.has(place)) return true // replaced by a newer one of the same commit
    seen.add(place)
    return countOf(kind) > keep && !tracked.has(row.commit_oid)
  }
  return rows.filter(isSuperfluous)
}
