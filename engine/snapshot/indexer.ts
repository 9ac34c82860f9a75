/** The writer of an index in a thread of its own: building takes about a second for each 70 MB, and nobody may wait for that. */

import { startAsking, Underway } from '../thread.ts'

/** Everything here may reject with `ThreadFailed`: what was not committed is then not in the index. */
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

/** What is asked of the thread. The answer is how much was done. */
export type IndexerWork =
  | { kind: 'add'; documents: { oid: string; length: number }[]; bytes: ArrayBuffer }
  | { kind: 'commit' | 'merge' | 'sweep' }
  | { kind: 'hold'; owner: string; oids: Uint8Array; oidBytes: number }
  | { kind: 'purge'; owners: readonly string[]; thorough: boolean }

const BATCH_BYTES = 2 * 1024 * 1024
const MAX_UNDERWAY = 4

export function startIndexer(folder: string): Indexer {
  const { ask, close } = startAsking<IndexerWork, number>(new URL('./indexer-thread.ts', import.meta.url), { folder })
  const underway = new Underway(MAX_UNDERWAY)
  let batch = newBatch()

  async function flush(): Promise<void> {
    if (batch.documents.length === 0) return
    const { documents, parts } = batch
    batch = newBatch()
    const bytes = new Uint8Array(Buffer.concat(parts)).buffer
    await underway.add(ask({ kind: 'add', documents, bytes }, [bytes]))
  }

  return {
    async add(oid, bytes) {
      batch.documents.push({ oid, length: bytes.length })
      batch.parts.push(bytes.slice())
      batch.size += bytes.length
      if (batch.size >= BATCH_BYTES) await flush()
    },
    async commit() {
      await flush()
      await underway.settle()
      await ask({ kind: 'commit' })
    },
    merge: async () => (await ask({ kind: 'merge' })) > 0,
    hold: async (owner, oids, oidBytes) => void (await ask({ kind: 'hold', owner, oids, oidBytes })),
    purge: async (owners, { thorough }) => (await ask({ kind: 'purge', owners, thorough })) > 0,
    sweep: async () => void (await ask({ kind: 'sweep' })),
    close,
  }
}

const newBatch = () => ({ documents: [] as { oid: string; length: number }[], parts: [] as Uint8Array[], size: 0 })
