/** The thread behind `startHistoryIndexer`. After a failure the history has to be opened again, as after a stop. */

import { realDisk } from '../disk/index.ts'
import { HistoryWriter } from '../history/index.ts'
import { answerAll } from '../thread.ts'
import type { HistoryAnswer, HistoryWork } from './history-indexer.ts'

let writer: HistoryWriter | null = null

answerAll((asked: HistoryWork): HistoryAnswer => {
  try {
    return asked.kind === 'open' ? { oids: open(asked.folder) } : { changed: work(asked) }
  } catch (error) {
    writer?.close()
    writer = null
    throw error
  }
})

function open(folder: string): string[] {
  writer?.close()
  writer = new HistoryWriter({ disk: realDisk, folder })
  return writer.oids()
}

function work(asked: Exclude<HistoryWork, { kind: 'open' }>): boolean {
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
