/** What the pool and its workers say to each other. */

import type { PatternNode } from '../pattern.ts'
import type { PatternIssue } from './document.ts'
import type { DocumentResult, ScanLimits, SkipReason } from './scan.ts'

export type ScanQuery = { pattern: PatternNode; caseSensitive: boolean; limits: ScanLimits }

/** Documents laid end to end in one buffer, which is handed over to the worker and cannot be used again. */
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

/** `key` stands for the query: a worker that has compiled it once need not again. */
export type WorkerRequest = { key: string; query: ScanQuery; batch: ScanBatch }

export type WorkerReply =
  | { kind: 'done'; result: BatchResult }
  | { kind: 'refused'; issue: PatternIssue }
  | { kind: 'cancelled' }

export type WorkerData = {
  /** One Int32, not 0 while the current batch is to be given up. */
  cancelFlag: SharedArrayBuffer
}
