/** The index over the unique blobs of the tracked revisions: the door to this folder. FORMAT.md describes its files. */

export { BINARY } from './format.ts'
export { IndexQuery } from './query.ts'
export { PathIndex } from './paths.ts'
export { searchTree, type IndexReader, type TreeAnswer, type TreeSearch } from './search.ts'
export { Segment, type SharedSegment } from './segment.ts'
export { Snapshot } from './snapshot.ts'
export { fileCount, layOutTree, pathOf, placeDocuments, type Tree } from './tree.ts'
export { startIndexer, type Indexer } from './indexer.ts'
export { SnapshotWriter } from './writer.ts'
