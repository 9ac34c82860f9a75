/** What the pool and its workers say to each other. */

import type { BatchResult, PackedResults, PatternIssue, ScanBatch, ScanQuery } from '../scan/index.ts'
import type { Gaps, Series, ShownChange } from '../history/index.ts'
import type { SharedSegment, TreeAnswer, TreeSearch } from '../snapshot/index.ts'
import type { CommitsAnswer, CommitsAsked } from './commit-work.ts'
import type { SymbolNamesAsked, SymbolsAsked } from './symbol-work.ts'
import type { NameFound, SymbolAnswer } from '../symbols/index.ts'
import type { BlameAnswer, BlameAsked, ChangesAnswer, ChangesAsked, GapsAsked, LineAnswer, LineAsked, MarkedAsked, TouchedAnswer } from './history-work.ts'

/** Everything that a worker can be asked, with what it answers. */
export type Work = {
  /** Searches documents that are sent along. */
  scan: { asked: { query: ScanQuery; batch: ScanBatch }; answer: BatchResult }
  /** Searches files of a commit through the index, for a while. */
  tree: { asked: { query: ScanQuery; search: Omit<TreeSearch, 'limits'> }; answer: PackedTreeAnswer }
  /** The newest commits of a mainline that change lines which match. */
  changes: { asked: ChangesAsked; answer: ChangesAnswer }
  /** The same commits, with the names of the files only. */
  touched: { asked: ChangesAsked; answer: TouchedAnswer }
  /** What one commit changed, where something was found in the files before or after it. */
  marked: { asked: MarkedAsked; answer: ShownChange }
  /** How many lines matched at each commit of a mainline. */
  series: { asked: Pick<ChangesAsked, 'query' | 'history' | 'paths'>; answer: Series }
  /** Files of which not every line that ever stood in them is known. */
  gaps: { asked: GapsAsked; answer: Gaps }
  /** Since when a line stands, and where else; null where there is none. */
  line: { asked: LineAsked; answer: LineAnswer }
  /** Which commits of the mainline brought some lines of a file. */
  blame: { asked: BlameAsked; answer: BlameAnswer }
  /** The next commits of a walk that are as a query wants them. */
  commits: { asked: CommitsAsked; answer: CommitsAnswer }
  /** The symbols in files of a commit by patterns of their names, for a while. */
  symbols: { asked: SymbolsAsked; answer: SymbolAnswer }
  /** The symbols of many commits by what somebody types of a name, the best ones first. */
  names: { asked: SymbolNamesAsked; answer: NameFound[] }
}

export type PackedTreeAnswer = Omit<TreeAnswer, 'results'> & { results: PackedResults }

export type WorkKind = keyof Work

export type Request = { [K in WorkKind]: { kind: K } & Work[K]['asked'] }[WorkKind]

/** Not a question: from now on these are the segments of the index. */
export type Notice = { kind: 'segments'; segments: readonly SharedSegment[] }

/** `key` stands for the query: a worker that has compiled it once need not again. */
export type KeyedRequest = Request & { key: string }

/** To be done one after another; the answer has as many replies as there was time for, at least one. */
export type ToWorker = Notice | { kind: 'work'; requests: KeyedRequest[] }

export type Reply =
  | { kind: 'done'; answer: Work[WorkKind]['answer'] }
  | { kind: 'refused'; issue: PatternIssue }
  /** It cannot be asked of a history; why stands in a sentence. */
  | { kind: 'unfit'; message: string }
  | { kind: 'cancelled' }
  /** A segment is not there (any more): the index has changed since the question was put. */
  | { kind: 'stale' }
  | { kind: 'corrupt'; path: string; message: string }

export type WorkerData = {
  /** One Int32, not 0 while the current request is to be given up. */
  cancelFlag: SharedArrayBuffer
}
