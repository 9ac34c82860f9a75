/**
 * Where a match may start, told from a few of its bytes: of each of the first places of all matches it is known which bytes can stand
 * there. A text is passed over in steps of as many bytes as this window has where its last byte is none of them.
 *
 * This is Boyer and Moore's algorithm (1977) with sets of bytes in the place of bytes, as `[0-9a-f]{40}` is looked for like a word, and
 * `memcpy|strcpy` like a word of two letters each. It finds every place where a match starts, and others.
 */

import { Closure } from './closure.ts'
import type { Finder } from './finder.ts'
import { METER_STRIDE, type Meter } from './meter.ts'
import type { Span } from './pike.ts'
import { BYTES, MATCH, type Program } from './program.ts'

/** How far it can be gone on at once is a byte of the table. */
const MAX_WIDTH = 255
/** Instructions that may be looked at to find the window of one program. */
const MAX_WORK = 20_000

export type Window = {
  /** For each place, which bytes may stand there: 1 for each. */
  sets: readonly Uint8Array[]
  /** Whatever has these bytes is a match, and all of it. */
  isExact: boolean
}

/** No place at all for a program that matches the empty text. */
export function windowOf(program: Program): Window {
  const closure = new Closure(program, { cutAtMatch: false })
  const sets: Uint8Array[] = []
  let isExact = program.looks === 0
  for (let starts = [program.anchored]; ; ) {
    const instructions = reached(closure, starts)
    isExact &&= instructions.length === 1
    if (sets.length === MAX_WIDTH || closure.visited > MAX_WORK) return { sets, isExact: false }
    if (instructions.some((at) => program.op[at] === MATCH)) return { sets, isExact }
    const { set, targets } = step(program, instructions)
    sets.push(set)
    starts = [...targets]
    isExact &&= starts.length === 1
  }
}

/** Every assertion is taken to hold. */
function reached(closure: Closure, starts: readonly number[]): Int32Array {
  closure.begin()
  for (const start of starts) closure.follow(start, ~0)
  return closure.take().instructions
}

function step({ op, x, y, edges }: Program, instructions: Int32Array): { set: Uint8Array; targets: Set<number> } {
  const set = new Uint8Array(256)
  const targets = new Set<number>()
  for (const at of instructions) {
    if (op[at] !== BYTES) continue
    for (let edge = x[at] * 3; edge < y[at] * 3; edge += 3) {
      set.fill(1, edges[edge], edges[edge + 1] + 1)
      targets.add(edges[edge + 2])
    }
  }
  return { set, targets }
}

/** What a call costs beside looking at bytes, and what an automaton does with a byte, each in looks at a byte: measured. */
const LOOKS_PER_CALL = 150
const LOOKS_SPARED_PER_BYTE = 1.5
/** After so many bytes it is told whether it pays. */
const TRIAL_BYTES = 16 * 1024

export class WindowFinder implements Finder {
  readonly length: number
  /** For each place and byte: 0 if it may stand there, else how far to go on. */
  private readonly skips: Uint8Array
  private bytesPassed = 0
  private looks = 0
  /** Where the search is. */
  private at = 0

  /** There must be a place. */
  constructor({ sets }: Window) {
    this.length = sets.length
    this.skips = skipsOf(sets)
  }

  get pays(): boolean {
    return this.looks < Math.max(this.bytesPassed, TRIAL_BYTES) * LOOKS_SPARED_PER_BYTE
  }

  find({ bytes, from, to }: Span, meter: Meter): number {
    this.looks += LOOKS_PER_CALL
    this.at = from
    while (this.at + this.length <= to) {
      const isFound = this.search(bytes, to, meter)
      if (isFound || !this.pays) return this.at
    }
    return -1
  }

  /** Goes on to the next place, or for a while. */
  private search(bytes: Uint8Array, to: number, meter: Meter): boolean {
    const { skips, length, at } = this
    const last = length - 1
    const lastRow = last << 8
    let looks = 1
    let end = at + last
    let skip = 1
    while (end < to && looks < METER_STRIDE) {
      skip = skips[lastRow | bytes[end]]
      looks += 1
      if (skip === 0) {
        let place = last - 1
        while (place >= 0 && (skip = skips[(place << 8) | bytes[end - last + place]]) === 0) place -= 1
        looks += last - place
        if (skip === 0) break
      }
      end += skip
    }
    this.at = end - last
    this.looks += looks
    this.bytesPassed += this.at - at
    meter.spend(looks)
    return skip === 0
  }
}

/** A byte that may not stand at a place has to come to one where it may, or behind the window. */
function skipsOf(sets: readonly Uint8Array[]): Uint8Array {
  const skips = new Uint8Array(sets.length << 8)
  sets.forEach((set, place) => {
    for (let byte = 0; byte < 256; byte++) {
      const further = place === 0 ? 0 : skips[((place - 1) << 8) | byte]
      skips[(place << 8) | byte] = set[byte] === 1 ? 0 : further + 1
    }
  })
  return skips
}
