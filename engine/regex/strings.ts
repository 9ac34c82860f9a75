/** Matching short texts that are not bytes: paths, repository names, messages. */

import type { Matcher } from './matcher.ts'
import type { Meter } from './meter.ts'

export function matchesString(matcher: Matcher, text: string, meter?: Meter): boolean {
  return matcher.test(Buffer.from(text), meter)
}

/**
 * The matches in `text` that are not empty, in order, none overlapping another, as code point offsets: `[a-z]` in
 * '💧ab' is found at 1…2 and 2…3.
 */
export function findAllInString(matcher: Matcher, text: string, meter?: Meter): { start: number; end: number }[] {
  const bytes = Buffer.from(text)
  const found: { start: number; end: number }[] = []
  let codePoints = 0
  let counted = 0
  const codePointOffset = (byteOffset: number) => {
    for (; counted < byteOffset; counted++) if ((bytes[counted] & 0xc0) !== 0x80) codePoints += 1
    return codePoints
  }
  for (const { start, end } of findAll(matcher, bytes, meter)) {
    found.push({ start: codePointOffset(start), end: codePointOffset(end) })
  }
  return found
}

/** The matches that are not empty, in order, each from the end of the one before on. */
export function* findAll(matcher: Matcher, bytes: Uint8Array, meter?: Meter): Generator<{ start: number; end: number }> {
  for (let from = 0; from <= bytes.length; ) {
    const match = matcher.find(bytes, from, bytes.length, meter)
    if (match === null) return
    if (match.end > match.start) yield match
    from = Math.max(match.end, match.start + 1)
  }
}
