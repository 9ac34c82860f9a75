/**
 * Sets of code points.
 *
 * A set is a flat list of inclusive ranges, `[lo0, hi0, lo1, hi1, …]`, sorted, and neither overlapping nor touching:
 * `[a-cx]` is `[0x61, 0x63, 0x78, 0x78]`. Two equal sets are therefore equal lists.
 */
export type CharSet = readonly number[]

export const MAX_CODE_POINT = 0x10ffff

export const EMPTY_SET: CharSet = []
export const ANY: CharSet = [0, MAX_CODE_POINT]
export const NEWLINE: CharSet = [0x0a, 0x0a]
export const ANY_BUT_NEWLINE: CharSet = [0, 0x09, 0x0b, MAX_CODE_POINT]

/** Brings ranges in any order, overlapping or not, into the form that every set has. */
export function charSet(ranges: readonly number[]): CharSet {
  const pairs: [number, number][] = []
  for (let i = 0; i < ranges.length; i += 2) pairs.push([ranges[i], ranges[i + 1]])
  pairs.sort((a, b) => a[0] - b[0])
  const merged: number[] = []
  for (const [lo, hi] of pairs) {
    const last = merged.length - 1
    if (last > 0 && lo <= merged[last] + 1) merged[last] = Math.max(merged[last], hi)
    else merged.push(lo, hi)
  }
  return merged
}

/** Remembered for each set object, so that `\PL` is one object too. */
const negations = new WeakMap<CharSet, CharSet>()

export function negate(set: CharSet): CharSet {
  const known = negations.get(set)
  if (known !== undefined) return known
  const negation = gapsOf(set)
  negations.set(set, negation)
  return negation
}

function gapsOf(set: CharSet): CharSet {
  const gaps: number[] = []
  let next = 0
  for (let i = 0; i < set.length; i += 2) {
    if (set[i] > next) gaps.push(next, set[i] - 1)
    next = set[i + 1] + 1
  }
  if (next <= MAX_CODE_POINT) gaps.push(next, MAX_CODE_POINT)
  return gaps
}

export function contains(set: CharSet, codePoint: number): boolean {
  let below = 0
  let above = set.length / 2
  while (below < above) {
    const middle = (below + above) >> 1
    if (set[2 * middle + 1] < codePoint) below = middle + 1
    else above = middle
  }
  return 2 * below < set.length && set[2 * below] <= codePoint
}

/** The part of `set` that lies in lo…hi. */
export function clip(set: CharSet, lo: number, hi: number): CharSet {
  const inside: number[] = []
  for (let i = 0; i < set.length; i += 2) {
    const from = Math.max(set[i], lo)
    const to = Math.min(set[i + 1], hi)
    if (from <= to) inside.push(from, to)
  }
  return inside
}
