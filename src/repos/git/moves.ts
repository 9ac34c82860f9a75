/** Where the files and lines of one commit stand in another. */
import { GitError } from './errors.ts'
import { assertOid, pathFromBytes } from './names.ts'
import { type GitDir, gitStream, splitBytes } from './run.ts'

/** A file that two commits do not have in common; null on the side where it does not stand. */
export interface FileMove {
  readonly oldPath: string | null
  readonly newPath: string | null
  readonly oldOid: string
  readonly newOid: string
}

export interface MoveOptions {
  readonly signal?: AbortSignal | undefined
}

/** The files in which two commits differ, with renames; null if there are more than `limit`. */
export async function fileMoves(dir: GitDir, from: string, to: string, { limit, signal }: MoveOptions & { readonly limit: number }): Promise<FileMove[] | null> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--find-renames', '-l1000', '--no-abbrev', '--end-of-options', assertOid(from), assertOid(to)]
  const moves: FileMove[] = []
  let open: { head: string[]; paths: string[] } | null = null
  for await (const record of splitBytes(gitStream(dir, args, { signal }), 0)) {
    if (open === null) open = { head: record.toString('latin1').slice(1).split(' '), paths: [] }
    else open.paths.push(pathFromBytes(record))
    const [, , oldOid = '', newOid = '', status = ''] = open.head
    if (open.paths.length < (/^[RC]/.test(status) ? 2 : 1)) continue
    moves.push({ oldPath: status === 'A' ? null : open.paths[0] ?? null, newPath: status === 'D' ? null : open.paths.at(-1) ?? null, oldOid, newOid })
    if (moves.length > limit) return null
    open = null
  }
  return moves
}

/** Lines that one text has in place of lines of another. Lines are counted from 0; a side without lines stands before the line that it names. */
export interface LineChange {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

/** The lines in which two blobs differ, from the first to the last; null where git sees no lines in them. */
export async function lineChanges(dir: GitDir, oldOid: string, newOid: string, { signal }: MoveOptions = {}): Promise<LineChange[] | null> {
  const args = ['diff', '--no-ext-diff', '--no-textconv', '--no-color', '--unified=0', '--src-prefix=a/', '--dst-prefix=b/', '--end-of-options', assertOid(oldOid), assertOid(newOid)]
  const changes: LineChange[] = []
  for await (const line of splitBytes(gitStream(dir, args, { signal, timeoutMs: 10_000 }), 10, 200)) {
    if (line[0] !== 64) { // every line of a text begins with + or -
      if (line.toString('latin1').startsWith('Binary files ')) return null
      continue
    }
    const hunk = HUNK.exec(line.toString('latin1'))
    if (!hunk) throw new GitError('failed', 'Git described a change in a way that is not known.')
    changes.push(changeOf(hunk))
  }
  return changes
}

/** Git counts from 1, and names the line before where a side has none. */
function changeOf([, oldStart, oldLines = '1', newStart, newLines = '1']: RegExpExecArray): LineChange {
  const from = (start: string | undefined, lines: string) => Number(start) - (lines === '0' ? 0 : 1)
  return { oldStart: from(oldStart, oldLines), oldLines: Number(oldLines), newStart: from(newStart, newLines), newLines: Number(newLines) }
}
