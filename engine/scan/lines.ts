/** The lines that are shown for the matches of a document. */

import { decode, isContinuation, lineBreak, lineStart, lineTextEnd, type Position } from './text.ts'

export type Range = { start: Position; end: Position }

export type Line = {
  /** From 0. */
  line: number
  /** Where `text` starts in the document, in bytes; and in its line, in code points: 0 unless truncated. */
  offset: number
  column: number
  /** Without its line break. */
  text: string
  /** The line is longer than may be shown; `text` is the part around its first match. */
  truncated: boolean
}

export type LineOptions = {
  /** Lines before and after each matched one. */
  contextLines: number
  /** How many bytes of one line are shown. */
  maxLineBytes: number
  maxLines: number
}

/** A line's number, and where it starts. */
type LinePlace = { start: number; line: number }

/**
 * The lines that `ranges` (ascending, none empty) touch, with those around them, each once, in order. `cut` says that there
 * were more than `maxLines`.
 */
export function shownLines(bytes: Uint8Array, ranges: readonly Range[], options: LineOptions): { lines: Line[]; cut: boolean } {
  const lines: Line[] = []
  let next: LinePlace = { start: 0, line: 0 }
  for (const [i, range] of ranges.entries()) {
    // Where the line is shown already, going back in it again would take quadratic time in a line of many matches.
    if (range.start.line >= next.line) next = laterOf(next, goBack(bytes, range.start, options.contextLines))
    const last = lastLine(range) + options.contextLines
    // A final line break ends the last line; it does not start another.
    while (next.line <= last && next.start < bytes.length) {
      if (lines.length === options.maxLines) return { lines, cut: true }
      const breakAt = lineBreak(bytes, next.start)
      const focus = [range, ranges[i + 1]].find((candidate) => candidate?.start.line === next.line)?.start
      lines.push(showLine(bytes, { ...next, breakAt, focus }, options.maxLineBytes))
      next = { start: breakAt + 1, line: next.line + 1 }
    }
  }
  return { lines, cut: false }
}

const laterOf = (a: LinePlace, b: LinePlace): LinePlace => (b.line > a.line ? b : a)

/** The last line that has a byte of the range: one that ends in a line break ends in front of the next line. */
function lastLine({ end }: Range): number {
  return end.column === 0 ? end.line - 1 : end.line
}

/** The line `count` lines above that of a position, or the first one. */
function goBack(bytes: Uint8Array, { offset, line }: Position, count: number): LinePlace {
  let place = { start: lineStart(bytes, offset), line }
  for (let i = 0; i < count && place.line > 0; i++) {
    place = { start: lineStart(bytes, place.start - 1), line: place.line - 1 }
  }
  return place
}

type LineToShow = LinePlace & {
  breakAt: number
  /** Where the first match in this line starts, if one does. */
  focus: Position | undefined
}

function showLine(bytes: Uint8Array, { start, line, breakAt, focus }: LineToShow, maxBytes: number): Line {
  const end = lineTextEnd(bytes, start, breakAt)
  if (end - start <= maxBytes) {
    return { line, offset: start, column: 0, text: decode(bytes.subarray(start, end)), truncated: false }
  }
  const boundary = (at: number) => (at < end ? characterStart(bytes, at) : at)
  const from = boundary(windowStart(focus?.offset ?? start, { start, end, maxBytes }))
  const to = boundary(Math.min(end, from + maxBytes))
  const column = focus === undefined ? 0 : focus.column - countColumns(bytes.subarray(from, focus.offset))
  return { line, offset: from, column, text: decode(bytes.subarray(from, to)), truncated: true }
}

/** Where to start so that a quarter of what is shown stands in front of `offset`, and all is filled where it can be. */
function windowStart(offset: number, { start, end, maxBytes }: { start: number; end: number; maxBytes: number }): number {
  return Math.max(start, Math.min(offset - Math.floor(maxBytes / 4), end - maxBytes))
}

/** Where the character starts that the byte at `at` belongs to. */
function characterStart(bytes: Uint8Array, at: number): number {
  let start = at
  while (start > 0 && isContinuation(bytes[start])) start -= 1
  return start
}

function countColumns(bytes: Uint8Array): number {
  let columns = 0
  for (const byte of bytes) if (!isContinuation(byte)) columns += 1
  return columns
}
