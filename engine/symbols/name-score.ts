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
  private readonly folded: Buffer

  constructor(text: string) {
    this.typed = Buffer.from(text).subarray(0, MAX_TYPED)
    this.folded = this.typed.map(fold) as Buffer
    this.letters = lettersOf(this.typed, 0, this.typed.length)
  }

  /** Of the name that stands at from…to-1. */
  fitOf(names: Buffer, from: number, to: number): Fit {
    const { folded, typed } = this
    if (folded.length > to - from) return FIT.none
    if (startsWith(names, from, folded)) {
      if (to - from > folded.length) return FIT.prefix
      return typed.equals(names.subarray(from, to)) ? FIT.exact : FIT.exactButCase
    }
    if (folded.length < MIN_INSIDE) return FIT.none
    if (this.fitsHumps(names, from, to)) return FIT.humps
    return this.fitOfRest(names, from, to)
  }

  private fitOfRest(names: Buffer, from: number, to: number): Fit {
    const { folded } = this
    for (let at = from; at + folded.length <= to; at++) if (startsWith(names, at, folded)) return FIT.part
    if (folded.length < MIN_SCATTERED) return FIT.none
    let next = 0
    for (let at = from; at < to && next < folded.length; at++) if (fold(names[at]) === folded[next]) next += 1
    return next === folded.length ? FIT.letters : FIT.none
  }

  /**
   * What was typed is beginnings of words of the name, in their order. `typed` holds how much of it may have been used up, one bit each:
   * a word goes on from each of these as far as it has the same letters.
   */
  private fitsHumps(names: Buffer, from: number, to: number): boolean {
    const { folded } = this
    let typed = 1
    for (let at = from; at < to; at = endOfWord(names, at, to)) {
      const end = endOfWord(names, at, to)
      for (let used = folded.length - 1; used >= 0; used--) {
        if ((typed & (1 << used)) === 0) continue
        for (let run = 0; at + run < end && used + run < folded.length && fold(names[at + run]) === folded[used + run]; run++) typed |= 1 << (used + run + 1)
      }
      if ((typed & (1 << folded.length)) !== 0) return true
    }
    return false
  }
}

/** `parseHTTPHeader` is parse, HTTP, Header; `snake_case` is snake, _, case. */
function endOfWord(names: Buffer, from: number, to: number): number {
  let at = from + 1
  while (at < to && !beginsWord(names, at, to)) at += 1
  return at
}

function beginsWord(names: Buffer, at: number, to: number): boolean {
  const [before, here] = [kindOf(names[at - 1]), kindOf(names[at])]
  if (here !== before) return !(before === UPPER && here === LOWER)
  return here === UPPER && at + 1 < to && kindOf(names[at + 1]) === LOWER
}

const [LOWER, UPPER, DIGIT, OTHER] = [0, 1, 2, 3]

function kindOf(byte: number): number {
  if ((byte >= 0x61 && byte <= 0x7a) || byte >= 0x80) return LOWER
  if (byte >= 0x41 && byte <= 0x5a) return UPPER
  return byte >= 0x30 && byte <= 0x39 ? DIGIT : OTHER
}

const fold = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)

function startsWith(names: Buffer, from: number, folded: Buffer): boolean {
  for (let i = 0; i < folded.length; i++) if (fold(names[from + i]) !== folded[i]) return false
  return true
}
