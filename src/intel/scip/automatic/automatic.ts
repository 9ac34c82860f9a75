import { mkdir, readdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { machine } from '../../../auth/auth.ts'
import { timestamp, type Clock } from '../../../platform/clock.ts'
import type { Config } from '../../../platform/config.ts'
import type { Answer, Parsed } from '../../../platform/endpoint.ts'
import type { Caller } from '../../../platform/http.ts'
import type { JobContext, JobKind } from '../../../platform/jobs.ts'
import type { Log } from '../../../platform/log.ts'
import { createSandbox } from '../../../platform/sandbox/sandbox.ts'
import type { Repository } from '../../../repos/contract.ts'
import { isReadable, type Repos } from '../../../repos/repos.ts'
import type * as contract from '../../contract.ts'
import { openTree } from '../../tree.ts'
import type { ScipFiles } from '../files.ts'
import type { ScipStore, UploadRow } from '../store.ts'
import type { Indexer } from './indexer.ts'
import { isPending, planSteps, type PlannedRun } from './plan.ts'
import { python } from './python.ts'
import { runIndexer } from './run.ts'
import { typescript } from './typescript.ts'

export type AutomaticPayload = { repositoryId: string }

/** Indexes that Firebreak makes itself, of repositories for which an owner has switched that on. */
export interface Automatic {
  job: JobKind<AutomaticPayload>
  /** Whether it is on, and what keeps indexers from doing anything else. */
  read(viewer: Caller, query: Parsed<typeof contract.readAutomatic>['query']): Promise<Answer<typeof contract.readAutomatic>>
  set(viewer: Caller, body: Parsed<typeof contract.setAutomatic>['body']): Promise<Answer<typeof contract.setAutomatic>>
  /** To be called when a repository has other commits than before, or none any more. */
  consider(repositoryId: string): Promise<void>
}

interface AutomaticOptions {
  store: ScipStore
  files: ScipFiles
  repos: Repos
  clock: Clock
  log: Log
  config: Pick<Config, 'dataDir' | 'autoIndexTracked' | 'autoIndexSeconds' | 'autoIndexMemoryMb' | 'autoIndexNice' | 'autoIndexSourceBytes' | 'scipMaxUploadBytes'>
  trackedCommits(repository: Repository & { head: string }): Promise<readonly string[]>
  enqueue(repositoryId: string): Promise<void>
  /** Has an index processed that is whole, as one that was uploaded. */
  enqueueProcessing(id: number): Promise<void>
}

const indexers: readonly Indexer[] = [typescript, python]
const maxAttempts = 3

export async function createAutomatic({ store, files, repos, clock, log, config, trackedCommits, enqueue, enqueueProcessing }: AutomaticOptions): Promise<Automatic> {
  const folder = await emptyFolder(join(config.dataDir, 'scip', 'automatic'))
  const sandbox = createSandbox({ scratch: folder })
  const underWay = new Map<string, AbortController>()

  async function planOf(repository: Repository & { head: string }, signal: AbortSignal): Promise<PlannedRun[]> {
    const runs: PlannedRun[] = []
    for (const commit of (await trackedCommits(repository)).slice(0, config.autoIndexTracked)) {
      const tree = await openTree({ repos, viewer: machine, repository, rev: commit, signal })
      if (!tree) continue
      for (const { name, version, roots } of indexers) {
        for (const root of await roots(tree, signal)) runs.push({ commit, root, indexer: name, indexerVersion: version })
      }
    }
    return runs
  }

  /** Brings the rows of the repository in line with its commits, and gives the one to be worked on. */
  async function next(repository: Repository & { head: string }, signal: AbortSignal): Promise<UploadRow | undefined> {
    const rowsOf = () => store.list({ repositoryIds: [repository.id] })
    const { drop, add, nextOf } = planSteps(await planOf(repository, signal), await rowsOf())
    await store.remove(drop)
    for (const { commit, root, indexer, indexerVersion } of add) {
      await store.insert({ repository_id: repository.id, commit_oid: commit, root, indexer, indexer_version: indexerVersion, parts: 1, created_at: timestamp(clock), state: 'waiting', origin: 'automatic' })
    }
    return nextOf(await rowsOf())
  }

  async function index(repository: Repository, row: UploadRow, signal: AbortSignal): Promise<void> {
    const indexer = indexers.find(({ name }) => name === row.indexer)
    const tree = await openTree({ repos, viewer: machine, repository, rev: row.commit_oid, signal })
    if (!indexer || !tree) return void (await store.remove([row.id]))
    await store.change(row.id, { state: 'indexing', walls: await sandbox.walls() })
    const take = async (body: ReadableStream<Uint8Array>) => {
      const size = await files.receive(body, { id: row.id, part: 0, maxBytes: config.scipMaxUploadBytes })
      if (await store.change(row.id, { state: 'queued', upload_bytes: size })) await enqueueProcessing(row.id)
      else await files.remove(row.id) // it was removed meanwhile
    }
    const failure = await runIndexer({ repos, sandbox, config }, { indexer, tree, root: row.root, folder: join(folder, String(row.id)), signal, take })
    if (failure === null) return
    log.info({ upload: row.id, reason: failure }, 'a repository could not be indexed')
    await store.change(row.id, { state: 'failed', failure, finished_at: timestamp(clock) })
  }

  async function dropPending(repositoryId: string): Promise<void> {
    const rows = await store.list({ repositoryIds: [repositoryId] })
    await store.remove(rows.filter(isPending).map(({ id }) => id))
  }

  /** One index each time: a push in between, and other repositories, need not wait for the rest. */
  async function work(repositoryId: string, signal: AbortSignal): Promise<void> {
    const repository = (await repos.allVisible(machine)).find(({ id }) => id === repositoryId)
    if (!repository) return store.removeAutomatic(repositoryId)
    if (!isReadable(repository) || !(await store.automaticOf(repositoryId))) return dropPending(repositoryId)
    const row = await next(repository, signal)
    if (!row) return
    await index(repository, row, signal)
    await enqueue(repositoryId)
  }

  async function failBegun(repositoryId: string): Promise<void> {
    for (const row of await store.list({ repositoryIds: [repositoryId], states: ['indexing'] })) {
      await store.change(row.id, { state: 'failed', failure: 'Something broke on our side; the server log says what.', finished_at: timestamp(clock) })
    }
  }

  async function run({ repositoryId }: AutomaticPayload, { signal, attempt }: JobContext): Promise<void> {
    const stop = new AbortController()
    underWay.set(repositoryId, stop)
    try {
      await work(repositoryId, AbortSignal.any([signal, stop.signal]))
    } catch (error) {
      if (stop.signal.aborted) return await dropPending(repositoryId)
      if (!signal.aborted && attempt >= maxAttempts) await failBegun(repositoryId)
      throw error
    } finally {
      underWay.delete(repositoryId)
    }
  }

  async function answer(repository: Repository): Promise<Answer<typeof contract.readAutomatic>> {
    const on = await store.automaticOf(repository.id)
    return { repo: repository.name, on: on !== undefined, since: on?.enabled_at ?? null, by: on?.enabled_by ?? null, indexers: indexers.map(({ name, version }) => ({ name, version })), walls: await sandbox.walls() }
  }

  return {
    job: { name: 'intel.scip.automatic', concurrency: 1, maxAttempts, run },
    read: async (viewer, { repo }) => answer(await repos.byName(viewer, repo)),
    async set(viewer, { repo, on }) {
      const repository = await repos.byName(viewer, repo)
      if (on) await store.setAutomatic({ repository_id: repository.id, enabled_at: timestamp(clock), enabled_by: viewer.name })
      else await store.removeAutomatic(repository.id)
      if (!on) underWay.get(repository.id)?.abort(new Error('automatic indexing was switched off'))
      await enqueue(repository.id)
      return answer(repository)
    },
    async consider(repositoryId) {
      if (await store.automaticOf(repositoryId)) await enqueue(repositoryId)
    },
  }
}

/** Without what a process left that was killed. The path that it gives is the one that permissions are checked against: from the root, and through no link. */
async function emptyFolder(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const folder = await realpath(path)
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
  return folder
}
