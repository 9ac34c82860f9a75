/** The thread behind `startSymbolIndexer`. After a failure the writer is made anew, as after a stop. */

import { workerData } from 'node:worker_threads'
import { Holdings } from '../blobs/index.ts'
import { realDisk } from '../disk/index.ts'
import { answerAll } from '../thread.ts'
import type { SymbolIndexerOptions, SymbolWork } from './indexer.ts'
import { SymbolWriter } from './writer.ts'

const { folder, extractor, held } = workerData as SymbolIndexerOptions
const holdings = new Holdings({ disk: realDisk, folder: held })
let writer: SymbolWriter | null = null

answerAll((asked: SymbolWork): number => {
  try {
    writer ??= new SymbolWriter({ disk: realDisk, folder, extractor })
    return work(writer, asked)
  } catch (error) {
    writer = null
    throw error
  }
})

function work(store: SymbolWriter, asked: SymbolWork): number {
  switch (asked.kind) {
    case 'add':
      for (const blob of asked.blobs) store.add(blob)
      return asked.blobs.length
    case 'commit':
      store.commit()
      return 0
    case 'merge':
      return Number(store.merge())
    case 'purge': {
      const alive = holdings.held(asked.owners)
      return alive === null ? 0 : store.purge((oid) => alive.some((table) => table.has(oid)), asked)
    }
    case 'sweep':
      store.sweep()
      return 0
  }
}
