/** The writer of histories in a thread of its own: one history at a time. */

import type { MainlineEvent } from '../history/index.ts'
import { startAsking, Underway } from '../thread.ts'

/** What is asked of the thread, in the order in which it makes sense. */
export type HistoryWork =
  /** Answers the ids of the commits that the history has, oldest first. */
  | { kind: 'open'; folder: string }
  | { kind: 'truncate'; length: number }
  | { kind: 'add'; events: readonly MainlineEvent[] }
  | { kind: 'commit' | 'merge' | 'sweep' }

export type HistoryAnswer = { oids: string[] } | { changed: boolean }

/** Everything here may reject with `ThreadFailed`: what was not committed is then not in the history, and it has to be opened again. */
export type HistoryIndexer = {
  /** Takes up the history in a folder, or begins one. Returns the ids of its commits, oldest first. */
  open(folder: string): Promise<readonly string[]>
  /** Takes back all commits from a position on. */
  truncate(length: number): Promise<void>
  /** Adds what comes next. Resolves when there is room for more; what goes wrong is told by `commit`. */
  add(events: readonly MainlineEvent[]): Promise<void>
  /** Makes all that was added part of the history. */
  commit(): Promise<void>
  /** Joins small runs; true if the history has changed. */
  merge(): Promise<boolean>
  /** Deletes files that the history no longer names; to be called when nobody opens them any more. */
  sweep(): Promise<void>
  close(): Promise<void>
}

const MAX_UNDERWAY = 8

export function startHistoryIndexer(): HistoryIndexer {
  const { ask, close } = startAsking<HistoryWork, HistoryAnswer>(new URL('./history-thread.ts', import.meta.url))
  const underway = new Underway(MAX_UNDERWAY)
  return {
    async open(folder) {
      const answer = await ask({ kind: 'open', folder })
      return 'oids' in answer ? answer.oids : []
    },
    truncate: async (length) => void (await ask({ kind: 'truncate', length })),
    add: (events) => underway.add(ask({ kind: 'add', events })),
    async commit() {
      await underway.settle()
      await ask({ kind: 'commit' })
    },
    async merge() {
      const answer = await ask({ kind: 'merge' })
      return 'changed' in answer && answer.changed
    },
    sweep: async () => void (await ask({ kind: 'sweep' })),
    close,
  }
}
