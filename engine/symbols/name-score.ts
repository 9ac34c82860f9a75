/** How well a name fits what somebody has typed of it. Lower is better. */

import { lettersOf } from './letters.ts'

/** In this order: the name itself, with its case or without; how it begins; the beginnings of its words; a part of it; its letters in a row. */
export const FIT = { exact: 0, exactButCase: 1, prefix: 2, humps: 3, part: 4, letters: 5, none: 6 } as const
export type Fit = (typeof FIT)[keyof typeof FIT]
export const FITS: readonly Fit[] = Object.values(FIT)

/** More is not looked at: the parts of a name that have been typed are kept in 31 bits. */
const MAX_TYPED = 30
/** Half of all names have a letter somewhere, and most have two in a row: that is not what was meant. */
const MIN_INSIDE = 2
const MIN_SCATTERED = 3

export class NameScore {
  /** A name lacks one of these letters, and does not fit at all. */
  readonly letters: number
  private readonly typed: Buffer
  private readonly folded: Uint8Array

  constructor(text: string) {
    this.typed = Buffer.from(text).subarray(0, MAX_TYPED)
    this.folded = Uint8Array.from(this.typed, (byte) => FOLD[byte])
    this.letters = lettersOf(this.typed, 0, this.typed.length)
  }

  /** Of the name that stands at from…to-1. */
  fitOf(names: Buffer, from: number, to: number): Fit {
    const { folded } = this
    if (folded.length > to - from) return FIT.none
    if (startsWith(names, from, folded)) return to - from > folded.length ? FIT.prefix : this.fitOfWhole(names, from, to)
    // Whatever else fits has the letters in a row, which is told soonest, and is seldom so.
    if (folded.length < MIN_INSIDE || !hasInOrder(names, from, to, folded)) return FIT.none
    if (this.fitsHumps(names, from, to)) return FIT.humps
    if (contains(names, from, to, folded)) return FIT.part
    return folded.length < MIN_SCATTERED ? FIT.none : FIT.letters
  }

  private fitOfWhole(names: Buffer, from: number, to: number): Fit {
    return this.typed.equals(names.subarray(from, to)) ? FIT.exact : FIT.exactButCase
  }

  /**
   * What was typed is beginnings of words of the name, in their order. `typed` holds how much of it may have been used up, one bit each:
   * a word goes on from each of these as far as it has the same letters.
   */
  private fitsHumps(names: Buffer, from: number, to: number): boolean {
    const { folded } = this
    const all = 1 << folded.length
    let typed = 1
    for (let at = from; at < to && (typed & all) === 0; ) {
      const end = endOfWord(names, at, to)
      for (let used = folded.length - 1; used >= 0; used--) {
        if ((typed & (1 << used)) === 0) continue
        for (let run = 0; at + run < end && used + run < folded.length && FOLD[names[at + run]] === folded[used + run]; run++) typed |= 1 << (used + run + 1)
      }
      at = end
    }
    return (typed & all) !== 0
  }
}

/** `parseHTTPHeader` is parse, HTTP, Header; `snake_case` is snake, _, case. */
function endOfWord(names: Buffer, from: number, to: number): number {
  let before = KIND[names[from]]
  for (let at = from + 1; at < to; at++) {
    const here = KIND[names[at]]
    if (here === before ? here === UPPER && at + 1 < to && KIND[names[at + 1]] === LOWER : before !== UPPER || here !== LOWER) return at
    before = here
  }
  return to
}

const [LOWER, UPPER, DIGIT, OTHER] = [0, 1, 2, 3]
const KIND = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte))
const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (kindOf(byte) === UPPER ? byte | 0x20 : byte))

function kindOf(byte: number): number {
  if ((byte >= 0x61 && byte <= 0x7a) || byte >= 0x80) return LOWER
  if (byte >= 0x41 && byte <= 0x5a) return UPPER
  return byte >= 0x30 && byte <= 0x39 ? DIGIT : OTHER
}

function startsWith(names: Buffer, from: number, folded: Uint8Array): boolean {
  for (let i = 0; i < folded.length; i++) if (FOLD[names[from + i]] !== folded[i]) return false
  return true
}

function hasInOrder(names: Buffer, from: number, to: number, folded: Uint8Array): boolean {
  let next = 0
  for (let at = from; at < to && next < folded.length; at++) if (FOLD[names[at]] === folded[next]) next += 1
  return next === folded.length
}

function contains(names: Buffer, from: number, to: number, folded: Uint8Array): boolean {
  for (let at = from; at + folded.length <= to; at++) if (startsWith(names, at, folded)) return true
  return false
}
