import { asBuffer, exactFinder, type Finder } from './finder.ts'
import type { Meter } from './meter.ts'
import type { Match, Span } from './pike.ts'
import { NEWLINE_BYTE } from './program.ts'

export type Search = {
  find(span: Span, meter: Meter): Match | null
  test(span: Span, meter: Meter): boolean
  /** False while most of the text is read byte by byte. */
  readonly pays: boolean
}

/** What it takes to search one line by itself, in bytes that an automaton reads in the same time. */
const BYTES_PER_LINE = 200
/** After so many bytes it is told whether it pays. */
const TRIAL_BYTES = 64 * 1024

/**
 * Searches only the lines that contain `required`, where that is the cheaper way. Sound if every match contains it and none contains a
 * line break: the first match from `from` on is then in one of these lines, and the first of them that has a match has that one.
 */
export class LineSearch implements Search {
  private readonly required: Finder
  private readonly inner: Search
  /** Lines are tried before `inner`, or only where that reads every byte. */
  private readonly isFirst: boolean
  private bytesPassed = 0
  private lines = 0

  constructor({ required, inner, isFirst }: { required: Finder; inner: Search; isFirst: boolean }) {
    this.required = required
    this.inner = inner
    this.isFirst = isFirst
  }

  get pays(): boolean {
    return this.lines * BYTES_PER_LINE < Math.max(this.bytesPassed, TRIAL_BYTES)
  }

  find(span: Span, meter: Meter): Match | null {
    return this.visit(span, meter, (part) => this.inner.find(part, meter))
  }

  test(span: Span, meter: Meter): boolean {
    return this.visit(span, meter, (part) => (this.inner.test(part, meter) ? true : null)) ?? false
  }

  /** Gives `search` the parts that may hold a match, until it has one. */
  private visit<T>({ bytes, from, to }: Span, meter: Meter, search: (part: Span) => T | null): T | null {
    for (let at = from; ; ) {
      if (!this.pays || (!this.isFirst && this.inner.pays)) return search({ bytes, from: at, to })
      const hit = this.required.find({ bytes, from: at, to }, meter)
      if (hit < 0) {
        this.bytesPassed += to - at
        return null
      }
      const start = lineStart(bytes, hit, at)
      const end = lineEnd(bytes, hit, to, meter)
      this.lines += 1
      this.bytesPassed += end - at
      const found = search({ bytes, from: start, to: end })
      if (found !== null || end === to) return found
      at = end + 1
    }
  }
}

const LINE_END_REACH = 1024
const LINE_FEED = exactFinder('\n')

/** Where the line of `at` starts, but not before `from`. */
function lineStart(bytes: Uint8Array, at: number, from: number): number {
  return from + asBuffer(bytes, from, at).lastIndexOf(NEWLINE_BYTE) + 1
}

/** `to` if the line is a long one: looking for its end anew for each of its matches would take quadratic time. */
function lineEnd(bytes: Uint8Array, at: number, to: number, meter: Meter): number {
  const end = LINE_FEED.find({ bytes, from: at, to: Math.min(to, at + LINE_END_REACH) }, meter)
  return end < 0 ? to : end
}
