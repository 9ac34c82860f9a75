/** How much of one text stands in another one, and where: what fingerprints only hint at, by every token of both. */

import { lowerBound } from '../lower-bound.ts'
import { gramsOf, hasDifferent } from './grams.ts'
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

/** Tokens in a row that count as the same code, with so many different ones among them. */
type Run = { of: 'kinds' | 'spellings'; length: number; different: number }

/**
 * What tells that there is a copy at all: a row that two programs do not share by chance, be it the idiom of a language or a table. `npm run bench
 * -- copies` tells what shorter ones take for copies: with 16 of 9 and 24 of 8, 19 of 150 files of other projects instead of 8.
 */
const ANCHORS: readonly Run[] = [{ of: 'spellings', length: 20, different: 10 }, { of: 'kinds', length: 32, different: 9 }]
/** What counts as copied where there is one: between changed lines, only short rows are left. */
const SPELLED: Run = { of: 'spellings', length: 6, different: 4 }
/** Tokens in anchors, and their part of all that are asked about. */
const LEAST_ANCHORED = { tokens: 20, share: 0.15 }
/** What is shorter stands there by chance, and is no place to show. */
const MIN_RANGE = 24
/** So many other tokens between two places, and they are two. */
const GAP = 40

const NOTHING: Alike = { share: 0, exact: 0, ranges: [] }

/** `asked` may be a part of a text. Takes time in proportion to both. */
export function alike(asked: Tokens, other: Tokens): Alike {
  const marks = { asked: new Uint8Array(asked.count), other: new Uint8Array(other.count) }
  for (const run of ANCHORS) mark(marks, { asked, other, run })
  const anchored = count(marks.asked)
  if (anchored < Math.max(LEAST_ANCHORED.tokens, LEAST_ANCHORED.share * asked.count)) return NOTHING
  mark(marks, { asked, other, run: SPELLED })
  const spelled = { asked: new Uint8Array(asked.count), other: new Uint8Array(other.count) }
  mark(spelled, { asked, other, run: SPELLED })
  return { share: count(marks.asked) / asked.count, exact: count(spelled.asked) / asked.count, ranges: rangesOf(marks.other, other.lines) }
}

/** Sets the bytes of all tokens that are in a run that the other text has too. */
function mark(marks: { asked: Uint8Array; other: Uint8Array }, { asked, other, run }: { asked: Tokens; other: Tokens; run: Run }): void {
  const grams = { asked: gramsOf(asked[run.of], run.length), other: gramsOf(other[run.of], run.length) }
  const shared = sharedGrams(grams, asked[run.of], run)
  markRuns(marks.asked, grams.asked, { run: run.length, shared })
  markRuns(marks.other, grams.other, { run: run.length, shared })
}

function sharedGrams(grams: { asked: Uint32Array; other: Uint32Array }, asked: Uint32Array, { length, different }: Run): Set<number> {
  const there = new Set(grams.other)
  return new Set(grams.asked.filter((gram, at) => there.has(gram) && hasDifferent(asked, at, at + length, different)))
}

function markRuns(marks: Uint8Array, grams: Uint32Array, { run, shared }: { run: number; shared: ReadonlySet<number> }): void {
  let end = 0
  for (let at = 0; at < grams.length; at++) {
    if (!shared.has(grams[at])) continue
    marks.fill(1, Math.max(at, end), at + run)
    end = at + run
  }
}

const count = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + mark, 0)

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
