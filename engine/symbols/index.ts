/** The symbols of unique blobs, on disk: the door to this folder. FORMAT.md describes its files. */

export { findNames, type NameFound, type NamesAsked } from './find-names.ts'
export { FAILURES, type OutlineFailure } from './format.ts'
export { startSymbolIndexer, type SymbolIndexer } from './indexer.ts'
export { CompiledNames, type NamesQuery } from './names.ts'
export { tidySymbols, type Outline } from './outline.ts'
export { type OutlinedBlob } from './segment-builder.ts'
export { Segment as SymbolSegment, type SharedSegment as SharedSymbols } from './segment.ts'
export { SymbolSearcher, type SegmentReader, type SymbolAnswer, type SymbolSearch } from './search.ts'
export { SymbolStore, type BlobByGrammar } from './store.ts'
export type { CodeSymbol } from './symbol.ts'
export { SymbolWriter } from './writer.ts'
