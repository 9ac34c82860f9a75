import { CorruptFile, isMissing } from '../../../engine/disk/index.ts'
import { IndexFile } from './index-file.ts'
import type { ScipFiles } from './files.ts'

/** Index files that are open, so that a question does not begin with reading a table. */
export interface OpenedIndexes {
  /** Hands over an index as long as `ask` works with it. Null for one that is gone or damaged; of the latter `onDamage` is told. */
  use<T>(id: number, ask: (file: IndexFile) => Promise<T>): Promise<T | null>
  /** Closes those that are not used now. */
  close(): void
}

const mostOpen = 200

export function createOpenedIndexes({ files, onDamage }: { files: Pick<ScipFiles, 'indexOf'>; onDamage(id: number, error: CorruptFile): void }): OpenedIndexes {
  const open = new Map<number, { file: IndexFile; users: number }>()

  function closeUnused(most: number): void {
    for (const [id, { file, users }] of open) {
      if (open.size <= most) return
      if (users > 0) continue
      open.delete(id)
      file.close()
    }
  }

  async function ask<T>(id: number, work: (file: IndexFile) => Promise<T>): Promise<T> {
    const entry = open.get(id) ?? { file: new IndexFile(files.indexOf(id)), users: 0 }
    open.delete(id)
    open.set(id, entry)
    entry.users++
    try {
      entry.file.recheck()
      return await work(entry.file)
    } finally {
      entry.users--
      closeUnused(mostOpen)
    }
  }

  return {
    async use(id, work) {
      try {
        return await ask(id, work)
      } catch (error) {
        if (!(error instanceof CorruptFile) && !isMissing(error)) throw error
        if (error instanceof CorruptFile) onDamage(id, error)
        return null
      }
    },
    close: () => closeUnused(0),
  }
}
