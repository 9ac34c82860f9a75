/** The writer of stores of commits in a thread of its own: one store at a time. */

import type { NewCommit } from '../commits/index.ts'
import { startAsking, Underway } from '../thread.ts'

/** What is asked of the thread, in the order in which it makes sense. */
export type CommitWork =
  /** Answers how many commits the store has. */
  | { kind: 'open'; folder: string; anew: boolean }
  | { kind: 'add'; commits: readonly NewCommit[] }
  | { kind: 'commit' | 'merge' | 'sweep' }

export type CommitAnswer = { length: number } | { changed: boolean }

/** Everything here may reject with `ThreadFailed`: what was not committed is then not in the store, and it has to be opened again. */
export type CommitIndexer = {
  /** Takes up the store in a folder, or begins one, `anew` also where there is one. Returns how many commits it has. */
  open(folder: string, options: { anew: boolean }): Promise<number>
  /** Adds what comes next. Resolves when there is room for more; what goes wrong is told by `commit`. */
  add(commits: readonly NewCommit[]): Promise<void>
  /** Makes all that was added part of the store. */
  commit(): Promise<void>
  /** Joins small runs; true if the store has changed. */
  merge(): Promise<boolean>
  /** Deletes files that the store no longer names; to be called when nobody opens them any more. */
  sweep(): Promise<void>
  close(): Promise<void>
}

const MAX_UNDERWAY = 8

export function startCommitIndexer(): CommitIndexer {
  const { ask, close } = startAsking<CommitWork, CommitAnswer>(new URL('./commit-thread.ts', import.meta.url))
  const underway = new Underway(MAX_UNDERWAY)
  return {
    async open(folder, { anew }) {
      const answer = await ask({ kind: 'open', folder, anew })
      return 'length' in answer ? answer.length : 0
    },
    add: (commits) => underway.add(ask({ kind: 'add', commits })),
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
