/** What the bytes of a document are: text, and in which encoding, or not. */

import { isUtf8 } from 'node:buffer'

export type Encoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  /** Not valid UTF-8 throughout, most often Latin-1: searched byte by byte as it is, and shown as Latin-1 where it must. */
  | 'unknown'

/**
 * `bytes` is what is searched, and what all offsets count in: without a byte order mark, and in UTF-8 where the document
 * was in UTF-16.
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
  return { kind: 'text', bytes: marked ? bytes.subarray(3) : bytes, encoding: isUtf8(bytes) ? 'utf-8' : 'unknown' }
}

function startsWith(bytes: Uint8Array, ...mark: number[]): boolean {
  return mark.every((byte, i) => bytes[i] === byte)
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

/** Bytes as a person reads them: UTF-8 if they are, else Latin-1, which knows every byte. */
export function decode(bytes: Uint8Array, asUtf8: boolean): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(asUtf8 ? 'utf8' : 'latin1')
}

export const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80

/** `offset`: bytes from the start of the text. `line` and `column`: from 0, columns in code points. */
export type Position = { offset: number; line: number; column: number }

/**
 * Tells lines and columns of ascending offsets, in one walk over the text whatever their number.
 *
 * In a line that is not valid UTF-8, each byte is a column, as it is shown.
 */
export class Locator {
  private readonly bytes: Uint8Array
  private at = 0
  private line = 0
  private column = 0
  private lineIsUtf8: boolean
  /** Where the line break of the current line stands, or the end of the text. */
  private breakAt: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.breakAt = lineBreak(bytes, 0)
    this.lineIsUtf8 = isUtf8(bytes.subarray(0, this.breakAt))
  }

  /** `offset` must not be less than in the call before. */
  locate(offset: number): Position {
    if (offset > this.breakAt) this.enterLineOf(offset)
    for (; this.at < offset; this.at++) {
      if (!this.lineIsUtf8 || !isContinuation(this.bytes[this.at])) this.column += 1
    }
    return { offset, line: this.line, column: this.column }
  }

  private enterLineOf(offset: number): void {
    const { bytes } = this
    let start = this.breakAt + 1
    this.line += 1
    for (let at = start; at < offset; at++) {
      if (bytes[at] !== NEWLINE) continue
      start = at + 1
      this.line += 1
    }
    this.at = start
    this.column = 0
    this.breakAt = lineBreak(bytes, start)
    this.lineIsUtf8 = isUtf8(bytes.subarray(start, this.breakAt))
  }
}
