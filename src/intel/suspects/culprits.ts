import type { Answer, Parsed } from '../../platform/endpoint.ts'
import type { Caller } from '../../platform/http.ts'
import type { FileDiff, Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import type { BroughtLines, Search } from '../../search/search.ts'
import type { findCulprits } from '../contract.ts'
import { blameFor, repairedRuns, type Blamed, type Repaired, type RepairedLine } from './repaired-lines.ts'

type Found = Answer<typeof findCulprits>
export interface CulpritDeps {
  repos: Pick<Repos, 'readCommit' | 'readCommits' | 'byName'>
  search: Pick<Search, 'blame'>
}

/** A larger repair mends more than one thing, and takes long. */
const most = { runs: 500, files: 60, culprits: 20 }
const patienceMs = 20_000

/** Who brought the lines that a commit mends, the likeliest first. Throws a Problem for what may not be seen. */
export async function culpritsOf({ repos, search }: CulpritDeps, viewer: Caller, { repo, rev }: Parsed<typeof findCulprits>['query'], signal: AbortSignal): Promise<Found> {
  const repository = await repos.byName(viewer, repo)
  const { commit, diff } = await repos.readCommit(viewer, { repo, rev }, signal)
  const [parent] = commit.parents
  const all = parent === undefined ? [] : repairedRuns(diff.files)
  const runs = all.slice(0, most.runs)
  const { lines, notes } = parent === undefined ? { lines: [], notes: [] } : await linesOf(search, viewer, { repository, parent, files: diff.files, runs, signal })
  if (runs.length < all.length) notes.push(`Only the first ${most.runs} places that it changes were looked at.`)
  if (diff.files.length < diff.filesChanged) notes.push(`Only the first ${diff.files.length} files that it changes were looked at.`)
  const blamed = blameFor(lines).slice(0, most.culprits)
  return { repo, commit: commit.oid, subject: commit.subject, complete: notes.length === 0, notes, culprits: await present(repos, viewer, repository, blamed) }
}

interface Asked {
  repository: Repository
  parent: string
  files: readonly FileDiff[]
  runs: readonly Repaired[]
  signal: AbortSignal
}

/** The lines of the runs with who brought each, read file by file. */
async function linesOf(search: CulpritDeps['search'], viewer: Caller, { files, runs, ...asked }: Asked): Promise<{ lines: RepairedLine[]; notes: string[] }> {
  const until = AbortSignal.any([asked.signal, AbortSignal.timeout(patienceMs)])
  const texts = new Map(files.map((file) => [file.oldPath ?? '', textsOf(file)]))
  const byPath = [...Map.groupBy([...runs.entries()], ([, { path }]) => path)]
  const notes = byPath.length > most.files ? [`Only the first ${most.files} files that it changes were looked at.`] : []
  const lines: RepairedLine[] = []
  for (const [path, own] of byPath.slice(0, most.files)) {
    const hunks = await blameOf(search, viewer, { ...asked, path, runs: own.map(([, run]) => run) }, until)
    if (hunks === null) notes.push(`Who brought the lines of ${path} could not be found out.`)
    else for (const [run, { start, end, isAdded }] of own) lines.push(...broughtIn(hunks, { start, end }).map(({ line, oid }) => ({ path, run, isAdded, text: texts.get(path)?.get(line) ?? '', broughtBy: oid })))
  }
  return { lines, notes }
}

/** From the first to the last line of the runs; null where that takes too long, or cannot be told. */
async function blameOf(search: CulpritDeps['search'], viewer: Caller, { repository, parent, path, runs, signal }: Omit<Asked, 'files'> & { path: string }, until: AbortSignal): Promise<readonly BroughtLines[] | null> {
  const range = { start: Math.min(...runs.map(({ start }) => start)), end: Math.max(...runs.map(({ end }) => end)) }
  try {
    return await search.blame(viewer, { repository, commit: parent, path, ...range }, until)
  } catch {
    signal.throwIfAborted()
    return null
  }
}

function broughtIn(hunks: readonly BroughtLines[], { start, end }: { start: number; end: number }): { line: number; oid: string }[] {
  return hunks.flatMap((hunk) => {
    const [from, to] = [Math.max(start, hunk.start), Math.min(end, hunk.end)]
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => ({ line: from + at, oid: hunk.commit }))
  })
}

const textsOf = ({ hunks }: FileDiff) => new Map(hunks.flatMap(({ lines }) => lines.flatMap(({ oldLine, text }) => (oldLine === null ? [] : [[oldLine, text] as const]))))

async function present(repos: CulpritDeps['repos'], viewer: Caller, repository: Repository, blamed: readonly Blamed[]): Promise<Found['culprits']> {
  const commits = await repos.readCommits(viewer, repository, blamed.map(({ oid }) => oid))
  return blamed.flatMap(({ oid, share, lines, paths }, at) => {
    const commit = commits[at]
    const [first = '', ...others] = paths
    const reason = `brought ${lines === 1 ? 'one line' : `${lines} lines`} that it mends, in ${first}${others.length > 0 ? ` and ${others.length} more` : ''}`
    return commit ? [{ oid, subject: commit.subject, author: commit.author.name, time: commit.committer.time, share, lines, reason }] : []
  })
}
