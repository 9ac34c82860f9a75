import { createAuthors } from '../authors.ts'
import type { OwnedBy } from '../contract.ts'
import { GitError } from '../git/errors.ts'
import { history, type HistoryEntry } from '../git/log.ts'
import type { Place } from '../revisions.ts'

const yearMs = 365 * 24 * 60 * 60 * 1000
const maxCommits = 100
/** Where nobody has changed the file for a year, those who did before are asked. */
const olderCommits = 10
const maxAuthors = 3
/** A file that nobody has touched for ten thousand commits keeps git busy; the other owners must not wait for that. */
const patienceMs = 3_000

/** Who changed a file within a year, or did last, those with the most commits first. Merges are nobody's work on a file. */
export async function recentAuthors({ dir, commit: rev }: Place, path: string, { now, signal }: { now: Date; signal: AbortSignal | undefined }): Promise<OwnedBy[]> {
  const stop = AbortSignal.any([AbortSignal.timeout(patienceMs), ...(signal ? [signal] : [])])
  const asked = { rev, path, signal: stop }
  try {
    const recent = workOf((await history(dir, { ...asked, limit: maxCommits, since: Math.floor((now.getTime() - yearMs) / 1000) })).commits)
    return authorsOf(recent.length > 0 ? recent : workOf((await history(dir, { ...asked, limit: olderCommits })).commits))
  } catch (error) {
    if (stop.aborted || error instanceof GitError) return []
    throw error
  }
}

const workOf = (commits: readonly HistoryEntry[]) => commits.filter(({ parents }) => parents.length < 2)

function authorsOf(commits: readonly HistoryEntry[]): OwnedBy[] {
  const book = createAuthors()
  for (const { author } of commits) book.add(author, 1)
  const newest = new Date(Math.max(0, ...commits.map(({ author }) => author.time ?? 0)) * 1000).toISOString()
  return book.authors(maxAuthors).slice(0, maxAuthors).map(({ label, email, count }) => ({
    owners: [{ kind: 'person', name: email === '' ? label : `${label} <${email}>` }],
    reason: { kind: 'authors', commits: count, of: commits.length, newest },
  }))
}
