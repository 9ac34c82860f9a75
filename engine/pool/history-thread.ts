/** The thread behind `startHistoryIndexer`. A failure is answered; the history has to be opened again, as after a stop. */

import { parentPort } from 'node:worker_threads'
import { realDisk } from '../disk/index.ts'
import { HistoryWriter } from '../history/index.ts'
import type { HistoryReply, HistoryWork } from './history-indexer.ts'

let writer: HistoryWriter | null = null

function work(asked: HistoryWork): readonly string[] | boolean {
  if (asked.kind === 'open') {
    writer?.close()
    writer = new HistoryWriter({ disk: realDisk, folder: asked.folder })
    return writer.oids()
  }
  if (writer === null) throw new Error('no history is open')
  switch (asked.kind) {
    case 'truncate':
      writer.truncate(asked.length)
      return true
    case 'add':
      for (const event of asked.events) writer.add(event)
      return true
    case 'commit':
      writer.commit()
      return true
    case 'merge':
      return writer.merge()
    case 'sweep':
      writer.sweep()
      return true
  }
}

function answer(asked: HistoryWork): HistoryReply {
  try {
    return { ok: true, answer: work(asked) }
  } catch (error) {
    writer?.close()
    writer = null
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', (asked: HistoryWork) => parentPort?.postMessage(answer(asked)))
