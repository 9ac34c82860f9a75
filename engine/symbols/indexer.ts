/** The writer of a store in a thread of its own: writing a segment takes a while, and nobody may wait for that. */

import { startAsking, Underway } from '../thread.ts'
import type { OutlinedBlob } from './segment-builder.ts'

/** Everything here may reject with `ThreadFailed`: what was not committed is then not in the store. */
export type SymbolIndexer = {
  /** Adds what is known of some blobs. Resolves when there is room for more; what goes wrong is told by `commit`. */
  add(blobs: readonly OutlinedBlob[]): Promise<void>
  /** Makes all that was added part of the store. */
  commit(): Promise<void>
  /** Merges small segments; true if the store has changed. */
  merge(): Promise<boolean>
  /** Removes what none of these owners holds, as far as that is known of all of them. True if the store has changed. */
  purge(owners: readonly string[], options: { thorough: boolean }): Promise<boolean>
  /** Deletes files that the store no longer names; to be called when nobody opens them any more. */
  sweep(): Promise<void>
  close(): Promise<void>
}

/** What is asked of the thread. The answer is how much was done. */
export type SymbolWork =
  | { kind: 'add'; blobs: readonly OutlinedBlob[] }
  | { kind: 'commit' | 'merge' | 'sweep' }
  | { kind: 'purge'; owners: readonly string[]; thorough: boolean }

export type SymbolIndexerOptions = {
  folder: string
  extractor: string
  /** The folder of who holds which blobs. */
  held: string
}

const MAX_UNDERWAY = 8

export function startSymbolIndexer(options: SymbolIndexerOptions): SymbolIndexer {
  const { ask, close } = startAsking<SymbolWork, number>(new URL('./indexer-thread.ts', import.meta.url), options)
  const underway = new Underway(MAX_UNDERWAY)
  return {
    add: (blobs) => underway.add(ask({ kind: 'add', blobs })),
    async commit() {
      await underway.settle()
      await ask({ kind: 'commit' })
    },
    merge: async () => (await ask({ kind: 'merge' })) > 0,
    purge: async (owners, { thorough }) => (await ask({ kind: 'purge', owners, thorough })) > 0,
    sweep: async () => void (await ask({ kind: 'sweep' })),
    close,
  }
}
