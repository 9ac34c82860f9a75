import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startAsking, type Asking } from '../../../engine/thread.ts'
import type { Change } from '../../../engine/terms/index.ts'
import type { Caller } from '../../platform/http.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import type { RankedChange, RankRequest } from './rank.ts'
import { packIds, packRequest, type TermAnswer, type TermWork } from './term-work.ts'

/** The terms of changes, one store a repository. They fill by a job, and by what is asked for and not there yet. */
export interface TermBook {
  /** Which of these commits have no terms yet. */
  missing(id: string, oids: readonly string[]): Promise<readonly string[]>
  /** Reads the terms of commits, in that order, for as long as the signal lets it; true if all were read. What was read stays. */
  fill(viewer: Caller, repository: Repository, oids: readonly string[], signal: AbortSignal): Promise<boolean>
  rank(id: string, request: RankRequest): Promise<readonly RankedChange[]>
  /** Forgets a repository that is gone. */
  remove(id: string): Promise<void>
  close(): Promise<void>
}

/** So many are sent to the thread at once, or with more bytes fewer. */
const changesAtOnce = 50
const bytesAtOnce = 1 << 20
/** So many are made to last at once: what a stop costs is little. */
const commitEvery = 2_000

export function createTermBook({ repos, dataDir }: { repos: Pick<Repos, 'readCommitTexts'>; dataDir: string }): TermBook {
  let thread: Asking<TermWork, TermAnswer> | null = null
  const folderOf = (id: string) => join(dataDir, 'index', 'terms', id)

  /** What went wrong may have left the thread without memory or disk, so the next question starts another one. */
  async function ask(work: TermWork): Promise<TermAnswer> {
    const asked = (thread ??= startAsking<TermWork, TermAnswer>(new URL('./term-thread.ts', import.meta.url)))
    try {
      return await asked.ask(work)
    } catch (error) {
      await asked.close()
      if (thread === asked) thread = null
      throw error
    }
  }

  async function read(viewer: Caller, repository: Repository, oids: readonly string[], signal: AbortSignal): Promise<void> {
    const folder = folderOf(repository.id)
    let waiting: Change[] = []
    let bytes = 0
    let added = 0
    const send = async () => {
      await ask({ kind: 'add', folder, changes: waiting })
      waiting = []
      bytes = 0
    }
    for await (const change of repos.readCommitTexts(viewer, repository, oids, { signal })) {
      waiting.push(change)
      bytes += change.files.reduce((sum, { added: text, removed }) => sum + text.length + removed.length, 0)
      if (waiting.length >= changesAtOnce || bytes >= bytesAtOnce) await send()
      if (++added % commitEvery === 0) await ask({ kind: 'commit', folder })
    }
    await send()
  }

  return {
    async missing(id, oids) {
      const answer = await ask({ kind: 'missing', folder: folderOf(id), oids: packIds(oids) })
      return 'missing' in answer ? answer.missing : []
    },
    async fill(viewer, repository, oids, signal) {
      try {
        await read(viewer, repository, oids, signal)
        return true
      } catch (error) {
        if (!signal.aborted) throw error
        return false
      } finally {
        await ask({ kind: 'commit', folder: folderOf(repository.id) })
      }
    },
    async rank(id, request) {
      const answer = await ask({ kind: 'rank', folder: folderOf(id), request: packRequest(request) })
      return 'ranked' in answer ? answer.ranked : []
    },
    async remove(id) {
      await ask({ kind: 'close', folder: folderOf(id) })
      await rm(folderOf(id), { recursive: true, force: true })
    },
    async close() {
      await thread?.close()
      thread = null
    },
  }
}
