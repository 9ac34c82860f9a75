/** Searching by reading everything: the door to this folder. */

export { compilePattern, mergeRanges, type CompilePatternResult, type DocumentMatcher, type PatternIssue } from './document.ts'
export { shownLines, type Line, type Range } from './lines.ts'
export { packResults, unpackResults, type PackedResults } from './packed.ts'
export { scanBatch, type BatchResult, type ScanBatch, type ScanQuery } from './batch.ts'
export {
  DEFAULT_LIMITS,
  scanDocument,
  scanText,
  type Content,
  type DocumentResult,
  type ScanLimits,
  type ScanOptions,
  type ScanOutcome,
  type SkipReason,
} from './scan.ts'
export { countNewlines, readText, type Encoding, type Parts, type Position, type Text } from './text.ts'
