/** What the bytes of a document are: text, and in which encoding, or not. */

import { isUtf8 } from 'node:buffer'

export type Encoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  /** Not valid UTF-8 throughout: the lines that are not are read as Latin-1, which knows every byte. */
  | 'latin-1'

/**
 * `bytes` is what is searched, and what all offsets count in: always valid UTF-8, without a byte order mark.
 */
export type Text = { kind: 'text'; bytes: Uint8Array; encoding: Encoding } | { kind: 'binary' }

/** git's rule: a document is binary if there is a NUL among its first 8,000 bytes. */
const BINARY_PROBE_BYTES = 8000

export function readText(content: Uint8Array): Text {
  // A Buffer, because its searches are native, and need no new object for each.
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length)
  if (startsWith(bytes, 0xff, 0xfe)) return fromUtf16(bytes, 'utf-16le')
  if (startsWith(bytes, 0xfe, 0xff)) return fromUtf16(bytes, 'utf-16be')
  if (bytes.subarray(0, BINARY_PROBE_BYTES).includes(0)) return { kind: 'binary' }
  const marked = startsWith(bytes, 0xef, 0xbb, 0xbf)
  const unmarked = marked ? bytes.subarray(3) : bytes
  return isUtf8(unmarked) ? { kind: 'text', bytes: unmarked, encoding: 'utf-8' } : { kind: 'text', bytes: fromLatin1(unmarked), encoding: 'latin-1' }
}

function startsWith(bytes: Uint8Array, ...mark: number[]): boolean {
  return mark.every((byte, i) => bytes[i] === byte)
}

const BLOCK_BYTES = 16 * 1024
/** Some tens of milliseconds: millions of broken lines, one by one, would take half a minute. */
const MAX_SINGLE_LINES = 20_000

/**
 * One wrong byte must not spoil the other lines: each line is UTF-8 if it can be, else Latin-1. Lines that are UTF-8 are
 * taken in blocks; once too many had to be read one by one, the blocks that are not UTF-8 are Latin-1 as a whole.
 */
function fromLatin1(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  let single = 0
  for (const block of linesTogether(bytes, BLOCK_BYTES)) {
    if (isUtf8(block)) parts.push(block)
    else if (single > MAX_SINGLE_LINES) parts.push(asLatin1(block))
    else single += transcodeLines(block, parts)
  }
  return Buffer.concat(parts)
}

/** Adds each line to `parts`; returns how many there were. */
function transcodeLines(block: Buffer, parts: Buffer[]): number {
  const before = parts.length
  for (const line of linesTogether(block, 1)) parts.push(isUtf8(line) ? line : asLatin1(line))
  return parts.length - before
}

const asLatin1 = (bytes: Buffer) => Buffer.from(bytes.toString('latin1'))

/** Whole lines, as many together as make up `least` bytes. */
function* linesTogether(bytes: Buffer, least: number): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, from + least - 1) + 1 || bytes.length
    yield bytes.subarray(from, end)
    from = end
  }
}

/** UTF-16 is full of NULs, so the rule is applied to what it says: U+0000 is in no text. */
function fromUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Text {
  const text = Buffer.from(new TextDecoder(encoding).decode(bytes))
  return text.subarray(0, BINARY_PROBE_BYTES).includes(0) ? { kind: 'binary' } : { kind: 'text', bytes: text, encoding }
}

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Where the line that contains `at` starts. A line break belongs to the line that it ends. */
export function lineStart(bytes: Uint8Array, at: number): number {
  return at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1
}

/** Where the line break of the line that contains `at` stands, or the end of the text. */
export function lineBreak(bytes: Uint8Array, at: number): number {
  const found = bytes.indexOf(NEWLINE, at)
  return found < 0 ? bytes.length : found
}

/** Where the shown part of a line ends: before `\n`, and before the `\r` of `\r\n`. */
export function lineTextEnd(bytes: Uint8Array, start: number, breakAt: number): number {
  return breakAt > start && breakAt < bytes.length && bytes[breakAt - 1] === CARRIAGE_RETURN ? breakAt - 1 : breakAt
}

export function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
}

export const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80

/** `offset`: bytes from the start of the text. `line` and `column`: from 0, columns in code points. */
export type Position = { offset: number; line: number; column: number }

/**
 * Where the parts of a text stand in their document, if the text is not all of it: its bytes from `at[i]` on are those from
 * `offsets[i]` on in the document, in the line `lines[i]` (from 0). Each part begins and ends where a line does. Ascending; `at[0]` is 0.
 */
export type Parts = { at: number[]; offsets: number[]; lines: number[] }

export const WHOLE: Parts = { at: [0], offsets: [0], lines: [0] }

/** Tells lines and columns of ascending offsets, in one walk over the text whatever their number. Offsets stay as they are. */
export class Locator {
  private readonly bytes: Uint8Array
  private readonly parts: Parts
  private part = 0
  private at = 0
  private line: number
  private column = 0
  /** Where the line break of the current line stands, or the end of the text. */
  private breakAt: number

  constructor(bytes: Uint8Array, parts: Parts = WHOLE) {
    this.bytes = bytes
    this.parts = parts
    this.line = parts.lines[0] ?? 0
    this.breakAt = lineBreak(bytes, 0)
  }

  /** `offset` must not be less than in the call before. */
  locate(offset: number): Position {
    if (offset > this.breakAt) this.enterLineOf(offset)
    for (; this.at < offset; this.at++) {
      if (!isContinuation(this.bytes[this.at])) this.column += 1
    }
    return { offset, line: this.line, column: this.column }
  }

  private enterLineOf(offset: number): void {
    const start = this.enterPartOf(offset)
    const last = lineStart(this.bytes, offset)
    this.line += countNewlines(this.bytes, start, last)
    this.at = last
    this.column = 0
    this.breakAt = lineBreak(this.bytes, offset)
  }

  /** Where a line begins whose number is known, the last one before the offset. */
  private enterPartOf(offset: number): number {
    const { at, lines } = this.parts
    const before = this.part
    while (at[this.part + 1] <= offset) this.part += 1
    if (this.part > before) this.line = lines[this.part]
    else this.line += 1
    return this.part > before ? at[this.part] : this.breakAt + 1
  }
}

/** Without a branch: one that is taken every forty bytes is guessed wrong each time. */
export function countNewlines(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) count += ((bytes[at] ^ NEWLINE) - 1) >>> 31
  return count
}

/** From ascending offsets in a text of parts to those in the document. */
export class PartOffsets {
  private readonly parts: Parts
  private part = 0

  constructor(parts: Parts) {
    this.parts = parts
  }

  start(offset: number): number {
    const { at, offsets } = this.parts
    while (at[this.part + 1] <= offset) this.part += 1
    return offset - at[this.part] + offsets[this.part]
  }

  /** Behind the last byte of something: where the next part begins, it does not belong to that. */
  end(offset: number): number {
    return offset === 0 ? this.start(0) : this.start(offset - 1) + 1
  }
}
