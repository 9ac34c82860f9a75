import type { Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import type { Db } from '../../platform/database.ts'
import type { JobKind, Jobs } from '../../platform/jobs.ts'
import type { Log } from '../../platform/log.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import { createAutomatic, type Automatic, type AutomaticPayload } from './automatic/automatic.ts'
import { createCarrying } from './carry.ts'
import { createScipFiles } from './files.ts'
import { createOpenedIndexes } from './opened.ts'
import { createProcessing, type ProcessPayload, type TidyPayload } from './processing.ts'
import { createPrecise, type Precise } from './query.ts'
import { createSources } from './sources.ts'
import { createScipStore } from './store.ts'
import { createUploads, type Uploads } from './uploads.ts'

export type { Precise, PreciseName, PrecisePlace, PrecisePosition, ReferencePage, Role } from './query.ts'

/** Indexes that compilers make, in Sourcegraph's format SCIP. */
export interface Scip {
  /** To be given to `jobs.start`. */
  jobKinds: readonly JobKind<never>[]
  uploads: Uploads
  automatic: Automatic
  /** Questions to the indexes that are there. */
  precise: Precise
  /** Calls `enqueue` for a repository whose indexes have come or gone. */
  indexWith(enqueue: (repositoryId: string) => Promise<void>): void
  close(): void
}

export interface ScipOptions {
  db: Db
  repos: Repos
  jobs: Pick<Jobs, 'enqueue' | 'every'>
  clock: Clock
  log: Log
  config: Pick<Config, 'dataDir' | 'scipMaxUploadBytes' | 'scipMaxIndexBytes' | 'scipKeep' | 'autoIndexTracked' | 'autoIndexSeconds' | 'autoIndexMemoryMb' | 'autoIndexNice' | 'autoIndexSourceBytes'>
  /** The commits of a repository whose indexes are kept however old they are. */
  trackedCommits(repository: Repository & { head: string }): Promise<readonly string[]>
}

/** Takes up what an earlier process left, then is ready. */
export async function createScip({ db, repos, jobs, clock, log, config, trackedCommits }: ScipOptions): Promise<Scip> {
  const store = createScipStore(db)
  const files = await createScipFiles(config.dataDir)
  const sources = createSources({ store, repos })
  const opened = createOpenedIndexes({
    files,
    onDamage(id, error) {
      log.error({ err: error, upload: id }, 'the file of an index is damaged')
      void store.change(id, { state: 'failed', failure: 'The file of the index is damaged on the disk; upload the index again.' }).then(sources.changed, () => {})
    },
  })
  const listeners: ((repositoryId: string) => Promise<void>)[] = []
  async function onChange(repositoryId: string): Promise<void> {
    sources.changed()
    for (const listener of listeners) await listener(repositoryId)
  }
  const processing = createProcessing({ store, files, repos, clock, log, config, trackedCommits, onChange })
  const enqueue = (id: number) => jobs.enqueue<ProcessPayload>(processing.job, { id }, { key: String(id) })
  const enqueueTidy = (repositoryId: string) => jobs.enqueue<TidyPayload>(processing.tidyJob, { repositoryId }, { key: repositoryId })
  const enqueueAutomatic = (repositoryId: string) => jobs.enqueue<AutomaticPayload>(automatic.job, { repositoryId }, { key: repositoryId })
  const automatic = await createAutomatic({ store, files, repos, clock, log, config, trackedCommits, enqueue: enqueueAutomatic, enqueueProcessing: enqueue })

  const known = new Map((await store.list({})).map((row) => [row.id, row]))
  await files.sweep((id) => known.has(id))
  for (const { id, state } of known.values()) if (state === 'queued' || state === 'processing') await enqueue(id)
  repos.indexWith(enqueueTidy)
  repos.indexWith(automatic.consider)
  jobs.every('17 * * * *', async () => {
    for (const id of new Set((await store.list({})).map(({ repository_id }) => repository_id))) await enqueueTidy(id)
  })

  return {
    jobKinds: [processing.job, processing.tidyJob, automatic.job],
    uploads: createUploads({ store, files, repos, clock, config, enqueue, onChange }),
    automatic,
    precise: createPrecise({ store, repos, sources, opened, carrying: createCarrying(repos) }),
    indexWith: (enqueueOther) => void listeners.push(enqueueOther),
    close: opened.close,
  }
}
