/** What a worker does with the store of symbols. It keeps open what the last questions were about, and what it has found out for them. */

import { isMissing } from '../disk/index.ts'
import {
  CompiledNames, findNames, SymbolSearcher, SymbolSegment,
  type NameFound, type NamesAsked, type NamesQuery, type SegmentReader, type SharedSymbols, type SymbolAnswer, type SymbolSearch,
} from '../symbols/index.ts'
import { forget, kept } from './kept.ts'
import { StaleSegment } from './library.ts'

/** `key` is the same for the same segments only. */
export type AskedStore = { key: string; shared: readonly SharedSymbols[] }

export type SymbolsAsked = { query: NamesQuery; store: AskedStore; search: SymbolSearch }
export type SymbolNamesAsked = { query: Pick<NamesAsked, 'text' | 'limit'>; store: AskedStore; trees: NamesAsked['trees'] }

/** Those of the moment before may still be asked for. */
const MAX_STORES = 2
const MAX_SEARCHES = 4

export class SymbolWorker {
  private readonly isCancelled: () => boolean
  private readonly stores = new Map<string, OpenStore>()
  private readonly searches = new Map<string, SymbolSearcher>()

  constructor(isCancelled: () => boolean) {
    this.isCancelled = isCancelled
  }

  symbols({ query, store: asked, search }: SymbolsAsked): SymbolAnswer {
    const store = this.storeOf(asked)
    return kept(this.searches, `${asked.key} ${JSON.stringify(query)}`, MAX_SEARCHES, () => new SymbolSearcher(new CompiledNames(query), store)).search(search)
  }

  names({ query, store, trees }: SymbolNamesAsked): NameFound[] {
    return findNames({ ...query, trees }, this.storeOf(store))
  }

  private storeOf({ key, shared }: AskedStore): OpenStore {
    const store = kept(this.stores, key, MAX_STORES, () => new OpenStore(shared, this.isCancelled), (gone, oldest) => {
      gone.close()
      forget(this.searches, oldest) // they would read files that are closed
    })
    store.recheck()
    return store
  }
}

/** Segments that are opened when they are first needed. */
class OpenStore implements SegmentReader {
  readonly isCancelled: () => boolean
  private readonly shared: ReadonlyMap<number, SharedSymbols>
  private readonly open = new Map<number, SymbolSegment>()

  constructor(shared: readonly SharedSymbols[], isCancelled: () => boolean) {
    this.shared = new Map(shared.map((segment) => [segment.serial, segment]))
    this.isCancelled = isCancelled
  }

  segment(serial: number): SymbolSegment {
    const shared = this.shared.get(serial)
    if (shared === undefined) throw new StaleSegment()
    const segment = this.open.get(serial) ?? openUnlessGone(shared)
    this.open.set(serial, segment)
    return segment
  }

  /** To be called before a question: what was damaged since is noticed. */
  recheck(): void {
    for (const segment of this.open.values()) segment.recheck()
  }

  close(): void {
    for (const segment of this.open.values()) segment.close()
  }
}

/** Segments are merged while questions are on their way. */
function openUnlessGone(shared: SharedSymbols): SymbolSegment {
  try {
    return new SymbolSegment(shared)
  } catch (error) {
    if (isMissing(error)) throw new StaleSegment()
    throw error
  }
}
