/**
 * Unicode tables, taken from the JavaScript engine's own: so there is nothing to generate and nothing to go stale.
 * They are built when first asked for (a property takes some milliseconds) and kept.
 */

import { charSet, contains, MAX_CODE_POINT, type CharSet } from './charset.ts'

/**
 * The set named in `\p{name}`: a general category (`L`, `Lu`) or a script (`Greek`), or null if there is none of that
 * name. `Any` is everything.
 */
export function unicodeProperty(name: string): CharSet | null {
  if (name === 'Any') return [0, MAX_CODE_POINT]
  if (!/^[A-Za-z_]+$/.test(name)) return null
  const known = properties.get(name)
  if (known !== undefined) return known
  const set = membersOf(`\\p{General_Category=${name}}`) ?? membersOf(`\\p{Script=${name}}`)
  // Names that do not exist are not remembered, so that a stream of made-up names cannot fill memory.
  if (set !== null) properties.set(name, set)
  return set
}

const properties = new Map<string, CharSet>()

function membersOf(propertyEscape: string): CharSet | null {
  const runs = runsOf(propertyEscape)
  if (runs === null) return null
  const ranges: number[] = []
  const { text, starts } = sample()
  for (const run of text.matchAll(runs)) {
    const end = run.index + run[0].length
    ranges.push(codePointsAt(run.index, starts).first, codePointsAt(end - 1, starts).last)
  }
  return charSet(ranges)
}

function runsOf(propertyEscape: string): RegExp | null {
  try {
    return new RegExp(`${propertyEscape}+`, 'gu')
  } catch {
    return null
  }
}

/**
 * All code points but the surrogates, in order. Planes that nothing is assigned in, and those for private use, are code points
 * with the same properties: the first stands for all, which leaves a quarter to look at.
 */
const SPANS: readonly { first: number; last: number; isUniform?: boolean }[] = [
  { first: 0, last: 0xd7ff },
  { first: 0xe000, last: 0xffff },
  { first: 0x10000, last: 0x3ffff },
  { first: 0x40000, last: 0xdffff, isUniform: true },
  { first: 0xe0000, last: 0xeffff },
  { first: 0xf0000, last: 0xffffd, isUniform: true },
  { first: 0xffffe, last: 0xfffff },
  { first: 0x100000, last: 0x10fffd, isUniform: true },
  { first: 0x10fffe, last: MAX_CODE_POINT },
]

type Sample = {
  text: string
  /** For each of SPANS, the UTF-16 index in `text` where it starts. */
  starts: number[]
}

let sampleText: Sample | undefined

/** What properties are looked up in: each span, or what stands for it. */
function sample(): Sample {
  sampleText ??= buildSample()
  return sampleText
}

function buildSample(): Sample {
  const starts: number[] = []
  let text = ''
  for (const { first, last, isUniform } of SPANS) {
    starts.push(text.length)
    text += isUniform ? String.fromCodePoint(first) : textOf(first, last)
  }
  return { text, starts }
}

const CHUNK = 0x800

function textOf(first: number, last: number): string {
  const parts: string[] = []
  for (let base = first; base <= last; base += CHUNK) {
    parts.push(String.fromCodePoint(...Array.from({ length: Math.min(CHUNK, last + 1 - base) }, (_, i) => base + i)))
  }
  return parts.join('')
}

/** The code points that stand at a UTF-16 index of the sample: one, or a uniform span. Astral ones take two units each. */
function codePointsAt(index: number, starts: readonly number[]): { first: number; last: number } {
  const span = starts.findLastIndex((start) => start <= index)
  const { first, last, isUniform } = SPANS[span]
  if (isUniform) return { first, last }
  const codePoint = first + ((index - starts[span]) >> (first > 0xffff ? 1 : 0))
  return { first: codePoint, last: codePoint }
}

/**
 * Every code point that equals `codePoint` when case is ignored, itself included, ascending. This is simple case
 * folding, as in RE2: `k`, `K` and the Kelvin sign are one; `ß` and `ss` are not; the Turkic i's stand alone.
 */
export function caseOrbit(codePoint: number): readonly number[] {
  if (codePoint < 0x80) return asciiOrbit(codePoint)
  return orbits().get(codePoint) ?? [codePoint]
}

const KELVIN_SIGN = 0x212a
const LONG_S = 0x17f

function asciiOrbit(codePoint: number): readonly number[] {
  const lower = codePoint | 0x20
  if (lower < 0x61 || lower > 0x7a) return [codePoint]
  const pair = [lower - 0x20, lower]
  if (lower === 0x6b) pair.push(KELVIN_SIGN)
  if (lower === 0x73) pair.push(LONG_S)
  return pair
}

/** Remembered for each set object: large ones, such as `\pL`, are shared between expressions. */
const foldedSets = new WeakMap<CharSet, CharSet>()

/** `set` with every case variant of its members. */
export function foldCase(set: CharSet): CharSet {
  let folded = foldedSets.get(set)
  if (folded === undefined) {
    folded = withVariants(set)
    foldedSets.set(set, folded)
  }
  return folded
}

function withVariants(set: CharSet): CharSet {
  const missing: number[] = []
  for (const codePoint of casedMembers(set)) {
    for (const other of caseOrbit(codePoint)) if (!contains(set, other)) missing.push(other, other)
  }
  return missing.length === 0 ? set : charSet([...set, ...missing])
}

function* casedMembers(set: CharSet): Generator<number> {
  const isAscii = set.length === 0 || set[set.length - 1] < 0x80
  let at = 0
  for (const codePoint of isAscii ? ASCII_LETTERS : orbits().keys()) {
    while (at < set.length && set[at + 1] < codePoint) at += 2
    if (at === set.length) return
    if (set[at] <= codePoint) yield codePoint
  }
}

const ASCII_LETTERS = Array.from({ length: 52 }, (_, i) => (i < 26 ? 0x41 + i : 0x61 + i - 26))

let orbitTable: Map<number, number[]> | undefined

/** From each cased code point to its orbit; the keys ascend. */
function orbits(): Map<number, number[]> {
  orbitTable ??= buildOrbits()
  return orbitTable
}

function buildOrbits(): Map<number, number[]> {
  const orbitOf = new Map<number, number[]>()
  for (const [cased] of sample().text.matchAll(/[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}]/gu)) {
    joinOrbits(orbitOf, cased, cased.toLowerCase())
    joinOrbits(orbitOf, cased, cased.toUpperCase())
  }
  for (const orbit of orbitOf.values()) orbit.sort((a, b) => a - b)
  return new Map([...orbitOf].sort((a, b) => a[0] - b[0]))
}

/** In Turkic languages only, dotted and dotless i are the other case of `I` and `i`. */
const TURKIC = new Set([0x130, 0x131])

function joinOrbits(orbitOf: Map<number, number[]>, a: string, b: string): void {
  const left = a.codePointAt(0) ?? 0
  const right = b.codePointAt(0) ?? 0
  const oneCodePoint = b.length === (right > 0xffff ? 2 : 1)
  if (!oneCodePoint || left === right || TURKIC.has(left)) return
  const joined = [...new Set([...(orbitOf.get(left) ?? [left]), ...(orbitOf.get(right) ?? [right])])]
  for (const member of joined) orbitOf.set(member, joined)
}
