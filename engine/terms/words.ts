/**
 * The words of a text, as numbers. A name such as `maxRetries` is a word, and so are its parts; plain words and parts lose their English
 * endings. Bytes beyond ASCII are letters, so any encoding will do, and letter case is that of ASCII.
 */

import { stemEnd } from './stem.ts'

/** What a word is: one of its own, a name of several parts, or a part of one. */
export type WordKind = 'plain' | 'name' | 'part'

export type VisitWord = (term: number, kind: WordKind, from: number, to: number) => void

const NONE = 0
const LOWER = 1
const UPPER = 2
const DIGIT = 3
const JOINER = 4

/** Longer ones are encoded data, say, and say nothing. */
const MAX_WORD_BYTES = 100
const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193
/** Names are other terms than the plain words that they would be without their joints. */
const NAME_SEED = 0x9e3779b1
const PATH_SEED = 0x51ed270b
const COMMIT_SEED = 0x7feb352d
/** As short as people abbreviate an id; of a hundred thousand commits about twenty pairs share them. */
const ID_DIGITS = 7

const classes = new Uint8Array(256).map((_none, byte) => classOf(byte))
const folded = new Uint8Array(256).map((_none, byte) => (classes[byte] === UPPER ? byte + 32 : byte))

function classOf(byte: number): number {
  const letter = String.fromCharCode(byte)
  if (byte >= 0x80 || /[a-z]/.test(letter)) return LOWER
  if (/[A-Z]/.test(letter)) return UPPER
  if (/\d/.test(letter)) return DIGIT
  return /[_$]/.test(letter) ? JOINER : NONE
}

/** Visits the words between two places, in their order; a name comes before its parts. */
export function visitWords(bytes: Uint8Array, { from = 0, to = bytes.length }: { from?: number; to?: number }, visit: VisitWord): void {
  for (let at = from; at < to; at++) {
    if (classes[bytes[at]] === NONE) continue
    const end = wordEnd(bytes, at, to)
    if (end - at <= MAX_WORD_BYTES) visitWord(bytes, at, end, visit)
    at = end
  }
}

function wordEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = from
  while (end < to && classes[bytes[end]] !== NONE) end++
  return end
}

function visitWord(bytes: Uint8Array, from: number, to: number, visit: VisitWord): void {
  const first = skipJoiners(bytes, from, to)
  const firstEnd = partEnd(bytes, first, to)
  if (skipJoiners(bytes, firstEnd, to) === to) return visitPart(bytes, { from: first, to: firstEnd, kind: 'plain' }, visit)
  visit(hash(bytes, from, to, NAME_SEED), 'name', from, to)
  for (let at = first; at < to; ) {
    const end = partEnd(bytes, at, to)
    visitPart(bytes, { from: at, to: end, kind: 'part' }, visit)
    at = skipJoiners(bytes, end, to)
  }
}

function visitPart(bytes: Uint8Array, { from, to, kind }: { from: number; to: number; kind: WordKind }, visit: VisitWord): void {
  if (to - from >= 2) visit(hash(bytes, from, stemEnd(bytes, from, to), FNV_OFFSET), kind, from, to)
}

function skipJoiners(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && classes[bytes[at]] === JOINER) at++
  return at
}

/** `max|Retries`, `HTTP|Server`, `max|_retries`; digits stay with what they follow. */
function partEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from + 1; at < to; at++) {
    const [before, here] = [classes[bytes[at - 1]], classes[bytes[at]]]
    if (here === JOINER || (here === UPPER && before === LOWER)) return at
    if (here === LOWER && before === UPPER && at - 1 > from) return at - 1
  }
  return Math.max(from, to)
}

/** FNV-1a over the folded bytes, with its bits mixed. Two words of half a million share a number about thirty times. */
function hash(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let value = seed
  for (let at = from; at < to; at++) value = Math.imul(value ^ folded[bytes[at]], FNV_PRIME)
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 12)) >>> 0
}

/** The term of a whole path, or of a file's name: unlike the words in it, it tells one file. */
export function pathTerm(path: string): number {
  const bytes = Buffer.from(path)
  return hash(bytes, 0, bytes.length, PATH_SEED)
}

/** The term of a commit that a message names, by the first digits of its id. */
export function commitTerm(oid: string): number {
  return hash(Buffer.from(oid), 0, ID_DIGITS, COMMIT_SEED)
}
