import { machine } from '../../auth/auth.ts'
import type { FileMove, LineChange, RepoKey, Repos } from '../../repos/repos.ts'
import { createMemory } from './remember.ts'

/** How the files and lines of the commit that was indexed stand at the commit that is looked at. */
export interface Carrier {
  /** The path there of a file that was indexed; null if it is gone. */
  pathNow(path: string): string | null
  /** The path in the index of a file that is looked at; null if it was not there. */
  pathThen(path: string): string | null
  /** How its lines moved, by its path in the index. Null where that cannot be told. */
  linesOf(path: string): Promise<LineMoves | null>
}

/** Lines from 0. Null for a line that was changed, and for one that was not there. */
export interface LineMoves {
  toNow(line: number): number | null
  toThen(line: number): number | null
}

export interface Carrying {
  /** Null if the two commits have too little in common. */
  between(repo: RepoKey, commits: { then: string; now: string }, signal?: AbortSignal): Promise<Carrier | null>
}

/** Of more files nobody can say where they stand in the time that somebody waits. */
const mostMoves = 20_000
const keptMs = 10 * 60_000

const still: LineMoves = { toNow: (line) => line, toThen: (line) => line }
const sameCommit: Carrier = { pathNow: (path) => path, pathThen: (path) => path, linesOf: async () => still }

export function createCarrying(repos: Pick<Repos, 'fileMoves' | 'lineChanges'>): Carrying {
  // What two commits or blobs have in common never changes; who may see it was asked before.
  const carriers = createMemory<Carrier | null>({ most: 200, forMs: keptMs })
  const lines = createMemory<LineMoves | null>({ most: 2_000, forMs: keptMs })

  async function read(repo: RepoKey, then: string, now: string): Promise<Carrier | null> {
    const moves = await repos.fileMoves(machine, repo, then, now, { limit: mostMoves })
    if (!moves) return null
    const byOld = new Map(moves.flatMap((move) => (move.oldPath === null ? [] : [[move.oldPath, move]])))
    const byNew = new Map(moves.flatMap((move) => (move.newPath === null ? [] : [[move.newPath, move]])))
    return {
      pathNow: (path) => (byOld.has(path) ? byOld.get(path)?.newPath ?? null : unlessIn(byNew, path)),
      pathThen: (path) => (byNew.has(path) ? byNew.get(path)?.oldPath ?? null : unlessIn(byOld, path)),
      linesOf: async (path) => linesBetween(repo, byOld.get(path)),
    }
  }

  async function linesBetween(repo: RepoKey, move: FileMove | undefined): Promise<LineMoves | null> {
    if (!move || move.oldOid === move.newOid) return still
    return lines.get(`${repo.id} ${move.oldOid} ${move.newOid}`, async () => {
      const changes = await repos.lineChanges(machine, repo, move.oldOid, move.newOid).catch(() => null) // not both are files
      return changes && lineMoves(changes)
    })
  }

  return {
    async between(repo, { then, now }, signal) {
      signal?.throwIfAborted()
      return then === now ? sameCommit : carriers.get(`${repo.id} ${then} ${now}`, () => read(repo, then, now))
    },
  }
}

/** A path that came or went under another name stands for nothing on the other side. */
const unlessIn = (moves: ReadonlyMap<string, FileMove>, path: string) => (moves.has(path) ? null : path)

/** Where lines stand that none of the changes (from the first to the last) touches. */
export function lineMoves(changes: readonly LineChange[]): LineMoves {
  const back = changes.map(({ oldStart, oldLines, newStart, newLines }) => ({ oldStart: newStart, oldLines: newLines, newStart: oldStart, newLines: oldLines }))
  return { toNow: (line) => moved(changes, line), toThen: (line) => moved(back, line) }
}

function moved(changes: readonly LineChange[], line: number): number | null {
  let [from, to] = [0, changes.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((changes[middle]?.oldStart ?? 0) <= line) from = middle + 1
    else to = middle
  }
  const before = changes[from - 1]
  if (!before) return line
  const past = line - before.oldStart - before.oldLines
  return past < 0 ? null : before.newStart + before.newLines + past
}
