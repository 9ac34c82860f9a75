/** What a worker does with histories. It keeps a few open, and what it has found out for the last questions. */

import {
  blame, ChangeSearch, compileLinePattern, countOverTime, GapList, History, lineLife, linesLike, showMarked,
  type BlamedLines, type FoundChange, type Gaps, type LineElsewhere, type LineLife, type LinePattern, type MarkedFile, type Series, type SharedHistory, type ShownChange, type TouchedFile,
} from '../history/index.ts'
import type { PatternNode } from '../pattern.ts'
import { StepMeter } from '../regex/index.ts'
import { forget, kept } from './kept.ts'

/** A history as it is sent along; `key` is the same for the same commits of the same repository only. */
export type AskedHistory = { key: string; shared: SharedHistory }

/** Null as a pattern is every line. `filter` names the choice of files, for what is kept. */
export type HistoryQuery = { pattern: PatternNode | null; caseSensitive: boolean; filter: string }

export type ChangesAsked = {
  query: HistoryQuery
  history: AskedHistory
  /** For each run, the files that are asked about; null for all. */
  paths: readonly Uint8Array[] | null
  /** Commits at positions from…before-1 are asked about; of these the newest `count` are shown. */
  from: number
  before: number
  count: number
}

/** Of each commit that is shown what `Change` says, newest first. */
type Changes<Change> = {
  changes: Change[]
  /** What to ask for `before` to go on; null at the end. */
  next: number | null
  /** Commits up to this position could not be looked at: there is too much that matches behind them. */
  notBefore: number
}

export type ChangesAnswer = Changes<FoundChange>
/** The files of each commit in which lines changed that match. */
export type TouchedAnswer = Changes<{ position: number; files: TouchedFile[] }>

/** What was found in the files of a commit; `query` as for gaps. */
export type MarkedAsked = { query: string; history: AskedHistory; position: number; files: readonly MarkedFile[] }

/** `query` is there so that questions about one history wait in one line. */
export type GapsAsked = { query: string; history: AskedHistory; paths: readonly Uint8Array[] | null }

export type LineAsked = { query: { path: string; position: number; line: number }; history: AskedHistory }
/** Lines from…to-1, from 0. */
export type BlameAsked = { query: { path: string; position: number; from: number; to: number }; history: AskedHistory }
/** As `blame` tells of them; none for lines that there are not. */
export type BlameAnswer = BlamedLines[]

export type LineAnswer = { life: LineLife; elsewhere: LineElsewhere[] } | null

/** A pattern cannot be asked of a history; the message says why. */
export class NotForHistory extends Error {}

const MAX_HISTORIES = 16
const MAX_SEARCHES = 4

export class HistoryWorker {
  private readonly isCancelled: () => boolean
  private readonly histories = new Map<string, History>()
  private readonly searches = new Map<string, ChangeSearch>()
  private readonly gapLists = new Map<string, GapList>()

  constructor(isCancelled: () => boolean) {
    this.isCancelled = isCancelled
  }

  changes(asked: ChangesAsked): ChangesAnswer {
    return this.newest(asked, (search, position) => search.show(position))
  }

  touched(asked: ChangesAsked): TouchedAnswer {
    return this.newest(asked, (search, position) => ({ position, files: search.filesAt(position) }))
  }

  marked({ history, position, files }: MarkedAsked): ShownChange {
    return showMarked(this.historyOf(history), position, files)
  }

  series({ query, history, paths }: Pick<ChangesAsked, 'query' | 'history' | 'paths'>): Series {
    return countOverTime(this.historyOf(history), patternOf(query), { paths, meter: this.meter() })
  }

  gaps({ history, paths }: GapsAsked): Gaps {
    return kept(this.gapLists, history.key, MAX_HISTORIES, () => new GapList(this.historyOf(history))).of(paths)
  }

  line({ query, history }: LineAsked): LineAnswer {
    const opened = this.historyOf(history)
    const life = lineLife(opened, query)
    return life && { life, elsewhere: linesLike(opened, life.text, { except: query.path, limit: MAX_ELSEWHERE, meter: this.meter() }) }
  }

  blame({ query: { path, position, from, to }, history }: BlameAsked): BlameAnswer {
    return blame(this.historyOf(history), path, position, { from, to })
  }

  private newest<Change>({ query, history, paths, from, before, count }: ChangesAsked, tell: (search: ChangeSearch, position: number) => Change): Changes<Change> {
    const search = this.searchOf(query, history, paths)
    const positions = search.positions.filter((position) => position >= from && position < before).reverse()
    const shown = positions.subarray(0, count)
    const last = shown.at(-1)
    return { changes: Array.from(shown, (position) => tell(search, position)), next: shown.length < positions.length && last !== undefined ? last : null, notBefore: search.notBefore }
  }

  private searchOf(query: HistoryQuery, history: AskedHistory, paths: readonly Uint8Array[] | null): ChangeSearch {
    const opened = this.historyOf(history)
    return kept(this.searches, `${history.key} ${JSON.stringify(query)}`, MAX_SEARCHES, () => new ChangeSearch(opened, patternOf(query), { paths, meter: this.meter() }))
  }

  private historyOf({ key, shared }: AskedHistory): History {
    const history = kept(this.histories, key, MAX_HISTORIES, () => History.fromShared(shared), (gone, oldest) => {
      gone.close()
      forget(this.searches, oldest) // they would read files that are closed
    })
    history.recheck()
    return history
  }

  private meter(): StepMeter {
    return new StepMeter({ isCancelled: this.isCancelled })
  }
}

const MAX_ELSEWHERE = 20

function patternOf(query: HistoryQuery): LinePattern {
  const compiled = compileLinePattern(query.pattern, query)
  if (!compiled.ok) throw new NotForHistory(compiled.message)
  return compiled.pattern
}
