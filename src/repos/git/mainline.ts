/**
 * The mainline of a repository as the history index takes it: every commit on the first-parent chain of a tip, oldest first, with what
 * git itself says that it changed.
 */
import type { FileChange, GapReason, MainlineCommit, MainlineEvent } from '../../../engine/history/input.ts'
import { type BatchProcess, startBatch } from './batch.ts'
import { GitError } from './errors.ts'
import { assertOid } from './names.ts'
import { LOG_FORMAT, type LogEvent, nameIn, parseRaw, PatchReader, type RawChange, SUBMODULE, type Unread } from './patches.ts'
import { git, type GitDir, gitStream, type GitOptions, splitBytes } from './run.ts'

export interface MainlineOptions {
  /** Full id of the newest commit. */
  readonly tip: string
  /** A commit on the first-parent chain of `tip`; what comes after it is read. Null: all. */
  readonly after: string | null
  /** A larger file is a gap. */
  readonly maxFileBytes: number
  readonly signal?: AbortSignal | undefined
}

/** What is new on the first-parent chain of `tip`: how many commits, and the newest one that `isKnown` (null: none is). */
export async function mainlineSince(
  dir: GitDir, tip: string, isKnown: (oid: string) => boolean, { signal }: Pick<GitOptions, 'signal'> = {},
): Promise<{ readonly common: string | null; readonly count: number }> {
  let count = 0
  const listed = gitStream(dir, ['rev-list', '--first-parent', '--end-of-options', assertOid(tip)], { signal, timeoutMs: Infinity })
  for await (const line of splitBytes(listed, 10, 128)) {
    const oid = line.toString('latin1')
    if (isKnown(oid)) return { common: oid, count }
    count++
  }
  return { common: null, count }
}

/**
 * The events in pieces as they come; the memory they take is bounded by the largest file. A blob that the repository lacks (a partial
 * clone, say) makes git stop: what is left of that commit is then read file by file, with a gap for each that cannot be read, and git
 * goes on behind it.
 */
export async function* readMainline(dir: GitDir, options: MainlineOptions): AsyncGenerator<readonly MainlineEvent[]> {
  const blobs = startBatch(dir, '--batch')
  try {
    for (let after = options.after; ;) {
      const reading = new LogReading(dir, { ...options, after }, blobs)
      yield* reading.events()
      if (!reading.hasStopped) return
      const rest = await restOf(dir, reading, options)
      yield* readByFile(dir, rest, { ...options, blobs })
      after = rest.oid
    }
  } finally {
    blobs.close()
  }
}

/** Git's own rules for what a line is: those of `git show` and `git blame` without options, but for renames. */
const DIFF = [
  '--raw', '-p', '--unified=0', '--no-renames', '--no-textconv', '--no-ext-diff', '--no-color', '--full-index', '--no-abbrev', '--diff-algorithm=myers',
  '--indent-heuristic', '--submodule=short', '--src-prefix=a/', '--dst-prefix=b/',
]

/** Larger files are binary to git, so that it neither compares nor holds them; no attribute of the repository makes others so. */
const settings = (maxFileBytes: number) => [['core.bigFileThreshold', String(maxFileBytes)], ['attr.tree', 'refs/none'], ['log.showRoot', 'true']] as const

/** One `git log`, up to its end or to where it cannot go on. */
class LogReading {
  hasStopped = false
  /** The last commit whose event was given, and how many of its files were. */
  last: MainlineCommit | null = null
  readonly options: MainlineOptions
  private readonly dir: GitDir
  private readonly blobs: BatchProcess
  private readonly reader = new PatchReader()

  constructor(dir: GitDir, options: MainlineOptions, blobs: BatchProcess) {
    this.dir = dir
    this.options = options
    this.blobs = blobs
  }

  /** The file that was being read when git stopped is not done: nothing tells whether all of it came. */
  get filesDone(): number {
    return Math.max(0, this.reader.patch)
  }

  async* events(): AsyncGenerator<readonly MainlineEvent[]> {
    const { tip, after, maxFileBytes, signal } = this.options
    const range = [assertOid(tip), ...(after === null ? [] : [`^${assertOid(after)}`])]
    const args = ['log', '--reverse', '--first-parent', '--diff-merges=first-parent', ...DIFF, LOG_FORMAT, '--no-show-signature', '--end-of-options', ...range, '--']
    try {
      for await (const chunk of gitStream(this.dir, args, { signal, timeoutMs: Infinity, config: settings(maxFileBytes) })) yield* this.give(this.reader.push(chunk))
      yield* this.give(this.reader.end())
    } catch (error) {
      if (!isUnreadable(error)) throw error
      this.hasStopped = true
    }
  }

  private async* give(events: readonly LogEvent[]): AsyncGenerator<readonly MainlineEvent[]> {
    if (events.length === 0) return
    this.last = events.findLast(event => event.kind === 'commit') ?? this.last
    const read: MainlineEvent[] = []
    for (const event of events) read.push(event.kind === 'unread' ? await readBlob(event, { ...this.options, blobs: this.blobs }) : event)
    yield read
  }
}

function isUnreadable(error: unknown): boolean {
  return error instanceof GitError && (error.kind === 'missing-object' || error.kind === 'corrupt')
}

type BlobSource = Pick<MainlineOptions, 'maxFileBytes' | 'signal'> & { readonly blobs: BatchProcess }

/** Git's rule: a file is binary if there is a NUL among its first 8,000 bytes. */
const BINARY_PROBE_BYTES = 8000

/** The whole text of a file that git has not shown, or why there is none. */
async function readBlob({ path, oid }: Omit<Unread, 'kind'>, { blobs, maxFileBytes }: BlobSource): Promise<FileChange> {
  const gap = (reason: GapReason): FileChange => ({ kind: 'gap', path, reason })
  try {
    const head = await blobs.ask(oid, BINARY_PROBE_BYTES)
    if (!head) return gap('missing')
    if (head.size > maxFileBytes) return gap('too_large')
    if (head.content.includes(0)) return gap('binary')
    const text = head.size <= BINARY_PROBE_BYTES ? head : await blobs.ask(oid, maxFileBytes)
    return text ? { kind: 'whole', path, text: text.content } : gap('missing')
  } catch (error) {
    if (isUnreadable(error)) return gap('missing')
    throw error
  }
}

/** A commit of which git could not show all: its event if that was not given yet, and the files that were not. */
interface Rest {
  readonly oid: string
  readonly commit: MainlineCommit | null
  readonly files: readonly RawChange[]
}

async function restOf(dir: GitDir, { last, filesDone }: LogReading, options: MainlineOptions): Promise<Rest> {
  const commit = last ?? await firstCommit(dir, options)
  const { stdout } = await git(dir, ['diff-tree', '--root', '-r', '--diff-merges=first-parent', '--no-commit-id', '--raw', '--no-renames', '--no-abbrev', '--end-of-options', commit.oid],
    { signal: options.signal, maxOutput: Infinity })
  const files = stdout.toString('latin1').split('\n').filter(line => line.startsWith(':')).map(parseRaw)
  return { oid: commit.oid, commit: last ? null : commit, files: files.slice(filesDone) }
}

async function firstCommit(dir: GitDir, { tip, after, signal }: MainlineOptions): Promise<MainlineCommit> {
  const listed = gitStream(dir, ['log', '--reverse', '--first-parent', LOG_FORMAT, '--end-of-options', assertOid(tip), ...(after === null ? [] : [`^${assertOid(after)}`]), '--'], { signal })
  for await (const line of splitBytes(listed, 10)) {
    const [commit] = new PatchReader().push(Buffer.concat([line, Buffer.of(10)]))
    if (commit?.kind === 'commit') return commit
  }
  throw new GitError('missing-object', 'A commit of the history is not in this repository.')
}

async function* readByFile(dir: GitDir, { commit, files }: Rest, source: BlobSource & MainlineOptions): AsyncGenerator<readonly MainlineEvent[]> {
  if (commit) yield [commit]
  for (const file of files) yield await readFile(dir, file, source)
}

async function readFile(dir: GitDir, { path, oldMode, newMode, oldOid, newOid }: RawChange, source: BlobSource): Promise<readonly FileChange[]> {
  const [before, after] = [nameIn(path, oldMode), nameIn(path, newMode)]
  const gone: FileChange[] = before !== null && before !== after ? [{ kind: 'gone', path: before }] : []
  if (after === null || (before === after && oldOid === newOid)) return gone
  if (newMode === SUBMODULE) return [...gone, ofSubmodule(after, newOid, { isNew: before !== after })]
  const change = await readBlob({ path: after, oid: newOid }, source)
  if (change.kind === 'gap' || before !== after) return [...gone, change]
  const old = await readBlob({ path: after, oid: oldOid }, source)
  return old.kind === 'gap' ? [change] : comparedBlobs(dir, { path: after, oldOid, newOid }, source)
}

/** As git shows it. */
function ofSubmodule(path: string, oid: string, { isNew }: { isNew: boolean }): FileChange {
  const text = Buffer.from(`Subproject commit ${oid}\n`)
  return isNew ? { kind: 'whole', path, text } : { kind: 'patch', path, hunks: Uint32Array.of(0, 1, 1), text }
}

async function comparedBlobs(dir: GitDir, { path, oldOid, newOid }: Pick<RawChange, 'path' | 'oldOid' | 'newOid'>, { maxFileBytes, signal }: BlobSource): Promise<FileChange[]> {
  const reader = new PatchReader()
  const events: LogEvent[] = []
  for await (const chunk of gitStream(dir, ['diff', ...DIFF, '--end-of-options', assertOid(oldOid), assertOid(newOid)], { signal, config: settings(maxFileBytes) })) events.push(...reader.push(chunk))
  return [...events, ...reader.end()].flatMap(event => (event.kind === 'patch' ? [{ ...event, path }] : []))
}
