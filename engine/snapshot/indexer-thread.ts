/** The thread behind `startIndexer`. After a failure the writer is made anew, as after a stop. */

import { join } from 'node:path'
import { workerData } from 'node:worker_threads'
import { Holdings, HOLDINGS } from '../blobs/index.ts'
import { realDisk } from '../disk/index.ts'
import { answerAll } from '../thread.ts'
import type { IndexerWork } from './indexer.ts'
import { SnapshotWriter } from './writer.ts'

const { folder } = workerData as { folder: string }
const holdings = new Holdings({ disk: realDisk, folder: join(folder, HOLDINGS) })
let writer: SnapshotWriter | null = null

answerAll((asked: IndexerWork): number => {
  try {
    writer ??= new SnapshotWriter({ disk: realDisk, folder })
    return work(writer, asked)
  } catch (error) {
    writer = null
    throw error
  }
})

function work(index: SnapshotWriter, asked: IndexerWork): number {
  switch (asked.kind) {
    case 'add':
      return add(index, asked)
    case 'commit':
      index.commit()
      return 0
    case 'merge':
      return Number(index.merge())
    case 'hold':
      holdings.hold(asked.owner, asked.oids, asked.oidBytes)
      return 0
    case 'purge': {
      const alive = holdings.held(asked.owners)
      return alive === null ? 0 : index.purge((oid) => alive.some((table) => table.has(oid)), asked)
    }
    case 'sweep':
      index.sweep()
      return 0
  }
}

function add(index: SnapshotWriter, { documents, bytes }: IndexerWork & { kind: 'add' }): number {
  let at = 0
  for (const { oid, length } of documents) {
    index.add(oid, new Uint8Array(bytes, at, length))
    at += length
  }
  return documents.length
}
