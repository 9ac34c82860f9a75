/** Every commit of a repository, with its message and the people behind it: the door to this folder. FORMAT.md describes its files. */

export { freshPart, type FreshCommit } from './fresh.ts'
export { Graph, reach, walk, type GraphPart } from './graph.ts'
export { type NewCommit, type Signature, type StoredCommit } from './input.ts'
export { CompiledQuery, type CommitQuery, type TextFilter } from './query.ts'
export { CommitSearch, type CommitHit, type CommitPage } from './search.ts'
export { CommitStore, type SharedStore } from './store.ts'
export { CommitWriter, type CommitWriterOptions } from './writer.ts'
