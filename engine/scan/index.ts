/** Searching by reading everything: the door to this folder. */

export { compilePattern, mergeRanges, type CompilePatternResult, type DocumentMatcher, type PatternIssue } from './document.ts'
export { type Line, type Range } from './lines.ts'
export { createScanPool, ScanPoolClosed, ScanRefused, ScanWorkerFailed, type ScanJob, type ScanPool } from './pool.ts'
export { type BatchResult, type ScanBatch, type ScanQuery } from './protocol.ts'
export {
  DEFAULT_LIMITS,
  scanDocument,
  type DocumentResult,
  type ScanLimits,
  type ScanOptions,
  type ScanOutcome,
  type SkipReason,
} from './scan.ts'
export { readText, type Encoding, type Position, type Text } from './text.ts'
