/**
 * Which runs of tokens a text is known by: winnowing, after Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document
 * Fingerprinting" (SIGMOD 2003). Of every so many runs that follow each other the one of the smallest hash is kept, so two texts that share
 * enough tokens in a row share a fingerprint. There are two families: long runs of kinds, which stay when names are changed, and short runs of
 * spellings, which stay between lines that are changed.
 */

import { gramsOf, hasDifferent } from './grams.ts'
import type { Tokens } from './tokens.ts'

type Family = {
  of: 'kinds' | 'spellings'
  /** Tokens in a run. */
  run: number
  /** Of so many runs in a row one is kept. */
  window: number
  /** Different tokens in a run, at least: a table of numbers and a list of imports are told by nothing. */
  different: number
}

const FAMILIES: readonly Family[] = [
  { of: 'kinds', run: 12, window: 8, different: 4 },
  { of: 'spellings', run: 6, window: 8, different: 4 },
]

/** Of a longer text those of the smallest hashes, which are the same ones in any of its copies. */
export const MAX_FINGERPRINTS = 4096

/** Those that are kept of a text, ascending, each once. */
export function fingerprintsOf(tokens: Tokens): Uint32Array {
  const kept = ascending(FAMILIES.map((family) => winnowed(tellingGrams(tokens, family), family.window)))
  return kept.length > MAX_FINGERPRINTS ? kept.slice(0, MAX_FINGERPRINTS) : kept
}

/** All that could be kept of any text that shares something with this one, ascending, each once. */
export const possibleFingerprints = (tokens: Tokens): Uint32Array => ascending(FAMILIES.map((family) => tellingGrams(tokens, family)))

/** In the order of the text, without those that tell nothing. */
function tellingGrams(tokens: Tokens, { of, run, different }: Family): Uint32Array {
  const all = tokens[of]
  const grams = gramsOf(all, run)
  let count = 0
  for (let at = 0; at < grams.length; at++) if (hasDifferent(all, at, at + run, different)) grams[count++] = grams[at]
  return grams.subarray(0, count)
}

function winnowed(grams: Uint32Array, window: number): Uint32Array {
  const kept = new Uint32Array(grams.length)
  let count = 0
  let smallest = -1
  for (let end = Math.min(window, grams.length) - 1; end < grams.length && end >= 0; end++) {
    const before = smallest
    if (smallest <= end - window || smallest < 0) smallest = smallestIn(grams, Math.max(0, end - window + 1), end)
    else if (grams[end] <= grams[smallest]) smallest = end
    if (smallest !== before) kept[count++] = grams[smallest]
  }
  return kept.subarray(0, count)
}

/** The place of the smallest; of equal ones the last. */
function smallestIn(grams: Uint32Array, from: number, to: number): number {
  let smallest = from
  for (let at = from + 1; at <= to; at++) if (grams[at] <= grams[smallest]) smallest = at
  return smallest
}

/** Each once. */
function ascending(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0))
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0)
  all.sort()
  let count = 0
  for (let at = 0; at < all.length; at++) if (at === 0 || all[at] !== all[count - 1]) all[count++] = all[at]
  return all.slice(0, count)
}
