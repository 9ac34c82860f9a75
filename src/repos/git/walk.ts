import { replyParser } from './batch.ts'
import { type Commit, parseCommit } from './commit.ts'
import { GitError } from './errors.ts'
import { assertOid, assertPath, isOid } from './names.ts'
import { git, type GitDir, gitStream } from './run.ts'

export interface WalkOptions {
  /** Full ids of commits; what they reach is walked. */
  readonly include: readonly string[]
  /** What these reach is left out. */
  readonly exclude?: readonly string[]
  readonly firstParent?: boolean
  readonly signal?: AbortSignal | undefined
}

/** A commit is cut here: whoever writes 1 GB of message must not fill the memory. */
export const MAX_COMMIT_BYTES = 64 * 1024

/**
 * Every commit in reach, each once, newest first as `git log` has them. One git process lists them and another reads them,
 * piped, so that the first come at once and memory stays small however long the history is.
 */
export async function* walkCommits(dir: GitDir, { include, exclude = [], firstParent = false, signal }: WalkOptions): AsyncGenerator<Commit> {
  const range = [...include.map(assertOid), ...exclude.map(oid => `^${assertOid(oid)}`)]
  const listed = gitStream(dir, ['rev-list', ...(firstParent ? ['--first-parent'] : []), '--end-of-options', ...range], { signal, timeoutMs: Infinity })
  let read: Commit[] = []
  const parse = replyParser({
    hasContent: true, limit: () => MAX_COMMIT_BYTES,
    onReply(reply) {
      if (!reply || reply instanceof GitError) throw new GitError('missing-object', 'A commit of the history is not in this repository.')
      read.push(parseCommit(reply.oid, reply.content))
    },
  })
  for await (const chunk of gitStream(dir, ['cat-file', '--batch', '--buffer'], { input: listed, signal, timeoutMs: Infinity })) {
    parse(chunk)
    yield* read
    read = []
  }
}

/** How many commits of the first-parent chain of `include` are not reached from `exclude`. */
export async function countFirstParent(dir: GitDir, { include, exclude = [], signal }: WalkOptions): Promise<number> {
  const range = [...include.map(assertOid), ...exclude.map(oid => `^${assertOid(oid)}`)]
  const { stdout } = await git(dir, ['rev-list', '--first-parent', '--count', '--end-of-options', ...range], { signal })
  return Number.parseInt(stdout.toString(), 10)
}

export interface BehindMerge {
  /** Full id of a merge. */
  readonly merge: string
  readonly path: string
  readonly text: string
  readonly signal?: AbortSignal | undefined
}

/** The commits that a merge brings into its first parent and that change how often a text stands in a file, newest first, at most twenty. */
export async function commitsBehind(dir: GitDir, { merge, path, text, signal }: BehindMerge): Promise<string[]> {
  if (text.includes('\0') || text.trim() === '') return []
  const args = ['log', '--format=%H', '--no-merges', '--max-count=20', `-S${text}`, '--end-of-options', assertOid(merge), `^${assertOid(merge)}^1`, '--', assertPath(path)]
  const { stdout } = await git(dir, args, { signal })
  return stdout.toString().split('\n').filter(isOid)
}

/** The newest commit on the first-parent chain of `tip` that was committed at or before a moment (seconds since 1970); null for none. */
export async function commitAt(dir: GitDir, tip: string, seconds: number): Promise<string | null> {
  const { stdout } = await git(dir, ['rev-list', '--first-parent', '--max-count=1', `--before=@${Math.floor(seconds)}`, '--end-of-options', assertOid(tip)])
  const oid = stdout.toString().trim()
  return isOid(oid) ? oid : null
}

/** Whether any commit that `tip` reaches was committed at or after a moment (seconds since 1970). */
export async function hasCommitSince(dir: GitDir, tip: string, seconds: number): Promise<boolean> {
  const { stdout } = await git(dir, ['rev-list', '--max-count=1', `--since=@${Math.ceil(seconds)}`, '--end-of-options', assertOid(tip)])
  return stdout.length > 0
}
