/** The thread behind `startCommitIndexer`. After a failure the store has to be opened again, as after a stop. */

import { CommitWriter } from '../commits/index.ts'
import { realDisk } from '../disk/index.ts'
import { answerAll } from '../thread.ts'
import type { CommitAnswer, CommitWork } from './commit-indexer.ts'

let writer: CommitWriter | null = null

answerAll((asked: CommitWork): CommitAnswer => {
  try {
    return asked.kind === 'open' ? { length: open(asked) } : { changed: work(asked) }
  } catch (error) {
    writer?.close()
    writer = null
    throw error
  }
})

function open({ folder, anew }: CommitWork & { kind: 'open' }): number {
  writer?.close()
  writer = new CommitWriter({ disk: realDisk, folder })
  if (anew) writer.clear()
  return anew ? 0 : writer.length
}

function work(asked: Exclude<CommitWork, { kind: 'open' }>): boolean {
  if (writer === null) throw new Error('no store of commits is open')
  switch (asked.kind) {
    case 'add':
      for (const commit of asked.commits) writer.add(commit)
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
