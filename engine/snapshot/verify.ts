/** Reads what the index says may match, and judges it as the scanner would judge the whole document. */

import { scanText, type DocumentMatcher, type ScanOptions, type ScanOutcome } from '../scan/index.ts'
import type { Candidates } from './candidates.ts'
import { ExcerptReader } from './excerpt.ts'
import type { Segment } from './segment.ts'

export type Reading = { segment: Segment; place: number; path: string; candidates: Candidates }

const excerpts = new ExcerptReader()

/** What the scanner says of the document, from as little of its text as can hold a match. `bytes` were read. */
export function verifyDocument({ segment, place, path, candidates: { blocks } }: Reading, matcher: DocumentMatcher, options: ScanOptions): { outcome: ScanOutcome; bytes: number } {
  const excerpt = excerpts.read({ segment, place, blocks, contextLines: options.limits.contextLines })
  const outcome = scanText({ path, encoding: 'utf-8', ...excerpt }, matcher, options)
  if (outcome.kind === 'match') outcome.encoding = segment.encodingOf(place)
  return { outcome, bytes: excerpt.text.length }
}
