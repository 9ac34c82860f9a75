/** Every line that ever stood on the mainline of a repository: the door to this folder. FORMAT.md describes its files. */

export { blame, fileAt, lineLife, type BlamedLines, type FileAt, type LineLife } from './files.ts'
export { GapList, type Gaps } from './gaps.ts'
export { History, type SharedHistory } from './history.ts'
export { isFileName, pathOfName, type FileChange, type FilePatch, type GapReason, type MainlineCommit, type MainlineEvent } from './input.ts'
export { HistoryWriter, type HistoryWriterOptions } from './writer.ts'
export { ChangeSearch, type FoundChange, type TouchedFile } from './changes.ts'
export { showMarked, type MarkedFile, type MarkedLines } from './marked-lines.ts'
export { type ChangedFile, type ChangedHunk, type ShownChange } from './shown-change.ts'
export { compileLinePattern, type LinePattern, type LinePatternResult } from './matches.ts'
export { countOverTime, type Series } from './series.ts'
export { linesLike, type LineElsewhere } from './elsewhere.ts'
