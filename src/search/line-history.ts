import { badInput, notFound } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import type { Repository } from '../repos/contract.ts'
import type { WholeCommit } from '../repos/repos.ts'
import type { lineHistory, LineEvent } from './contract.ts'
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
  const { repos, pool, histories } = deps
  const repository = await repos.byName(viewer, repo)
  const resolved = await repos.resolve(viewer, repository, rev)
  if (!resolved) throw notFound('code.no_revision', 'There is no such branch, tag or commit.')
  const history = histories.of(repository.id)
  const position = history.positionOf(resolved.commit)
  if (position < 0) return unknown(await textOf({ viewer, deps }, { repo, rev: resolved.commit, path, line }), 'This commit is not on the indexed mainline of the default branch, so it is not known since when the line stands. Blame tells who wrote it.')
  const key = `${repository.id} ${history.shared.runs.map(({ serial }) => serial).join()}`
  const found = await pool.run('line', { query: { path, position, line: line - 1 }, history: { key, shared: history.shared } }, { signal })
  if (!found) throw noSuchLine()
  const { life, elsewhere } = found
  const asked: Asked = { viewer, repository, deps, signal }
  const text = Buffer.from(life.text).toString()
  const introduced = life.isBirthExact ? await eventAt(asked, history.oidAt(life.birth), { path, text }) : null
  const removed = life.death === null ? null : await eventAt(asked, history.oidAt(life.death), { path, text })
  const releases = introduced ? await releasesWith(asked, introduced.oid, removed?.oid ?? null) : []
  return {
    text, introduced, removed,
    releases: releases.slice(0, maxReleases),
    releasesTotal: releases.length,
    firstRelease: releases.findLast(({ kind }) => kind === 'tag')?.name ?? null,
    elsewhere: elsewhere.map((each) => ({ path: each.path, introduced: history.oidAt(each.birth), removed: each.death === null ? null : history.oidAt(each.death) })),
    note: life.isBirthExact ? null : 'The file could not be read before this commit, so the line may be older.',
  }
}

const noSuchLine = () => badInput('code.no_lines', 'There is no such line in this file at this revision, or the file is not one that is indexed.')

/** The line as git has it, where the index does not know the commit. */
async function textOf({ viewer, deps }: Pick<Asked, 'viewer' | 'deps'>, { line, ...file }: Query): Promise<string> {
  const { text, lines } = await deps.repos.readFile(viewer, file)
  if (text === null || line > (lines ?? 0)) throw noSuchLine()
  return (text.split('\n', line)[line - 1] ?? '').replace(/\r$/, '')
}

const unknown = (text: string, note: string): LineHistory => ({ text, introduced: null, removed: null, releases: [], releasesTotal: 0, firstRelease: null, elsewhere: [], note })

async function eventAt({ viewer, repository, deps, signal }: Asked, oid: string, line: { path: string; text: string }): Promise<LineEvent> {
  const [commit] = await readCommits({ viewer, repository, deps }, [oid])
  if (!commit) throw notFound('code.no_revision', 'The commit is not in the mirror any more.')
  const inner = commit.parents.length > 1 ? await deps.repos.commitsBehind(viewer, repository, { merge: oid, ...line, signal }) : []
  return { ...brief(commit), merge: commit.parents.length > 1, commits: inner.map(brief) }
}

const brief = ({ oid, subject, author, committer }: WholeCommit) => ({ oid, subject, author: author.name, time: committer.time })

/** Branches and tags that contain one commit and not the other, newest first. */
async function releasesWith({ viewer, repository, deps, signal }: Asked, oid: string, without: string | null): Promise<LineHistory['releases']> {
  const all = await deps.repos.globRefs(viewer, repository, { include: ['refs/*'], exclude: [] })
  const contain = new Set(await deps.repos.refsContaining(viewer, repository, oid, { limit: maxRefs, signal }))
  const lost = new Set(without === null ? [] : await deps.repos.refsContaining(viewer, repository, without, { limit: maxRefs, signal }))
  const fullName = ({ kind, rev }: (typeof all)[number]) => `refs/${kind === 'tag' ? 'tags' : 'heads'}/${rev}`
  return all
    .filter((ref) => contain.has(fullName(ref)) && !lost.has(fullName(ref)))
    .sort((a, b) => (b.time ?? 0) - (a.time ?? 0))
    .map(({ rev, kind }) => ({ name: rev, kind: kind === 'tag' ? 'tag' : 'branch' }))
}

