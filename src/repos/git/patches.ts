/**
 * Reads `git log --raw -p --unified=0` as it comes, in pieces that end anywhere. Paths come from the raw lines alone and hunks are read
 * by their counts, so no name or line of a file can pass for a header. Memory is bounded by the largest change of one file.
 */
import { type FileChange, type MainlineCommit, nameOfLink, nameOfSubmodule } from '../../../engine/history/input.ts'
import { unquote } from './diff.ts'
import { GitError } from './errors.ts'

/** A file that git shows no lines of: binary, or larger than core.bigFileThreshold. What it is has to be found out from its blob. */
export interface Unread {
  readonly kind: 'unread'
  readonly path: string
  readonly oid: string
}

/** What the raw lines say of one file. Modes and ids are as git prints them. */
export interface RawChange {
  readonly path: string
  readonly oldMode: string
  readonly newMode: string
  readonly oldOid: string
  readonly newOid: string
  readonly status: string
}

export type LogEvent = MainlineCommit | FileChange | Unread

/** Format for `git log` whose lines the reader knows. */
export const LOG_FORMAT = '--format=commit %H %ct %P'

/** Two quoted paths of 4,096 bytes, or the ids of a thousand parents. */
const MAX_HEADER_BYTES = 70_000
const LINE_FEED = 10
const PLUS = 43
const MINUS = 45
const BACKSLASH = 92

export class PatchReader {
  /** The files of the commit that is being read. */
  private raw: RawChange[] = []
  private events: LogEvent[] = []
  /** The place in `raw` of the file that is being read, -1 before the first. */
  patch = -1
  private isSecondHalf = false
  private isBinary = false
  private readonly hunks = new NumberList()
  private readonly text = new TextBuffer()
  /** Lines of the hunk that are still to come. */
  private oldLeft = 0
  private newLeft = 0
  private header: Buffer = Buffer.alloc(0)
  /** What the line began with that is being read, or was read last; 0 at the start of a line. */
  private kind = 0
  private isWithinLine = false

  /** What is known after another piece of git's output. */
  push(chunk: Buffer): LogEvent[] {
    for (let at = 0; at < chunk.length;) at = this.isInBody(chunk[at]) ? this.readBody(chunk, at) : this.readHeader(chunk, at)
    return this.take()
  }

  /** What is known at the end. */
  end(): LogEvent[] {
    this.finishPatch()
    return this.take()
  }

  private take(): LogEvent[] {
    const { events } = this
    this.events = []
    return events
  }

  /** A note on a missing line feed may come after the last line of a hunk. */
  private isInBody(first: number | undefined): boolean {
    return this.isWithinLine || this.oldLeft + this.newLeft > 0 || (first === BACKSLASH && this.header.length === 0)
  }

  private readBody(chunk: Buffer, at: number): number {
    if (!this.isWithinLine) this.beginLine(chunk[at] ?? 0)
    const lineFeed = chunk.indexOf(LINE_FEED, at)
    const end = lineFeed === -1 ? chunk.length : lineFeed + 1
    if (this.kind === PLUS) this.text.append(chunk, this.isWithinLine ? at : at + 1, end)
    this.isWithinLine = lineFeed === -1
    return end
  }

  private beginLine(first: number): void {
    if (first === BACKSLASH) {
      if (this.kind === PLUS) this.text.dropLineFeed()
    } else if (first === PLUS) this.newLeft -= 1
    else if (first === MINUS) this.oldLeft -= 1
    else throw new GitError('failed', 'Git described a change in a way that is not known.')
    this.kind = first
  }

  private readHeader(chunk: Buffer, at: number): number {
    const lineFeed = chunk.indexOf(LINE_FEED, at)
    const end = lineFeed === -1 ? chunk.length : lineFeed
    const part = chunk.subarray(at, end)
    this.header = this.header.length === 0 ? part : Buffer.concat([this.header, part])
    if (this.header.length > MAX_HEADER_BYTES) this.header = this.header.subarray(0, MAX_HEADER_BYTES)
    if (lineFeed === -1) return end
    const line = this.header.toString('latin1')
    this.header = Buffer.alloc(0)
    this.readHeaderLine(line)
    return end + 1
  }

  private readHeaderLine(line: string): void {
    if (line.startsWith('@@ ')) this.beginHunk(line)
    else if (line.startsWith(':')) this.raw.push(parseRaw(line))
    else if (line.startsWith('diff --git ')) this.beginPatch()
    else if (line.startsWith('Binary files ')) this.isBinary = true
    else if (line.startsWith('commit ')) this.beginCommit(line)
  }

  private beginCommit(line: string): void {
    this.finishPatch()
    const [, oid = '', time, ...parents] = line.split(' ')
    this.raw = []
    this.patch = -1
    this.events.push({ kind: 'commit', oid, time: Number(time) || 0, parents: parents.filter(parent => parent !== '').length })
  }

  /** A changed type is printed as two patches: the old file removed, the new one added. */
  private beginPatch(): void {
    this.finishPatch()
    this.isSecondHalf = this.raw[this.patch]?.status === 'T' && !this.isSecondHalf
    if (!this.isSecondHalf) this.patch += 1
  }

  private beginHunk(line: string): void {
    const match = HUNK.exec(line)
    if (!match) throw new GitError('failed', 'Git described a change in a way that is not known.')
    const [oldStart = 0, oldLines = 1, , newLines = 1] = match.slice(1).map(number => (number === undefined ? undefined : Number(number)))
    // A hunk that takes no line away stands behind the line that git names, any other one in front of it.
    this.hunks.push(oldLines === 0 ? oldStart : oldStart - 1, oldLines, newLines)
    this.oldLeft = oldLines
    this.newLeft = newLines
    this.kind = 0
  }

  private finishPatch(): void {
    const file = this.raw[this.patch]
    const change = file ? this.changeOf(file) : null
    if (change) this.events.push(change)
    this.isBinary = false
    this.hunks.clear()
    this.text.clear()
    this.kind = 0
  }

  private changeOf(raw: RawChange): LogEvent | null {
    const isChangedType = raw.status === 'T'
    const before = isChangedType && this.isSecondHalf ? null : nameIn(raw.path, raw.oldMode)
    const after = isChangedType && !this.isSecondHalf ? null : nameIn(raw.path, raw.newMode)
    if (after === null) return before === null ? null : { kind: 'gone', path: before }
    if (this.isBinary) return { kind: 'unread', path: after, oid: raw.newOid }
    if (before === null) return { kind: 'whole', path: after, text: this.text.take() }
    return this.hunks.isEmpty ? null : { kind: 'patch', path: after, hunks: this.hunks.take(), text: this.text.take() }
  }
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/

/** The name that the history gives to what stands at a path with this mode; null for nothing. */
export function nameIn(path: string, mode: string): string | null {
  if (mode === '120000') return nameOfLink(path)
  if (mode === SUBMODULE) return nameOfSubmodule(path)
  return mode.startsWith('100') ? path : null
}

export const SUBMODULE = '160000'

/** `:<mode> <mode> <oid> <oid> <status>\t<path>`, the path quoted like a C string where it is unusual. */
export function parseRaw(line: string): RawChange {
  const tab = line.indexOf('\t')
  const [oldMode = '', newMode = '', oldOid = '', newOid = '', status = ''] = line.slice(1, tab).split(' ')
  return { path: unquote(line.slice(tab + 1)), oldMode, newMode, oldOid, newOid, status: status.charAt(0) }
}

/** Bytes that are put together; what was taken is a copy of its own. */
class TextBuffer {
  private bytes = Buffer.allocUnsafeSlow(64 * 1024)
  private length = 0

  append(chunk: Buffer, from: number, to: number): void {
    if (this.length + to - from > this.bytes.length) this.grow(to - from)
    chunk.copy(this.bytes, this.length, from, to)
    this.length += to - from
  }

  dropLineFeed(): void {
    if (this.bytes[this.length - 1] === LINE_FEED) this.length -= 1
  }

  take(): Uint8Array {
    return new Uint8Array(this.bytes.subarray(0, this.length))
  }

  clear(): void {
    this.length = 0
    if (this.bytes.length > 1 << 20) this.bytes = Buffer.allocUnsafeSlow(64 * 1024)
  }

  private grow(by: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.length + by))
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
  }
}

class NumberList {
  private numbers = new Uint32Array(96)
  private length = 0

  get isEmpty(): boolean {
    return this.length === 0
  }

  push(...more: readonly number[]): void {
    if (this.length + more.length > this.numbers.length) {
      const grown = new Uint32Array(this.numbers.length * 2)
      grown.set(this.numbers)
      this.numbers = grown
    }
    this.numbers.set(more, this.length)
    this.length += more.length
  }

  take(): Uint32Array {
    return this.numbers.slice(0, this.length)
  }

  clear(): void {
    this.length = 0
  }
}
