/** The thread behind `startIndexer`. A failure is answered; the writer is then made anew, as after a stop. */

import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { realDisk } from '../disk/index.ts'
import type { IndexerReply, IndexerWork } from './indexer.ts'
import { Holdings } from './holdings.ts'
import { HOLDINGS } from './manifest.ts'
import { SnapshotWriter } from './writer.ts'

const { folder } = workerData as { folder: string }
const holdings = new Holdings({ disk: realDisk, folder: join(folder, HOLDINGS) })
let writer: SnapshotWriter | null = null

function work(asked: IndexerWork): number {
  writer ??= new SnapshotWriter({ disk: realDisk, folder })
  switch (asked.kind) {
    case 'add':
      return add(writer, asked)
    case 'commit':
      writer.commit()
      return 0
    case 'merge':
      return Number(writer.merge())
    case 'hold':
      holdings.hold(asked.owner, asked.oids, asked.oidBytes)
      return 0
    case 'purge': {
      const alive = holdings.held(asked.owners)
      return alive === null ? 0 : writer.purge((oid) => alive.some((table) => table.has(oid)), asked)
    }
    case 'sweep':
      writer.sweep()
      return 0
  }
}

function add(into: SnapshotWriter, { documents, bytes }: IndexerWork & { kind: 'add' }): number {
  let at = 0
  for (const { oid, length } of documents) {
    into.add(oid, new Uint8Array(bytes, at, length))
    at += length
  }
  return documents.length
}

function answer(asked: IndexerWork): IndexerReply {
  try {
    return { ok: true, answer: work(asked) }
  } catch (error) {
    writer = null
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', (asked: IndexerWork) => parentPort?.postMessage(answer(asked)))
