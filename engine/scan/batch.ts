/** Searching many documents in one go. */

import type { PatternNode } from '../pattern.ts'
import { SearchStopped } from '../regex/index.ts'
import type { DocumentMatcher } from './document.ts'
import { scanDocument, type DocumentResult, type ScanLimits, type SkipReason } from './scan.ts'

export type ScanQuery = { pattern: PatternNode; caseSensitive: boolean; limits: ScanLimits }

/** Documents laid end to end in one buffer, which is handed over to whoever scans it and cannot be used again. */
export type ScanBatch = {
  buffer: ArrayBuffer
  documents: { id: number; path: string; offset: number; length: number }[]
}

export type BatchResult = {
  /** The documents that match, in the order of the batch. */
  results: (DocumentResult & { id: number })[]
  skipped: { id: number; reason: SkipReason }[]
  /** Bytes of documents that were searched, skipped ones not counted. */
  scannedBytes: number
  timeMs: number
}

/** Throws `SearchStopped` with the reason 'cancelled' once `isCancelled` says so. */
export function scanBatch(batch: ScanBatch, matcher: DocumentMatcher, { limits, isCancelled }: { limits: ScanLimits; isCancelled: () => boolean }): BatchResult {
  const startedAt = performance.now()
  const found: BatchResult = { results: [], skipped: [], scannedBytes: 0, timeMs: 0 }
  for (const { id, path, offset, length } of batch.documents) {
    if (isCancelled()) throw new SearchStopped('cancelled')
    const bytes = new Uint8Array(batch.buffer, offset, length)
    const outcome = scanDocument({ path, bytes }, matcher, { limits, isCancelled })
    if (outcome.kind === 'skipped') found.skipped.push({ id, reason: outcome.reason })
    else found.scannedBytes += length
    if (outcome.kind === 'match') found.results.push({ id, ...outcome })
  }
  return { ...found, timeMs: performance.now() - startedAt }
}
