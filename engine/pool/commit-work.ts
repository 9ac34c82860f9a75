/** What a worker does with stores of commits. It keeps a few open, and what it has found out for the last questions. */

import { CommitSearch, CommitStore, CompiledQuery, Graph, walk, type CommitPage, type CommitQuery, type GraphPart, type SharedStore } from '../commits/index.ts'
import { isMissing } from '../disk/index.ts'
import { StepMeter } from '../regex/index.ts'
import { forget, kept } from './kept.ts'
import { StaleSegment } from './library.ts'

export type CommitsAsked = {
  query: CommitQuery
  /** `key` is the same for the same commits of the same repository only. */
  store: { key: string; shared: SharedStore }
  /** What is asked about; `key` is the same for the same range of the same store only. `fresh` are commits behind those of the store. */
  range: { key: string; tip: number; exclude: readonly number[]; fresh: GraphPart | null }
  /** The place in the walk to begin at, and how many commits are wanted at most. */
  at: number
  count: number
}

export type CommitsAnswer = CommitPage & {
  /** How many commits the whole walk has. */
  length: number
}

const MAX_STORES = 16
const MAX_WALKS = 8
const MAX_SEARCHES = 4
const MAX_QUERIES = 4

export class CommitWorker {
  private readonly isCancelled: () => boolean
  private readonly stores = new Map<string, CommitStore>()
  private readonly walks = new Map<string, Uint32Array>()
  private readonly queries = new Map<string, CompiledQuery>()
  private readonly searches = new Map<string, CommitSearch>()

  constructor(isCancelled: () => boolean) {
    this.isCancelled = isCancelled
  }

  commits({ query, store: asked, range, at, count }: CommitsAsked): CommitsAnswer {
    const { isCancelled } = this
    const store = this.storeOf(asked)
    const order = kept(this.walks, `${asked.key} ${range.key}`, MAX_WALKS, () => walkOver(store, range, isCancelled))
    const search = kept(this.searches, `${asked.key} ${JSON.stringify(query)}`, MAX_SEARCHES, () =>
      new CommitSearch(store, this.compiled(query), { isCancelled }))
    return { ...search.page(order, { at, count }), length: order.length }
  }

  /** One query is asked of many stores. */
  private compiled(query: CommitQuery): CompiledQuery {
    return kept(this.queries, JSON.stringify(query), MAX_QUERIES, () => new CompiledQuery(query))
  }

  private storeOf({ key, shared }: CommitsAsked['store']): CommitStore {
    const store = kept(this.stores, key, MAX_STORES, () => openUnlessGone(shared), (gone, oldest) => {
      gone.close()
      forget(this.searches, oldest) // they would read files that are closed
    })
    store.recheck()
    return store
  }
}

function walkOver({ shared: { runs } }: CommitStore, { fresh, ...range }: CommitsAsked['range'], isCancelled: () => boolean): Uint32Array {
  return walk(new Graph(fresh === null ? runs : [...runs, fresh]), range, new StepMeter({ isCancelled }))
}

/** Runs are joined while questions are on their way. */
function openUnlessGone(shared: SharedStore): CommitStore {
  try {
    return CommitStore.fromShared(shared)
  } catch (error) {
    if (isMissing(error)) throw new StaleSegment()
    throw error
  }
}
