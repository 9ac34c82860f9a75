import { startHistoryIndexer, type HistoryIndexer } from '../../../engine/pool/index.ts'
import { machine } from '../../auth/auth.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import type { HistoryIndex } from './history-index.ts'

/** Keeps the history of a repository's mainline up to its mirror. One repository at a time. */
export interface HistoryIndexing {
  /** `report` is told how much of what is new has been read, from 0 to 1. What was read before a failure is kept. */
  update(repository: Repository & { head: string }, options: { signal: AbortSignal; report(part: number): Promise<void> }): Promise<void>
  close(): Promise<void>
}

/** So many commits are made durable at a time: what a stop costs is little, and the runs are joined again afterwards. */
const commitEvery = 2_000

export function createHistoryIndexing({ repos, histories }: { repos: Repos; histories: HistoryIndex }): HistoryIndexing {
  let indexer: HistoryIndexer | null = null
  const writer = () => (indexer ??= startHistoryIndexer())

  async function restart(): Promise<void> {
    await indexer?.close()
    indexer = null
  }

  async function update(repository: Repository & { head: string }, { signal, report }: Parameters<HistoryIndexing['update']>[1]): Promise<void> {
    const known = await writer().open(histories.folderOf(repository.id))
    const positions = new Map(known.map((oid, position) => [oid, position]))
    const { common, count } = await repos.mainlineSince(machine, repository, repository.head, { isKnown: (oid) => positions.has(oid), signal })
    const length = common === null ? 0 : (positions.get(common) ?? 0) + 1
    if (length < known.length) await writer().truncate(length)
    if (count > 0) await read(repository, { after: common, count, signal, report })
    if (count === 0 && length === known.length) return
    histories.refresh(repository.id)
    while (await writer().merge()) histories.refresh(repository.id)
    await writer().sweep()
  }

  interface Reading {
    after: string | null
    count: number
    signal: AbortSignal
    report(part: number): Promise<void>
  }

  async function read(repository: Repository & { head: string }, { after, count, signal, report }: Reading): Promise<void> {
    let done = 0
    let durable = 0
    for await (const events of repos.readMainline(machine, repository, { tip: repository.head, after, signal })) {
      // Between two commits only: a commit whose changes are still coming must not be taken for a whole one.
      const border = done - durable < commitEvery ? -1 : events.findIndex(({ kind }) => kind === 'commit')
      if (border >= 0) {
        await writer().add(events.slice(0, border))
        await writer().commit()
        durable = done
        await report(done / count)
      }
      await writer().add(events.slice(Math.max(0, border)))
      done += events.filter(({ kind }) => kind === 'commit').length
    }
    await writer().commit()
  }

  return {
    async update(repository, options) {
      try {
        await update(repository, options)
      } catch (error) {
        await restart()
        throw error
      }
    },
    close: restart,
  }
}
