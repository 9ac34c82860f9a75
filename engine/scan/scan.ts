/**
 * The brute-force searcher: reads every byte, knows no index.
 *
 * It is the executable specification of what a search finds (an index must find the same), the oracle of its tests, and
 * what answers where there is no index yet.
 */

import { StepMeter, SearchStopped, type Match } from '../regex/index.ts'
import type { DocumentMatcher, Verdict } from './document.ts'
import { shownLines, type Line, type Range } from './lines.ts'
import { Locator, PartOffsets, readText, type Encoding, type Parts } from './text.ts'

export type ScanLimits = {
  /** A larger document is skipped, unless its path alone decides. */
  maxDocumentBytes: number
  /** How many ranges are reported for one document. */
  maxMatches: number
  contextLines: number
  maxLineBytes: number
  maxLines: number
  /** How many steps (see Meter) one document may take. */
  maxSteps: number
}

export const DEFAULT_LIMITS: ScanLimits = {
  maxDocumentBytes: 32 * 1024 * 1024,
  maxMatches: 1000,
  contextLines: 0,
  maxLineBytes: 4096,
  maxLines: 2000,
  maxSteps: 600_000_000,
}

/** Why the text of a document was not searched to its end. */
export type SkipReason = 'binary' | 'too-large' | 'too-much-work'

export type DocumentResult = {
  kind: 'match'
  /** Code point offsets in the path. */
  pathRanges: readonly Match[]
  ranges: Range[]
  lines: Line[]
  /** There are more ranges or lines than are reported. */
  limitHit: boolean
  /** Null if the text was not read: the path alone decided. */
  encoding: Encoding | null
}

export type ScanOutcome = DocumentResult | { kind: 'no-match' } | { kind: 'skipped'; reason: SkipReason }

export type ScanOptions = { limits: ScanLimits; isCancelled?: () => boolean }

/** Searches one document. Throws `SearchStopped` with the reason 'cancelled' once `isCancelled` says so. */
export function scanDocument(document: { path: string; bytes: Uint8Array }, matcher: DocumentMatcher, options: ScanOptions): ScanOutcome {
  return scanText({ path: document.path, ...readContent(document.bytes, options.limits) }, matcher, options)
}

/** A text as it is to be judged. `parts` says which parts of the document it is, if lines that cannot match are left out of it. */
export type Content = { text: Uint8Array; encoding: Encoding; parts?: Parts } | { text: null; reason: SkipReason }

/** Searches a document that has been read already. Throws like `scanDocument`. */
export function scanText(document: Content & { path: string }, matcher: DocumentMatcher, { limits, isCancelled }: ScanOptions): ScanOutcome {
  const meter = new StepMeter({ budget: limits.maxSteps, isCancelled })
  try {
    const verdict = matcher.match(document, { maxMatches: limits.maxMatches, meter })
    return present(verdict, document, limits)
  } catch (error) {
    if (error instanceof SearchStopped && error.reason === 'budget') return { kind: 'skipped', reason: 'too-much-work' }
    throw error
  }
}

function readContent(bytes: Uint8Array, { maxDocumentBytes }: ScanLimits): Content {
  if (bytes.length > maxDocumentBytes) return { text: null, reason: 'too-large' }
  const text = readText(bytes)
  return text.kind === 'binary' ? { text: null, reason: 'binary' } : { text: text.bytes, encoding: text.encoding }
}

function present(verdict: Verdict, content: Content, limits: ScanLimits): ScanOutcome {
  if (verdict.kind === 'no-match') return verdict
  if (content.text === null) {
    if (verdict.kind === 'unknown') return { kind: 'skipped', reason: content.reason }
    return { kind: 'match', ...verdict.match, ranges: [], lines: [], encoding: null }
  }
  if (verdict.kind === 'unknown') throw new Error('A text was searched, and yet it is not known whether it matches.')
  const { pathRanges, limitHit } = verdict.match
  const ranges = locateAll(content.text, verdict.match.ranges, content.parts)
  const { lines, cut } = shownLines(content.text, ranges, limits)
  if (content.parts !== undefined) moveToDocument(content.parts, ranges, lines)
  return { kind: 'match', pathRanges, ranges, lines, limitHit: limitHit || cut, encoding: content.encoding }
}

function locateAll(text: Uint8Array, ranges: readonly Match[], parts: Parts | undefined): Range[] {
  const locator = new Locator(text, parts)
  return ranges.map(({ start, end }) => ({ start: locator.locate(start), end: locator.locate(end) }))
}

/** From offsets in the parts to offsets in their document. */
function moveToDocument(parts: Parts, ranges: readonly Range[], lines: readonly Line[]): void {
  const ofRanges = new PartOffsets(parts)
  for (const { start, end } of ranges) {
    start.offset = ofRanges.start(start.offset)
    end.offset = ofRanges.end(end.offset)
  }
  const ofLines = new PartOffsets(parts)
  for (const line of lines) line.offset = ofLines.start(line.offset)
}
