import { badInput, notFound } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import type { Candidate } from './features.ts'
import { readWindow } from './window.ts'

export interface Bounds {
  rev: string
  before: string
  window: string
  since: string
}

/** Which changes may be the culprit. */
export interface CandidateRange {
  /** The newest commit that was there, a full id; null if there was none yet. */
  commit: string | null
  /** Seconds since 1970: committed at `from` or later, and before `to`. */
  from: number
  to: number
  candidates: readonly Candidate[]
  /** Ids of changes before `from`, the newest, which tell how rare words are. */
  known: readonly string[]
  /** Whether a candidate came since the last good state. */
  isChanged(candidate: Candidate): boolean
  isCut: boolean
}

/** So many changes are weighed, the newest. */
const maxCandidates = 100_000
/** So many changes, with the candidates, are enough to tell how rare a word is. */
export const enoughKnown = 10_000
/** What is called new where nothing says what was good last. */
const newFor = 90 * 24 * 60 * 60

interface Asked extends Bounds {
  viewer: Caller
  repository: Repository
  now: Date
  signal: AbortSignal
}

/**
 * Every change besides merges that the revision reaches and that was committed before the moment of the signal: none at that moment or later,
 * as the answer is often the first of them.
 */
export async function candidatesFor(asked: Asked, repos: Pick<Repos, 'resolve' | 'readDate' | 'commitsBetween' | 'commitAt'>): Promise<CandidateRange> {
  const { viewer, repository, signal } = asked
  const tip = await resolved(asked, asked.rev, repos)
  const to = asked.before === '' ? Math.floor(asked.now.getTime() / 1000) + 1 : await dateOf(asked, repos)
  const window = readWindow(asked.window)
  const from = window === null ? 0 : to - window
  const found = await repos.commitsBetween(viewer, repository, { tip, from, to, limit: maxCandidates + 1, signal })
  const candidates = found.slice(0, maxCandidates)
  const older = from > 0 && candidates.length < enoughKnown ? await repos.commitsBetween(viewer, repository, { tip, from: 0, to: from, limit: enoughKnown - candidates.length, signal }) : []
  const since = asked.since === '' ? null : await sinceGood(asked, { tip, from, to }, repos)
  const isChanged = ({ oid, time }: Candidate) => (since === null ? window !== null || time >= to - newFor : since.has(oid))
  const commit = await repos.commitAt(viewer, repository, tip, new Date((to - 1) * 1000))
  return { commit, from, to, candidates, known: older.map(({ oid }) => oid), isChanged, isCut: found.length > maxCandidates }
}

/** Ids of what the revision that was good last does not reach. */
async function sinceGood(asked: Asked, range: { tip: string; from: number; to: number }, repos: Pick<Repos, 'resolve' | 'commitsBetween'>): Promise<ReadonlySet<string>> {
  const good = await resolved(asked, asked.since, repos)
  const since = await repos.commitsBetween(asked.viewer, asked.repository, { ...range, exclude: [good], limit: maxCandidates, signal: asked.signal })
  return new Set(since.map(({ oid }) => oid))
}

async function resolved({ viewer, repository }: Asked, rev: string, repos: Pick<Repos, 'resolve'>): Promise<string> {
  const found = await repos.resolve(viewer, repository, rev)
  if (!found) throw notFound('code.no_revision', `${rev === '' ? 'The repository has no commit' : 'There is no such branch, tag or commit'}.`)
  return found.commit
}

async function dateOf({ viewer, repository, before }: Asked, repos: Pick<Repos, 'readDate'>): Promise<number> {
  const seconds = await repos.readDate(viewer, repository, before)
  if (seconds === null) throw badInput('suspects.bad_date', 'Give a date as git takes it, such as 2026-11-24, "2026-11-24 10:00 +0100" or "2 weeks ago".')
  return seconds
}
