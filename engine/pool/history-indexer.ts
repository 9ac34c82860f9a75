/** The writer of histories in a thread of its own: one history at a time. */

import { Worker } from 'node:worker_threads'
import type { MainlineEvent } from '../history/index.ts'

/** What is asked of the thread, in the order in which it makes sense. */
export type HistoryWork =
  /** Answers the ids of the commits that the history has, oldest first. */
  | { kind: 'open'; folder: string }
  | { kind: 'truncate'; length: number }
  | { kind: 'add'; events: readonly MainlineEvent[] }
  | { kind: 'commit' | 'merge' | 'sweep' }

export type HistoryReply = { ok: true; answer: readonly string[] | boolean } | { ok: false; message: string }

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

/** The thread has ended, or could not do what was asked (a full disk, say). What was not committed is not in the history. */
export class HistoryIndexerFailed extends Error {
  override readonly name = 'HistoryIndexerFailed'
}

const MAX_UNDERWAY = 8

export function startHistoryIndexer(): HistoryIndexer {
  const worker = new Worker(new URL('./history-thread.ts', import.meta.url))
  const waiting: { resolve: (answer: readonly string[] | boolean) => void; reject: (error: Error) => void }[] = []
  let underway: Promise<unknown>[] = []
  let failed: HistoryIndexerFailed | null = null

  const fail = (message: string) => {
    failed ??= new HistoryIndexerFailed(message)
    for (const { reject } of waiting.splice(0)) reject(failed)
  }
  worker.unref()
  worker.on('message', (reply: HistoryReply) => {
    const asked = waiting.shift()
    if (reply.ok) asked?.resolve(reply.answer)
    else asked?.reject(new HistoryIndexerFailed(reply.message))
  })
  worker.on('error', (error) => fail(`The history indexer failed: ${error.message}`))
  worker.on('exit', () => fail('The history indexer has ended.'))

  function ask(work: HistoryWork): Promise<readonly string[] | boolean> {
    if (failed) return Promise.reject(failed)
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[] | boolean>()
    waiting.push({ resolve, reject })
    worker.postMessage(work)
    return promise
  }

  async function settle(): Promise<void> {
    const all = underway
    underway = []
    await Promise.all(all)
  }

  return {
    open: async (folder) => ((await ask({ kind: 'open', folder })) || []) as readonly string[],
    truncate: async (length) => void (await ask({ kind: 'truncate', length })),
    async add(events) {
      const asked = ask({ kind: 'add', events })
      asked.catch(() => {}) // whoever commits is told
      underway.push(asked)
      if (underway.length >= MAX_UNDERWAY) await underway.shift()
    },
    async commit() {
      await settle()
      await ask({ kind: 'commit' })
    },
    merge: async () => (await ask({ kind: 'merge' })) === true,
    sweep: async () => void (await ask({ kind: 'sweep' })),
    async close() {
      fail('The history indexer was closed.')
      await worker.terminate()
    },
  }
}
