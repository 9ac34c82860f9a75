/** Finds the commits of a store that are as a query wants them, in the order of a walk. */

import { emptyBitmap, hasBit, intersect, setBit, type Bitmap } from '../blocks/index.ts'
import { StepMeter } from '../regex/index.ts'
import type { Range } from '../scan/index.ts'
import { candidateBlocks } from './candidates.ts'
import type { StoredCommit } from './input.ts'
import { Messages } from './messages.ts'
import type { CompiledQuery } from './query.ts'
import type { Run } from './run.ts'
import type { CommitStore } from './store.ts'

export type CommitHit =
  | { kind: 'stored'; commit: StoredCommit; ranges: Range[] }
  /** A commit of the walk that is not in the store: its number less the length of that. Nobody has looked at it. */
  | { kind: 'fresh'; place: number }

export type CommitPage = {
  hits: CommitHit[]
  /** The place in the walk to go on from; null at the end. */
  next: number | null
}

export type PageOptions = {
  /** The place in the walk to begin at. */
  at: number
  count: number
}

/** A page ends when so many bytes of messages were looked through: what else waits for the thread has its turn then. */
const PAGE_BYTES = 8 * 1024 * 1024

/** A run with the commits in it that may be wanted. */
type Asked = { run: Run; wanted: Bitmap }

export class CommitSearch {
  /** Messages that were judged, over all pages. */
  judged = 0
  private readonly store: CommitStore
  private readonly query: CompiledQuery
  private readonly isCancelled: () => boolean
  private readonly runs: readonly Asked[]
  private readonly messages = new Messages()

  /** Throws `SearchStopped` when cancelled, and `CorruptFile`; so do its pages. */
  constructor(store: CommitStore, query: CompiledQuery, { isCancelled }: { isCancelled: () => boolean }) {
    this.store = store
    this.query = query
    this.isCancelled = isCancelled
    this.runs = store.runs.map((run) => ({ run, wanted: this.wantedIn(run) }))
  }

  /** The next commits of a walk that are wanted, and all that are not in the store. */
  page(order: Uint32Array, { at, count }: PageOptions): CommitPage {
    const meter = new StepMeter({ isCancelled: this.isCancelled })
    const hits: CommitHit[] = []
    let bytes = 0
    for (let place = at; place < order.length; place++) {
      if (hits.length >= count || bytes > PAGE_BYTES) return { hits, next: place }
      meter.spend(1)
      const commit = order[place]
      if (commit >= this.store.length) hits.push({ kind: 'fresh', place: commit - this.store.length })
      else bytes += this.judge(commit, hits, meter)
    }
    return { hits, next: null }
  }

  /** Returns the bytes that were looked through. */
  private judge(commit: number, hits: CommitHit[], meter: StepMeter): number {
    const asked = this.runs.find(({ run }) => commit < run.shared.to)
    if (asked === undefined || !hasBit(asked.wanted, commit - asked.run.shared.from)) return 0
    const place = commit - asked.run.shared.from
    const message = this.messages.of(asked.run, place)
    const ranges = this.query.judge(message, { meter, isCancelled: this.isCancelled })
    this.judged += 1
    if (ranges !== null) hits.push({ kind: 'stored', commit: this.store.describe(asked.run, place, message), ranges })
    return message.length
  }

  /** The commits whose message lies where it may match, of people and in the time that are asked for. */
  private wantedIn(run: Run): Bitmap {
    const wanted = run.commitsIn(candidateBlocks(run, this.query.blocks))
    intersect(wanted, this.commitsIn(run))
    return wanted
  }

  private commitsIn(run: Run): Bitmap {
    const { times, authors, committers } = run.shared
    const people = this.peopleIn(run)
    const { from, to } = this.query.asked
    const commits = emptyBitmap(run.count)
    for (let place = 0; place < run.count; place++) {
      if (times[place] * 1000 < from || times[place] * 1000 >= to) continue
      if (people === null || (people.authors[authors[place]] === 1 && people.committers[committers[place]] === 1)) setBit(commits, place)
    }
    return commits
  }

  /** For each person whether they are wanted: there are few of them, and many commits. Null: all are. */
  private peopleIn(run: Run): { authors: Uint8Array; committers: Uint8Array } | null {
    if (!this.query.asksForPeople) return null
    const meter = new StepMeter({ isCancelled: this.isCancelled })
    const signatures = [...run.signatures()]
    return {
      authors: Uint8Array.from(signatures, (signature) => Number(this.query.isAuthor(signature, meter))),
      committers: Uint8Array.from(signatures, (signature) => Number(this.query.isCommitter(signature, meter))),
    }
  }
}
