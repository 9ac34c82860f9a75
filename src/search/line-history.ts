import type { History } from '../../engine/history/index.ts'
import type { LineAnswer } from '../../engine/pool/index.ts'
import { badInput, notFound } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import type { Repository } from '../repos/contract.ts'
import type { WholeCommit } from '../repos/repos.ts'
import type { lineHistory, LineEvent } from './contract.ts'
import { asAsked } from './history-range.ts'
import { readCommits } from './read-commits.ts'
import type { RunDeps } from './run.ts'

type Query = Parsed<typeof lineHistory>['query']
type LineHistory = Answer<typeof lineHistory>

const maxReleases = 100
/** References of which git is asked. */
const maxRefs = 2_000

interface Asked {
  viewer: Caller
  repository: Repository
  deps: Pick<RunDeps, 'repos' | 'pool' | 'histories' | 'commits'>
  signal: AbortSignal
}

/** Since when a line stands, until when, and in which branches and tags it is. */
export async function findLineHistory(viewer: Caller, { repo, rev, path, line }: Query, { deps, signal }: Pick<Asked, 'deps' | 'signal'>): Promise<LineHistory> {
  const repository = await deps.repos.byName(viewer, repo)
  const resolved = await deps.repos.resolve(viewer, repository, rev)
  if (!resolved) throw notFound('code.no_revision', 'There is no such branch, tag or commit.')
  const asked: Asked = { viewer, repository, deps, signal }
  const history = deps.histories.of(repository.id)
  if (history.positionOf(resolved.commit) < 0) return besideMainline(asked, history, { commit: resolved.commit, path, line })
  const found = await lineAt(asked, history, { commit: resolved.commit, path, line })
  if (!found) throw noSuchLine()
  return tell(asked, history, found, path)
}

interface Place {
  commit: string
  path: string
  /** From 1. */
  line: number
}

/** Null if there is no such line. */
export async function lineAt({ repository, deps, signal }: Asked, history: History, { commit, path, line }: Place): Promise<LineAnswer> {
  return deps.pool.run('line', { query: { path, position: history.positionOf(commit), line: line - 1 }, history: asAsked(repository, history) }, { signal })
}

async function tell(asked: Asked, history: History, { life, elsewhere }: NonNullable<LineAnswer>, path: string): Promise<LineHistory> {
  const text = Buffer.from(life.text).toString()
  const introduced = life.isBirthExact ? await eventAt(asked, history.oidAt(life.birth), { path, text }) : null
  const removed = life.death === null ? null : await eventAt(asked, history.oidAt(life.death), { path, text })
  return {
    text, introduced, removed, stands: life.death === null,
    ...(await releasesWith(asked, introduced?.oid ?? null, removed?.oid ?? null)),
    elsewhere: elsewhere.map((each) => ({ path: each.path, introduced: history.oidAt(each.birth), removed: each.death === null ? null : history.oidAt(each.death) })),
    note: life.isBirthExact ? null : 'The file could not be read before this commit, so the line may be older.',
  }
}

/** At a commit of a release branch, say. Git's blame tells which commit brought the line; where that one is on the mainline, its history is known from there. */
async function besideMainline(asked: Asked, history: History, place: Place): Promise<LineHistory> {
  const { viewer, repository, deps, signal } = asked
  const { commit: rev, path, line } = place
  const text = await textOf(asked, place)
  const { hunks: [hunk] } = await deps.repos.readBlame(viewer, { repo: repository.name, rev, path, start: line, end: line }, signal)
  if (!hunk) throw noSuchLine()
  const born = history.positionOf(hunk.commit) < 0 ? null : await lineBornAt(asked, history, { commit: hunk.commit, path, text })
  if (born) return tell(asked, history, born, path)
  const introduced = await eventAt(asked, hunk.commit, { path, text })
  return {
    text, introduced, removed: null, stands: false, ...(await releasesWith(asked, introduced.oid, null)), elsewhere: [],
    note: 'By blame: the line did not come by the mainline of the default branch, so it is not known where it was removed since.',
  }
}

/** Lines with one text that a commit may have brought. */
const maxLikeLines = 20

/** The line of this text that the commit brought, where the file still has its path. */
async function lineBornAt(asked: Asked, history: History, { commit, path, text }: Omit<Place, 'line'> & { text: string }): Promise<LineAnswer> {
  const lines = await linesOf(asked, { commit, path }).catch(() => [])
  const like = lines.flatMap((each, at) => (each === text ? [at + 1] : [])).slice(0, maxLikeLines)
  for (const line of like) {
    const found = await lineAt(asked, history, { commit, path, line })
    if (found?.life.birth === history.positionOf(commit)) return found
  }
  return null
}

const noSuchLine = () => badInput('code.no_lines', 'There is no such line in this file at this revision, or the file is not one that is indexed.')

/** The line as git has it. */
async function textOf(asked: Asked, { line, ...file }: Place): Promise<string> {
  const text = (await linesOf(asked, file))[line - 1]
  if (text === undefined) throw noSuchLine()
  return text
}

async function linesOf({ viewer, repository, deps }: Asked, { commit: rev, path }: Omit<Place, 'line'>): Promise<string[]> {
  const { text } = await deps.repos.readFile(viewer, { repo: repository.name, rev, path })
  const lines = (text ?? '').split(/\r?\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

async function eventAt({ viewer, repository, deps, signal }: Asked, oid: string, line: { path: string; text: string }): Promise<LineEvent> {
  const [commit] = await readCommits({ viewer, repository, deps }, [oid])
  if (!commit) throw notFound('code.no_revision', 'The commit is not in the mirror any more.')
  const inner = commit.parents.length > 1 ? await deps.repos.commitsBehind(viewer, repository, { merge: oid, ...line, signal }) : []
  return { ...brief(commit), merge: commit.parents.length > 1, commits: inner.map(brief) }
}

const brief = ({ oid, subject, author, committer }: WholeCommit) => ({ oid, subject, author: author.name, time: committer.time })

type Releases = Pick<LineHistory, 'releases' | 'releasesTotal' | 'firstRelease'>

/** The branches and tags in which a line is that one commit brought and another took away. */
async function releasesWith(asked: Asked, introduced: string | null, removed: string | null): Promise<Releases> {
  const all = introduced === null ? [] : await refsWith(asked, introduced, removed)
  return { releases: all.slice(0, maxReleases), releasesTotal: all.length, firstRelease: all.findLast(({ kind }) => kind === 'tag')?.name ?? null }
}

/** Branches and tags that contain one commit and not the other, newest first. */
async function refsWith({ viewer, repository, deps, signal }: Asked, oid: string, without: string | null): Promise<LineHistory['releases']> {
  const all = await deps.repos.globRefs(viewer, repository, { include: ['refs/*'], exclude: [] })
  const contain = new Set(await deps.repos.refsContaining(viewer, repository, oid, { limit: maxRefs, signal }))
  const lost = new Set(without === null ? [] : await deps.repos.refsContaining(viewer, repository, without, { limit: maxRefs, signal }))
  const fullName = ({ kind, rev }: (typeof all)[number]) => `refs/${kind === 'tag' ? 'tags' : 'heads'}/${rev}`
  return all
    .filter((ref) => contain.has(fullName(ref)) && !lost.has(fullName(ref)))
    .sort((a, b) => (b.time ?? 0) - (a.time ?? 0))
    .map(({ rev, kind }) => ({ name: rev, kind: kind === 'tag' ? 'tag' : 'branch' }))
}

