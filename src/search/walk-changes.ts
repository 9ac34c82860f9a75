import type { PatternNode } from '../../engine/pattern.ts'
import type { Work } from '../../engine/pool/index.ts'
import type { FoundCommit } from './found.ts'
import { filesOfRuns, historyRange, noteGaps, type HistoryRange } from './history-range.ts'
import type { UnitSearch } from './run.ts'

/** So many commits are told in one answer of a worker. */
const commitsAtOnce = 50

/** What a worker may be asked of commits whose changed lines match a pattern; null is every line. */
export interface AskedChanges<K extends 'changes' | 'touched'> {
  kind: K
  pattern: PatternNode | null
  caseSensitive: boolean
}

type Answer = Work['changes' | 'touched']['answer']
type ChangesOf<K extends 'changes' | 'touched'> = Work[K]['answer']['changes']

/** Goes through the commits of the unit's mainline whose changed lines match, newest first, and tells the ledger how far it came. */
export async function* walkChanges<K extends 'changes' | 'touched'>(search: UnitSearch, asked: AskedChanges<K>, find: (changes: ChangesOf<K>, range: HistoryRange) => AsyncGenerator<FoundCommit>): AsyncGenerator<FoundCommit> {
  const range = await historyRange(search)
  let unseen = range.before
  for await (const answer of answers(search, range, asked)) {
    const seen = Math.max(range.from, answer.next ?? Math.min(answer.notBefore, range.before))
    search.unit.row.walked(unseen - seen)
    unseen = seen
    yield* find(answer.changes, range)
  }
  await noteGaps(search, { ...range, unseen: unseen - range.from })
}

async function* answers<K extends 'changes' | 'touched'>(search: UnitSearch, { history, asked, from, before }: HistoryRange, { kind, pattern, caseSensitive }: AskedChanges<K>): AsyncGenerator<Work[K]['answer']> {
  const { request, deps } = search
  const { paths, filter } = await filesOfRuns(search, history)
  const ask = (next: number): Promise<Work[K]['answer']> => {
    const query = { pattern, caseSensitive, filter }
    const coming = deps.pool.run(kind, { query, history: asked, paths, from, before: next, count: commitsAtOnce }, { signal: request.signal })
    coming.catch(() => {}) // nobody may wait for it any more
    return coming
  }
  // While one answer is told, a worker finds the next.
  for (let coming = before > from ? ask(before) : null; coming !== null; ) {
    const answer: Work[K]['answer'] = await coming
    const { next }: Answer = answer
    coming = next !== null && next > from ? ask(next) : null
    yield answer
  }
}
