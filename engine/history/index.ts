/** Every line that ever stood on the mainline of a repository: the door to this folder. FORMAT.md describes its files. */

export { blame, fileAt, lineLife, type BlamedLines, type FileAt, type LineLife } from './files.ts'
export { History, type SharedHistory } from './history.ts'
export { type FileChange, type FilePatch, type GapReason, type MainlineCommit, type MainlineEvent } from './input.ts'
export { HistoryWriter, type HistoryWriterOptions } from './writer.ts'
