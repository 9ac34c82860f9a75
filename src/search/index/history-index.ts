import { join } from 'node:path'
import { rm } from 'node:fs/promises'
import { CorruptFile } from '../../../engine/disk/index.ts'
import { History } from '../../../engine/history/index.ts'
import type { Log } from '../../platform/log.ts'

/** The histories of mainlines as searches use them, one folder a repository. They may lag behind the mirrors, or not be there. */
export interface HistoryIndex {
  folderOf(id: string): string
  /** What is indexed of a repository's mainline; empty if nothing is. */
  of(id: string): History
  /** Takes up what the indexer has committed for a repository. */
  refresh(id: string): void
  /** Forgets a repository that is gone. */
  remove(id: string): Promise<void>
  close(): void
}

export function createHistoryIndex({ dataDir, log }: { dataDir: string; log: Log }): HistoryIndex {
  const folder = join(dataDir, 'index', 'history')
  const open = new Map<string, History>()
  const folderOf = (id: string) => join(folder, id)

  function openSound(id: string, attempts = 3): History {
    try {
      return History.open(folderOf(id))
    } catch (error) {
      // The indexer may replace runs between the reading of the list and that of the runs.
      if (isMissing(error) && attempts > 1) return openSound(id, attempts - 1)
      if (!(error instanceof CorruptFile)) throw error
      log.error({ err: error, repository: id }, 'the history index of a repository is damaged; it is built anew with the next fetch')
      return History.open(join(folder, 'none'))
    }
  }

  function refresh(id: string): void {
    open.get(id)?.close()
    open.delete(id)
  }

  return {
    folderOf,
    refresh,
    of(id) {
      const known = open.get(id) ?? openSound(id)
      open.set(id, known)
      return known
    },
    async remove(id) {
      refresh(id)
      await rm(folderOf(id), { recursive: true, force: true })
    },
    close() {
      for (const history of open.values()) history.close()
      open.clear()
    },
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
