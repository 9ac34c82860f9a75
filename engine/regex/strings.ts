/** Matching short texts that are not bytes: paths, repository names, messages. */

import { findAll } from './find-all.ts'
import type { Matcher } from './matcher.ts'
import type { Meter } from './meter.ts'

const encoder = new TextEncoder()

export function matchesString(matcher: Matcher, text: string, meter?: Meter): boolean {
  return matcher.test(encoder.encode(text), meter)
}

/**
 * The matches in `text` that are not empty, in order, none overlapping another, as code point offsets: `[a-z]` in
 * '💧ab' is found at 1…2 and 2…3.
 */
export function findAllInString(matcher: Matcher, text: string, meter?: Meter): { start: number; end: number }[] {
  const bytes = encoder.encode(text)
  const found: { start: number; end: number }[] = []
  let codePoints = 0
  let counted = 0
  const codePointOffset = (byteOffset: number) => {
    for (; counted < byteOffset; counted++) if ((bytes[counted] & 0xc0) !== 0x80) codePoints += 1
    return codePoints
  }
  for (const { start, end } of findAll(matcher, bytes, { meter })) {
    found.push({ start: codePointOffset(start), end: codePointOffset(end) })
  }
  return found
}
