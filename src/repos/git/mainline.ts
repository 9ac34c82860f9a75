/**
 * The mainline of a repository as the history index takes it: every commit on the first-parent chain of a tip, oldest first, with what
 * git itself says that it changed.
 */
import type { FileChange, GapReason, MainlineEvent } from '../../../engine/history/input.ts'
import { type BatchProcess, startBatch } from './batch.ts'
import { GitError } from './errors.ts'
import { assertOid, isRawPath } from './names.ts'
import { isRegular, LOG_FORMAT, type LogEvent, parseRaw, PatchReader, type RawChange } from './patches.ts'
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
 * The events in pieces as they come. A blob that the repository lacks (a partial clone, say) makes git stop: the commit is then read
 * file by file, with a gap for each that cannot be read, and git goes on behind it.
 */
export async function* readMainline(dir: GitDir, options: MainlineOptions): AsyncGenerator<readonly MainlineEvent[]> {
  const blobs = startBatch(dir, '--batch')
  try {
    let after = options.after
    while (true) {
      const reading = new LogReading(dir, { ...options, after }, blobs)
      yield* reading.events()
      if (reading.stoppedAt === null) return
      yield await readCommitByFiles(dir, reading.stoppedAt, { ...options, blobs })
      after = reading.stoppedAt
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
  /** The commit that could not be read to its end. None of its events were given. */
  stoppedAt: string | null = null
  private readonly dir: GitDir
  private readonly options: MainlineOptions
  private readonly blobs: BatchProcess
  private readonly reader = new PatchReader()

  constructor(dir: GitDir, options: MainlineOptions, blobs: BatchProcess) {
    this.dir = dir
    this.options = options
    this.blobs = blobs
  }

  async* events(): AsyncGenerator<readonly MainlineEvent[]> {
    const { tip, after, maxFileBytes, signal } = this.options
    const range = [assertOid(tip), ...(after === null ? [] : [`^${assertOid(after)}`])]
    const args = ['log', '--reverse', '--first-parent', '--diff-merges=first-parent', ...DIFF, LOG_FORMAT, '--no-show-signature', '--end-of-options', ...range, '--']
    // Git is known to have read a commit whole only when the next one begins.
    let held: LogEvent[] = []
    try {
      for await (const chunk of gitStream(this.dir, args, { signal, timeoutMs: Infinity, config: settings(maxFileBytes) })) {
        for (const event of this.reader.push(chunk)) held.push(event)
        const whole = held.findLastIndex(({ kind }) => kind === 'commit')
        if (whole <= 0) continue
        yield await this.read(held.slice(0, whole))
        held = held.slice(whole)
      }
      yield await this.read([...held, ...this.reader.end()])
    } catch (error) {
      this.stoppedAt = stopOf(error, held)
    }
  }

  private read(events: readonly LogEvent[]): Promise<MainlineEvent[]> | MainlineEvent[] {
    return events.every(event => event.kind !== 'unread') ? events as MainlineEvent[] : readAll(events, { ...this.options, blobs: this.blobs })
  }
}
