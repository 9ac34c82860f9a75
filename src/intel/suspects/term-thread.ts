/** The thread that keeps the terms of changes and ranks by them: reading a diff's words and weighing thousands of changes would hold up the event loop. */

import { realDisk } from '../../../engine/disk/index.ts'
import { TermStore } from '../../../engine/terms/index.ts'
import { answerAll } from '../../../engine/thread.ts'
import { rankChanges } from './rank.ts'
import { unpackIds, unpackRequest, type TermAnswer, type TermWork } from './term-work.ts'

/** Each has a few files open, and some 60 bytes of memory for each commit. */
const maxOpen = 16
const open = new Map<string, TermStore>()

answerAll((asked: TermWork): TermAnswer => {
  try {
    return asked.kind === 'close' ? close(asked.folder) : answer(asked, storeIn(asked.folder))
  } catch (error) {
    close(asked.folder) // what is damaged is begun anew when it is opened again
    throw error
  }
})

function answer(asked: Exclude<TermWork, { kind: 'close' }>, store: TermStore): TermAnswer {
  switch (asked.kind) {
    case 'missing':
      return { missing: unpackIds(asked.oids).filter((oid) => !store.has(oid)) }
    case 'add':
      for (const change of asked.changes) store.add(change)
      return { done: true }
    case 'commit':
      store.commit()
      while (store.merge());
      store.sweep()
      return { done: true }
    case 'rank':
      return { ranked: rankChanges(unpackRequest(asked.request), (oids, visit) => store.visit(oids, visit)) }
  }
}

function storeIn(folder: string): TermStore {
  const store = open.get(folder) ?? new TermStore({ disk: realDisk, folder })
  open.delete(folder)
  open.set(folder, store)
  for (const [oldest] of [...open].slice(0, Math.max(0, open.size - maxOpen))) close(oldest)
  return store
}

/** What was added and not committed is lost, and will be missing again. */
function close(folder: string): TermAnswer {
  open.get(folder)?.close()
  open.delete(folder)
  return { done: true }
}
