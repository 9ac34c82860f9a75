/** Reads what the index says may match, and judges it as the scanner would judge the whole document. */

import { scanText, type DocumentMatcher, type ScanOptions, type ScanOutcome } from '../scan/index.ts'
import { hullOf, type Candidates } from './candidates.ts'
import type { Segment } from './segment.ts'

export type Reading = { segment: Segment; place: number; path: string; candidates: Candidates }

/** What the scanner says of the document, from as little of its text as can hold a match. `bytes` were read. */
export function verifyDocument(reading: Reading, matcher: DocumentMatcher, options: ScanOptions): { outcome: ScanOutcome; bytes: number } {
  const { segment, place, path } = reading
  const part = options.limits.contextLines > 0 ? { text: segment.textOf(place) } : readHull(reading)
  const outcome = scanText({ path, encoding: 'utf-8', ...part }, matcher, options)
  if (outcome.kind === 'match') outcome.encoding = segment.encodingOf(place)
  return { outcome, bytes: part.text.length }
}

type Part = { text: Buffer; base?: { offset: number; line: number } }

/** The blocks from the first to the last that may hold a match, with the line feed in front of them: `\A` must not match there. */
function readHull({ segment, place, candidates }: Reading): Part {
  const hull = hullOf(segment, candidates, place)
  if (hull === null) return { text: Buffer.alloc(0) }
  const { starts, lines, docs } = segment.shared
  const begin = starts[docs[place]]
  const from = starts[hull.first]
  if (from === begin) return { text: segment.text(from, starts[hull.last]) }
  return { text: segment.text(from - 1, starts[hull.last]), base: { offset: from - 1 - begin, line: lines[hull.first] - 1 } }
}
