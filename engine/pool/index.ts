/** Searching in worker threads: the door to this folder. */

export { createSearchPool, IndexChanged, PoolClosed, QueryRefused, UnfitQuery, WorkerFailed, type SearchPool, type Work } from './pool.ts'
export { type AskedStore } from './symbol-work.ts'
export type { PackedTreeAnswer } from './protocol.ts'
export { type CommitsAnswer, type CommitsAsked } from './commit-work.ts'
export { startCommitIndexer, type CommitIndexer } from './commit-indexer.ts'
export { type AskedHistory, type ChangesAnswer, type HistoryQuery, type LineAnswer, type TouchedAnswer } from './history-work.ts'
export { startHistoryIndexer, type HistoryIndexer } from './history-indexer.ts'
