import type { Matcher } from './matcher.ts'
import type { Meter } from './meter.ts'
import type { Match } from './pike.ts'

/**
 * The matches from `from` on that are not empty, in order, each searched for from the end of the one before. An empty
 * match (`a*` finds one in front of every b) shows nothing that could be marked or counted, and is passed over.
 */
export function* findAll(
  matcher: Matcher,
  bytes: Uint8Array,
  { from = 0, meter }: { from?: number; meter?: Meter } = {},
): Generator<Match> {
  for (let at = from; at <= bytes.length; ) {
    const match = matcher.find(bytes, at, bytes.length, meter)
    if (match === null) return
    if (match.end > match.start) yield match
    at = Math.max(match.end, match.start + 1)
  }
}
