/** Some files of a mainline through time: which of its commits change them, and to what. */
import { GitError } from './errors.ts'
import { assertOid, isOid, pathFromBytes } from './names.ts'
import { type GitDir, gitStream, splitBytes } from './run.ts'
import { type EntryChange, entryOf } from './tree-diff.ts'

export interface MainlineFilesOptions {
  /** Full id of the newest commit. */
  readonly tip: string
  /** A commit on the first-parent chain of `tip`; what comes after it is read. Null: all. */
  readonly after: string | null
  /** The files that are asked about. */
  readonly passes: (path: string) => boolean
  readonly signal?: AbortSignal | undefined
}

/** A commit that changes at least one of the files against its first parent; a root changes all that it has. */
export interface FilesCommit {
  readonly oid: string
  /** When it was committed, in seconds since 1970. */
  readonly time: number
  /** Those that pass, in git's order of bytes. */
  readonly changes: readonly EntryChange[]
}

const COLON = 58

/** Oldest first, as they come: one git process lists the commits and another compares their trees, piped. */
export async function* walkMainlineFiles(dir: GitDir, { passes, ...range }: MainlineFilesOptions): AsyncGenerator<FilesCommit> {
  const times = new Map<string, number>()
  const args = ['diff-tree', '--stdin', '--root', '-r', '--diff-merges=first-parent', '--raw', '-z', '--no-renames', '--no-abbrev']
  let commit: { oid: string; time: number; changes: EntryChange[] } | null = null
  let head: string[] | null = null
  // A name, a record of modes and ids that begins with a colon, its path, the next record: a path may look like either of the others.
  for await (const token of splitBytes(gitStream(dir, args, { input: ask(dir, range, times), signal: range.signal, timeoutMs: Infinity }), 0)) {
    if (head !== null) {
      const path = pathFromBytes(token)
      if (passes(path)) commit?.changes.push({ path, entry: entryOf(head) })
      head = null
    } else if (token[0] === COLON) head = token.toString('latin1').slice(1).split(' ')
    else {
      if (commit && commit.changes.length > 0) yield commit
      const oid = token.toString('latin1')
      commit = { oid, time: times.get(oid) ?? 0, changes: [] }
      times.delete(oid)
    }
  }
  if (commit && commit.changes.length > 0) yield commit
}

/** Names the commits to the process that compares them, and notes when they were made. */
async function* ask(dir: GitDir, { tip, after, signal }: Omit<MainlineFilesOptions, 'passes'>, times: Map<string, number>): AsyncGenerator<Buffer> {
  const range = [assertOid(tip), ...(after === null ? [] : [`^${assertOid(after)}`])]
  const listed = gitStream(dir, ['rev-list', '--first-parent', '--reverse', '--timestamp', '--end-of-options', ...range], { signal, timeoutMs: Infinity })
  for await (const line of splitBytes(listed, 10, 256)) {
    const [time = '', oid = ''] = line.toString('latin1').split(' ')
    if (!/^\d+$/.test(time) || !isOid(oid)) throw new GitError('failed', 'Git answered with a line that is not a commit.')
    times.set(oid, Number(time))
    yield Buffer.from(`${oid}\n`)
  }
}
