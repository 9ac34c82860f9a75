/** Looks for something in bytes that all matches have: what is done before, or instead of, running an automaton. */

import { METER_STRIDE, type Meter } from './meter.ts'
import type { Span } from './pike.ts'

export type Finder = {
  /** In bytes. */
  readonly length: number
  /** Where it starts first within the span, or -1. A long search reports to the meter on its way, so that it can be stopped. */
  find(span: Span, meter: Meter): number
  /**
   * False once it has turned out to stop so often that an automaton is faster without it. What was found by then need not be a place
   * where it stands, but there is none before.
   */
  readonly pays: boolean
}

/** Native search is some ten times faster than an automaton's step, and is metered accordingly. */
const NATIVE_BYTES_PER_STEP = 10
const NATIVE_CHUNK = METER_STRIDE * NATIVE_BYTES_PER_STEP

/** Finds the text exactly as it is. It is not empty. */
export function exactFinder(text: string): Finder {
  const needle = new TextEncoder().encode(text)
  return { length: needle.length, pays: true, find: (span, meter) => indexOf(needle, span, meter) }
}

function indexOf(needle: Uint8Array, { bytes, from, to }: Span, meter: Meter): number {
  if (to === bytes.length && to - from <= NATIVE_CHUNK && bytes instanceof Buffer) {
    const found = bytes.indexOf(needle, from)
    meter.spend(1 + Math.ceil((found < 0 ? to - from : found - from) / NATIVE_BYTES_PER_STEP))
    return found
  }
  for (let at = from; at + needle.length <= to; at += NATIVE_CHUNK) {
    const end = Math.min(to, at + NATIVE_CHUNK + needle.length - 1)
    const found = asBuffer(bytes, at, end).indexOf(needle)
    meter.spend(1 + Math.ceil((found < 0 ? end - at : found) / NATIVE_BYTES_PER_STEP))
    if (found >= 0) return at + found
  }
  return -1
}

export function asBuffer(bytes: Uint8Array, from: number, to: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
}
