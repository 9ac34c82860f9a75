/** The writer of an index in a thread of its own: building takes about a second for each 70 MB, and nobody may wait for that. */

import { Worker } from 'node:worker_threads'

export type Indexer = {
  /** Adds a document by its bytes as git has them; they are copied. Resolves when there is room for more. */
  add(oid: string, bytes: Uint8Array): Promise<void>
  /** Makes all that was added part of the index. */
  commit(): Promise<void>
  /** Merges small segments; true if the index has changed. */
  merge(): Promise<boolean>
  /** Writes down which documents one owner holds, in place of what it held before: `oids` back to back, in any order, some perhaps twice. */
  hold(owner: string, oids: Uint8Array, oidBytes: number): Promise<void>
  /** Removes documents that none of these owners holds; owners who are not named hold nothing any more. True if the index has changed. */
  purge(owners: readonly string[], options: { thorough: boolean }): Promise<boolean>
  /** Deletes files that the index no longer names; to be called when nobody opens them any more. */
  sweep(): Promise<void>
  close(): Promise<void>
}

/** What is asked of the thread, each with its answer. */
export type IndexerWork =
  | { kind: 'add'; documents: { oid: string; length: number }[]; bytes: ArrayBuffer }
  | { kind: 'commit' | 'merge' | 'sweep' }
  | { kind: 'hold'; owner: string; oids: Uint8Array; oidBytes: number }
  | { kind: 'purge'; owners: readonly string[]; thorough: boolean }

export type IndexerReply = { ok: true; answer: number } | { ok: false; message: string }

/** The thread has ended, or could not do what was asked (a full disk, say). What was not committed is not in the index. */
export class IndexerFailed extends Error {
  override readonly name = 'IndexerFailed'
}

const BATCH_BYTES = 2 * 1024 * 1024
const MAX_UNDERWAY = 4

export function startIndexer(folder: string): Indexer {
  const worker = new Worker(new URL('./indexer-thread.ts', import.meta.url), { workerData: { folder } })
  const waiting: { resolve: (answer: number) => void; reject: (error: Error) => void }[] = []
  let batch = newBatch()
  let underway: Promise<unknown>[] = []
  let failed: IndexerFailed | null = null

  const fail = (message: string) => {
    failed = new IndexerFailed(message)
    for (const { reject } of waiting.splice(0)) reject(failed)
  }
  worker.unref()
  worker.on('message', (reply: IndexerReply) => {
    const asked = waiting.shift()
    if (reply.ok) asked?.resolve(reply.answer)
    else asked?.reject(new IndexerFailed(reply.message))
  })
  worker.on('error', (error) => fail(`The indexer failed: ${error.message}`))
  worker.on('exit', () => fail('The indexer has ended.'))

  function ask(work: IndexerWork, transfer: ArrayBuffer[] = []): Promise<number> {
    if (failed) return Promise.reject(failed)
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    waiting.push({ resolve, reject })
    worker.postMessage(work, transfer)
    return promise
  }

  async function flush(): Promise<void> {
    if (batch.documents.length === 0) return
    const { documents, parts } = batch
    batch = newBatch()
    const bytes = new Uint8Array(documents.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    const asked = ask({ kind: 'add', documents, bytes: bytes.buffer }, [bytes.buffer])
    asked.catch(() => {}) // whoever commits is told
    underway.push(asked)
    if (underway.length >= MAX_UNDERWAY) await underway.shift()
  }

  async function settle(): Promise<void> {
    await flush()
    const all = underway
    underway = []
    await Promise.all(all)
  }

  return {
    async add(oid, bytes) {
      batch.documents.push({ oid, length: bytes.length })
      batch.parts.push(bytes.slice())
      batch.size += bytes.length
      if (batch.size >= BATCH_BYTES) await flush()
    },
    async commit() {
      await settle()
      await ask({ kind: 'commit' })
    },
    merge: async () => (await ask({ kind: 'merge' })) > 0,
    hold: async (owner, oids, oidBytes) => void (await ask({ kind: 'hold', owner, oids, oidBytes })),
    purge: async (owners, { thorough }) => (await ask({ kind: 'purge', owners, thorough })) > 0,
    sweep: async () => void (await ask({ kind: 'sweep' })),
    async close() {
      fail('The indexer was closed.')
      await worker.terminate()
    },
  }
}

const newBatch = () => ({ documents: [] as { oid: string; length: number }[], parts: [] as Uint8Array[], size: 0 })
