import { machine } from '../../auth/auth.ts'
import { timestamp, type Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import type { JobKind } from '../../platform/jobs.ts'
import type { Log } from '../../platform/log.ts'
import type { Repository } from '../../repos/contract.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import { BrokenIndex } from './broken.ts'
import { buildIndex } from './build.ts'
import type { ScipFiles } from './files.ts'
import { scipLimits } from './limits.ts'
import { superfluous } from './retention.ts'
import type { ScipStore, UploadRow } from './store.ts'

export type ProcessPayload = { id: number }
export type TidyPayload = { repositoryId: string }

/** What becomes of uploads once they are whole. */
export interface Processing {
  /** Makes the file of an upload's index. */
  job: JobKind<ProcessPayload>
  /** Removes the indexes of a repository that nobody needs any more; all of them, if it is gone. */
  tidyJob: JobKind<TidyPayload>
}

interface ProcessingOptions {
  store: ScipStore
  files: ScipFiles
  repos: Repos
  clock: Clock
  log: Log
  config: Pick<Config, 'scipMaxIndexBytes' | 'scipKeep'>
  trackedCommits(repository: Repository & { head: string }): Promise<readonly string[]>
  /** An index of a repository can be asked that could not before, or not any more. */
  onChange(repositoryId: string): Promise<void>
}

const maxAttempts = 3

export function createProcessing({ store, files, repos, clock, log, config, trackedCommits, onChange }: ProcessingOptions): Processing {
  async function process(row: UploadRow, signal: AbortSignal): Promise<void> {
    const parts = await files.partsOf(row.id, row.parts)
    if (!parts) throw new BrokenIndex('What was uploaded is gone from the disk; upload it again.')
    await store.change(row.id, { state: 'processing' })
    const request = { files: parts, path: files.indexOf(row.id), root: row.root, limits: { ...scipLimits, maxBytes: config.scipMaxIndexBytes } }
    const { head, bytes, packages } = await buildIndex(request, signal)
    const { documents, symbols, occurrences } = head
    const known = await store.complete(row.id, {
      state: 'completed', failure: null, finished_at: timestamp(clock), index_bytes: bytes, documents, symbols, occurrences, ill_formed: head.illFormed,
      indexer: row.indexer || head.tool || 'unknown', indexer_version: row.indexer_version || head.toolVersion,
    }, packages)
    if (!known) await files.remove(row.id) // it was removed meanwhile
    await files.removeUpload(row.id)
  }

  async function fail(row: UploadRow, failure: string): Promise<void> {
    await store.change(row.id, { state: 'failed', failure, finished_at: timestamp(clock) })
    await files.remove(row.id)
  }

  async function run({ id }: ProcessPayload, { signal, attempt }: { signal: AbortSignal; attempt: number }): Promise<void> {
    const row = await store.get(id)
    if (row?.state !== 'queued' && row?.state !== 'processing') return
    try {
      await process(row, signal)
    } catch (error) {
      if (!(error instanceof BrokenIndex) && !signal.aborted && attempt >= maxAttempts) await fail(row, 'Something broke on our side; the server log says what.')
      if (!(error instanceof BrokenIndex)) throw error
      log.info({ upload: id, reason: error.message }, 'an index was refused')
      await fail(row, error.message)
    }
    await tidy({ repositoryId: row.repository_id })
  }

  async function tidy({ repositoryId }: TidyPayload): Promise<void> {
    const rows = await store.list({ repositoryIds: [repositoryId] })
    if (rows.length === 0) return // as for most repositories at most pushes
    const repository = (await repos.allVisible(machine)).find(({ id }) => id === repositoryId)
    const tracked = repository && isReadable(repository) ? await trackedCommits(repository) : []
    const gone = repository ? superfluous(rows, { keep: config.scipKeep, tracked: new Set(tracked), now: clock.now() }) : rows
    await store.remove(gone.map(({ id }) => id))
    for (const { id } of gone) await files.remove(id)
    await onChange(repositoryId)
  }

  return {
    job: { name: 'intel.scip', concurrency: 1, maxAttempts, run },
    tidyJob: { name: 'intel.scip.tidy', concurrency: 1, maxAttempts: 5, run: tidy },
  }
}
