/**
 * What commits say and change, as the store of terms takes it. Reads `git log --raw -p --unified=0` as it comes, in pieces that end anywhere.
 * Hunks are read by their counts, so no line of a file can pass for a header; paths come from the raw lines alone.
 */
import type { Change, ChangedFile } from '../../../engine/terms/change.ts'
import { unquote } from './diff.ts'
import { GitError } from './errors.ts'
import { assertOid } from './names.ts'
import { type GitDir, gitStream, type GitOptions, splitBytes } from './run.ts'

/** Of a commit; what is beyond changes so much that it tells little. */
const MAX_COMMIT_BYTES = 512 * 1024
/** Longer lines are not written by people. */
const MAX_LINE_BYTES = 2_000
const MAX_MESSAGE_LINES = 2_000
const MAX_FILES = 5_000
/** Larger files are binary to git, so that it neither compares nor holds them. */
const MAX_FILE_BYTES = 1024 * 1024
const SPACE = 32
const PLUS = 43
const MINUS = 45
const COLON = 58

/** Message lines are indented, so nothing that a message says can pass for a header. */
const FORMAT = '--format=commit %H%n%w(0,1,1)%B'
const ARGS = ['log', '--stdin', '--no-walk=unsorted', '--raw', '-p', '--unified=0', '--no-renames', '--no-textconv', '--no-ext-diff', '--no-color', '--no-show-signature',
  '--root', '--diff-merges=off', '--submodule=short', '--encoding=UTF-8', FORMAT]

/**
 * The changes of commits against their parents, in that order; of a merge only what it says. A commit of which git cannot read a file (a
 * partial clone) comes with the lines that were read until there, and the paths of all files before.
 */
export async function* readCommitTexts(dir: GitDir, oids: readonly string[], { signal }: Pick<GitOptions, 'signal'> = {}): AsyncGenerator<Change> {
  for (let left = oids.map(assertOid); left.length > 0;) {
    const reader = new CommitTextReader()
    try {
      const input = `${left.join('\n')}\n`
      for await (const line of splitBytes(gitStream(dir, ARGS, { input, signal, timeoutMs: Infinity, config: CONFIG }), 10, MAX_LINE_BYTES)) {
        const change = reader.push(line)
        if (change) yield change
      }
      return yield* reader.end()
    } catch (error) {
      if (!(error instanceof GitError && (error.kind === 'missing-object' || error.kind === 'corrupt')) || reader.oid === null) throw error
      const last = reader.oid
      yield* reader.end()
      left = left.slice(left.indexOf(last) + 1)
    }
  }
}

const CONFIG = [['core.bigFileThreshold', String(MAX_FILE_BYTES)], ['attr.tree', 'refs/none'], ['log.showRoot', 'true']] as const

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/

interface OpenFile {
  readonly path: string
  readonly isChangedType: boolean
  readonly texts: Record<'sections' | 'added' | 'removed', Buffer[]>
}

class CommitTextReader {
  oid: string | null = null
  private message: string[] = []
  private files: OpenFile[] = []
  private patch = -1
  private isSecondHalf = false
  private bytes = 0
  /** Lines of the hunk that are still to come. */
  private left = 0

  /** The commit before, where the line begins another one. */
  push(line: Buffer): Change | null {
    if (this.left > 0 && (line[0] === PLUS || line[0] === MINUS)) this.readChanged(line)
    else if (line[0] === SPACE) this.readMessage(line)
    else if (line[0] === COLON) this.readRaw(line.toString('latin1'))
    else return this.readHeader(line.toString())
    return null
  }

  * end(): Generator<Change> {
    const change = this.take()
    if (change) yield change
  }

  private readChanged(line: Buffer): void {
    this.left -= 1
    this.keep(line[0] === PLUS ? 'added' : 'removed', line.subarray(1))
  }

  private readMessage(line: Buffer): void {
    if (this.patch < 0 && this.message.length < MAX_MESSAGE_LINES) this.message.push(line.toString('utf8', 1))
  }

  private readRaw(line: string): void {
    const tab = line.indexOf('\t')
    const isChangedType = line.charAt(tab - 1) === 'T'
    if (this.files.length < MAX_FILES) this.files.push({ path: unquote(line.slice(tab + 1)), isChangedType, texts: { sections: [], added: [], removed: [] } })
  }

  private readHeader(line: string): Change | null {
    const hunk = HUNK.exec(line)
    if (hunk) this.beginHunk(line, hunk)
    else if (line.startsWith('diff --git ')) this.beginPatch()
    else if (/^commit [0-9a-f]{40,64}$/.test(line)) return this.beginCommit(line.slice('commit '.length))
    return null
  }

  /** A changed type is printed as two patches: the old file removed, the new one added. */
  private beginPatch(): void {
    this.isSecondHalf = this.files[this.patch]?.isChangedType === true && !this.isSecondHalf
    if (!this.isSecondHalf) this.patch += 1
  }

  private beginHunk(line: string, [header, oldLines = '1', newLines = '1']: RegExpExecArray): void {
    this.left = Number(oldLines) + Number(newLines)
    this.keep('sections', Buffer.from(line.slice(header.length)))
  }

  private keep(text: keyof OpenFile['texts'], line: Buffer): void {
    this.bytes += line.length + 1
    if (this.bytes <= MAX_COMMIT_BYTES) this.files[this.patch]?.texts[text].push(line, LINE_FEED)
  }

  private beginCommit(oid: string): Change | null {
    const change = this.take()
    this.oid = oid
    return change
  }

  private take(): Change | null {
    const { oid, message, files } = this
    this.oid = null
    this.message = []
    this.files = []
    this.patch = -1
    this.bytes = 0
    return oid === null ? null : { oid, message: message.join('\n'), files: files.map(fileOf) }
  }
}

const LINE_FEED = Buffer.from('\n')

const fileOf = ({ path, texts: { sections, added, removed } }: OpenFile): ChangedFile =>
  ({ path, sections: joined(sections), added: joined(added), removed: joined(removed) })

/** A copy that shares its memory with nothing, as it goes to another thread. */
const joined = (parts: readonly Buffer[]): Uint8Array => new Uint8Array(Buffer.concat(parts))
