/**
 * What an index may hold. Each limit bounds memory or time of reading one; they are far above what the largest indexes of real
 * programs hold.
 */
export interface ScipLimits {
  /** Of the index without compression. It is read as a stream, so this bounds time and disk, not memory. */
  maxBytes: number
  /** Of one document or symbol information, which is held in memory as a whole. */
  maxMessageBytes: number
  maxDocuments: number
  /** In one document. */
  maxOccurrences: number
  /** Distinct ones in the whole index, without those that are local to a document. */
  maxSymbols: number
  /** Of the text of these, together, in UTF-16 units. */
  maxSymbolText: number
  /** Pairs of a document and a symbol in it. */
  maxMentions: number
  /** In UTF-16 units. */
  maxSymbolLength: number
  maxPathLength: number
  /** Of the documentation of one symbol, in UTF-16 units: what is longer is cut. */
  maxDocumentation: number
}

export const scipLimits: ScipLimits = {
  maxBytes: 8 * 1024 ** 3,
  maxMessageBytes: 128 * 1024 ** 2,
  maxDocuments: 1_000_000,
  maxOccurrences: 1_000_000,
  maxSymbols: 4_000_000,
  maxSymbolText: 384 * 1024 ** 2,
  maxMentions: 40_000_000,
  maxSymbolLength: 32 * 1024,
  maxPathLength: 4096,
  maxDocumentation: 64 * 1024,
}
