/** How much of one text stands in another one, and where: what fingerprints only hint at, by every token of both. */

import { gramsOf } from './grams.ts'
import type { Tokens } from './tokens.ts'

/** Lines of a text, counted from 1, both included. */
export type LineRange = { from: number; to: number }

export type Alike = {
  /** The part of the first text's tokens that stands in the second, whatever its names, numbers and strings are: from 0 to 1. */
  share: number
  /** The part that stands there as it is spelled. */
  exact: number
  /** Where in the second, in its order. */
  ranges: LineRange[]
}

/**
 * So many tokens in a row are the same code. Between 1,500 pairs of files of unrelated C programs, runs of 24 kinds covered 6 % at the 99th
 * percentile and 16 % at most, and of 12 kinds 31 % and 66 %.
 */
const RUNS = { kinds: 24, spellings: 6 } as const
/** What is shorter stands there by chance, and is no place to show. */
const MIN_RANGE = 24
/** So many other tokens between two places, and they are two. */
const GAP = 40

/** `asked` may be a part of a text. Takes time in proportion to both. */
export function alike(asked: Tokens, other: Tokens): Alike {
  const marks = { asked: new Uint8Array(asked.count), other: new Uint8Array(other.count) }
  mark(marks, { asked: asked.spellings, other: other.spellings, run: RUNS.spellings })
  const exact = partOf(marks.asked)
  mark(marks, { asked: asked.kinds, other: other.kinds, run: RUNS.kinds })
  return { share: partOf(marks.asked), exact, ranges: rangesOf(marks.other, other.lines) }
}

/** Sets the bytes of all tokens that are in a run that the other text has too. */
function mark(marks: { asked: Uint8Array; other: Uint8Array }, { asked, other, run }: { asked: Uint32Array; other: Uint32Array; run: number }): void {
  const grams = { asked: gramsOf(asked, run), other: gramsOf(other, run) }
  markRuns(marks.asked, grams.asked, { run, shared: new Set(grams.other) })
  markRuns(marks.other, grams.other, { run, shared: new Set(grams.asked) })
}

function markRuns(marks: Uint8Array, grams: Uint32Array, { run, shared }: { run: number; shared: ReadonlySet<number> }): void {
  let end = 0
  for (let at = 0; at < grams.length; at++) {
    if (!shared.has(grams[at])) continue
    marks.fill(1, Math.max(at, end), at + run)
    end = at + run
  }
}

const partOf = (marks: Uint8Array): number => (marks.length === 0 ? 0 : marks.reduce((sum, mark) => sum + mark, 0) / marks.length)

function rangesOf(marks: Uint8Array, lines: Uint32Array): LineRange[] {
  const ranges: (LineRange & { end: number; tokens: number })[] = []
  for (let at = 0; at < marks.length; at++) {
    if (marks[at] === 0) continue
    const last = ranges.at(-1)
    if (last !== undefined && at - last.end <= GAP) Object.assign(last, { to: lines[at], end: at, tokens: last.tokens + 1 })
    else ranges.push({ from: lines[at], to: lines[at], end: at, tokens: 1 })
  }
  return ranges.filter(({ tokens }) => tokens >= MIN_RANGE).map(({ from, to }) => ({ from, to }))
}

/** The tokens on some lines. */
export function tokensOn(tokens: Tokens, { from, to }: LineRange): Tokens {
  const first = lowerBound(tokens.lines, from)
  const end = lowerBound(tokens.lines, to + 1)
  const cut = (numbers: Uint32Array) => numbers.subarray(first, end)
  return { count: end - first, kinds: cut(tokens.kinds), spellings: cut(tokens.spellings), lines: cut(tokens.lines) }
}

function lowerBound(ascending: Uint32Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] < value) low = middle + 1
    else high = middle
  }
  return low
}
