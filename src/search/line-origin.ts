import type { BlamedLines, History } from '../../engine/history/index.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import { asAsked } from './history-range.ts'
import { lineAt } from './line-history.ts'
import type { RunDeps } from './run.ts'

/** A line (from 1) of a file at a commit (a full id). */
export interface LinePlace {
  repository: Repository
  commit: string
  path: string
  line: number
}

interface Asked {
  deps: Pick<RunDeps, 'repos' | 'pool' | 'histories' | 'commits'>
  signal: AbortSignal
}

/**
 * The full ids of the commits that brought a line; none where that is not known. From the history of the mainline where it has the commit, which takes
 * milliseconds; else by git's blame. Of a merge it is the commits that the merge brings and that change how often the line stands there.
 */
export async function findLineOrigin(viewer: Caller, { repository, commit, path, line }: LinePlace, { deps, signal }: Asked): Promise<string[]> {
  const history = deps.histories.of(repository.id)
  if (history.positionOf(commit) < 0) return blamed(viewer, { repository, commit, path, line }, { deps, signal })
  const found = await lineAt({ viewer, repository, deps, signal }, history, { commit, path, line })
  if (!found?.life.isBirthExact) return []
  const born = history.oidAt(found.life.birth)
  if (!history.isMerge(found.life.birth)) return [born]
  const inner = await deps.repos.commitsBehind(viewer, repository, { merge: born, path, text: Buffer.from(found.life.text).toString(), signal })
  return inner.length > 0 ? inner.map(({ oid }) => oid) : [born]
}

async function blamed(viewer: Caller, { line, ...place }: LinePlace, asked: Asked): Promise<string[]> {
  return (await blameByGit(viewer, { ...place, start: line, end: line }, asked)).map(({ commit }) => commit)
}

/** Lines (from 1, both included) of a file at a commit (a full id). */
export interface LineRange extends Omit<LinePlace, 'line'> {
  start: number
  end: number
}

/** Lines (from 1, both included) that came with a commit (a full id). */
export interface BroughtLines {
  start: number
  end: number
  commit: string
}

/**
 * Who brought each line of a range: what git's blame says, from the history of the mainline in milliseconds. Git itself is asked only for what that does not
 * tell: lines that came with a merge, with a file that was renamed, out of a gap, and all at a commit beside the mainline.
 */
export async function blameLines(viewer: Caller, range: LineRange, asked: Asked): Promise<BroughtLines[]> {
  const { repository, commit, path, start, end } = range
  const history = asked.deps.histories.of(repository.id)
  const position = history.positionOf(commit)
  const query = { path, position, from: start - 1, to: end }
  const told = position < 0 ? [] : await asked.deps.pool.run('blame', { query, history: asAsked(repository, history) }, { signal: asked.signal })
  if (told.length === 0) return blameByGit(viewer, range, asked)
  const moved = await birthsByMove(viewer, { repository, path, history, told }, asked)
  const [known, unknown] = split(told, ({ birth, isExact }) => isExact && !history.isMerge(birth) && !moved.has(birth))
  const byHistory = known.map(({ from, to, birth }) => ({ start: from + 1, end: to, commit: history.oidAt(birth) }))
  return [...byHistory, ...(await blamePieces(viewer, range, unknown, asked))].sort((a, b) => a.start - b.start)
}

const split = <T>(all: readonly T[], holds: (each: T) => boolean): [T[], T[]] => [all.filter(holds), all.filter((each) => !holds(each))]

interface Told {
  repository: Repository
  path: string
  history: History
  told: readonly BlamedLines[]
}

/** More files than a commit that moves some has, mostly. */
const maxMoves = 5_000

/** The commits with which the file came from another path, or with which it may have: their lines are older. */
async function birthsByMove(viewer: Caller, { repository, path, history, told }: Told, { deps, signal }: Asked): Promise<Set<number>> {
  const births = new Set(told.flatMap(({ birth, cameWithFile }) => (cameWithFile && birth > 0 ? [birth] : [])))
  const asked = await Promise.all([...births].map(async (birth) => {
    const moves = await deps.repos.fileMoves(viewer, repository, history.oidAt(birth - 1), history.oidAt(birth), { limit: maxMoves, signal })
    return moves === null || moves.some(({ oldPath, newPath }) => newPath === path && oldPath !== null) ? [birth] : []
  }))
  return new Set(asked.flat())
}

/** Git is asked once, from the first to the last of the pieces. */
async function blamePieces(viewer: Caller, range: LineRange, pieces: readonly BlamedLines[], asked: Asked): Promise<BroughtLines[]> {
  const [first, last] = [pieces[0], pieces.at(-1)]
  if (first === undefined || last === undefined) return []
  const hunks = await blameByGit(viewer, { ...range, start: first.from + 1, end: last.to }, asked)
  return pieces.flatMap(({ from, to }) => hunks.flatMap(({ commit, ...hunk }) => {
    const [start, end] = [Math.max(hunk.start, from + 1), Math.min(hunk.end, to)]
    return start <= end ? [{ start, end, commit }] : []
  }))
}

async function blameByGit(viewer: Caller, { repository, commit: rev, path, start, end }: LineRange, { deps, signal }: Asked): Promise<BroughtLines[]> {
  const { hunks } = await deps.repos.readBlame(viewer, { repo: repository.name, rev, path, start, end }, signal)
  return hunks.map(({ start: from, end: to, commit }) => ({ start: from, end: to, commit }))
}
