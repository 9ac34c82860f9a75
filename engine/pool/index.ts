/** Searching in worker threads: the door to this folder. */

export { createSearchPool, IndexChanged, PoolClosed, QueryRefused, WorkerFailed, type SearchPool, type Work } from './pool.ts'
export { startHistoryIndexer, type HistoryIndexer } from './history-indexer.ts'
