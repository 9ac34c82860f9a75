/**
 * A line as a format sees it, freed of what surrounded it, that still knows where each of its characters stood in the pasted text.
 *
 * `marks` is a flat list of pairs (index in `text`, offset in the pasted text), ascending: between two marks text and original run in step.
 * It is absent when the whole line runs in step from `start`.
 */
export interface Line {
  text: string
  start: number
  end: number
  marks?: readonly number[]
  /** A log prefix was taken off the front. */
  prefixed: boolean
}

/** Offset in the pasted text of the character at `index`. */
export function offsetOf(line: Line, index: number): number {
  if (!line.marks) return line.start + index
  const mark = markBefore(line.marks, index)
  return (line.marks[mark + 1] ?? line.start) + index - (line.marks[mark] ?? 0)
}

/** Offset in the pasted text just after the character before `index`. */
export function endOffsetOf(line: Line, index: number): number {
  return index <= 0 ? offsetOf(line, 0) : offsetOf(line, index - 1) + 1
}

function markBefore(marks: readonly number[], index: number): number {
  let low = 0
  let high = marks.length / 2 - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((marks[middle * 2] ?? 0) <= index) low = middle
    else high = middle - 1
  }
  return low * 2
}

/** The part of a line between two indexes of its text. */
export function sliceLine(line: Line, from: number, to = line.text.length): Line {
  const text = line.text.slice(from, to)
  const start = offsetOf(line, from)
  const end = to >= line.text.length ? line.end : Math.max(start, endOffsetOf(line, to))
  if (!line.marks) return { text, start, end, prefixed: line.prefixed }
  const marks = [0, start]
  for (let m = markBefore(line.marks, from) + 2; m < line.marks.length; m += 2) {
    const index = line.marks[m] ?? 0
    if (index >= to) break
    marks.push(index - from, line.marks[m + 1] ?? 0)
  }
  return { text, start, end, marks, prefixed: line.prefixed }
}

/** Builds a line out of pieces of another: runs that are kept, and replacements for what is not. */
export class LineRewriter {
  private readonly source: Line
  private parts: string[] = []
  private length = 0
  private marks: number[] = []

  constructor(source: Line) {
    this.source = source
  }

  /** Keeps `source.text[from, to)`. */
  keep(from: number, to: number): void {
    if (to <= from) return
    const piece = sliceLine(this.source, from, to)
    const marks = piece.marks ?? [0, piece.start]
    for (let m = 0; m < marks.length; m += 2) this.marks.push(this.length + (marks[m] ?? 0), marks[m + 1] ?? 0)
    this.append(piece.text)
  }

  /** Puts `text` in the place of what begins at `source.text[at]`. */
  put(text: string, at: number): void {
    if (text === '') return
    this.marks.push(this.length, offsetOf(this.source, at))
    this.append(text)
  }

  get empty(): boolean {
    return this.length === 0
  }

  /** The line built so far; `end` is the index in the source at which it ends. The rewriter starts afresh. */
  take(end: number): Line {
    const text = this.parts.join('')
    const start = this.marks[1] ?? offsetOf(this.source, end)
    const line = { text, start, end: Math.max(start, endOffsetOf(this.source, end)), marks: text === '' ? [0, start] : this.marks, prefixed: this.source.prefixed }
    this.parts = []
    this.length = 0
    this.marks = []
    return line
  }

  private append(text: string): void {
    this.parts.push(text)
    this.length += text.length
  }
}
