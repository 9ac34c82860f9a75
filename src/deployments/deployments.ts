import { join } from 'node:path'
import { machine } from '../auth/auth.ts'
import { timestamp, type Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import { badInput, notFound } from '../platform/errors.ts'
import type { Events } from '../platform/events.ts'
import type { Caller } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import type { JobKind, Jobs } from '../platform/jobs.ts'
import type { Log } from '../platform/log.ts'
import { keepSecret } from '../platform/private-file.ts'
import { createSealing } from '../platform/sealing.ts'
import type { Repository } from '../repos/contract.ts'
import type { Repos } from '../repos/repos.ts'
import * as contract from './contract.ts'
import { createHooks, type Hooks } from './hooks.ts'
import { fullId } from './senders/sender.ts'
import { createDeploymentStore, type Before, type DeploymentFilter, type DeploymentRow } from './store.ts'

type Query<E> = Parsed<E> extends { query: infer Q } ? Q : never
export type Told = Parsed<typeof contract.recordDeployment>['body']

/** Which commit of which repository runs as which service in which environment, since when. */
export interface Deployments extends Hooks {
  jobKinds: readonly JobKind<never>[]
  record(viewer: Caller, told: Told): Promise<contract.Deployment>
  list(viewer: Caller, query: Query<typeof contract.listDeployments>): Promise<Answer<typeof contract.listDeployments>>
  /** Those of some repositories, by name, the newest first and not more than so many: one question, however many repositories. */
  listOf(viewer: Caller, repos: readonly string[], limit: number): Promise<contract.Deployment[]>
  running(viewer: Caller, query: Query<typeof contract.listRunning>): Promise<contract.Running[]>
  remove(viewer: Caller, id: string): Promise<void>
  /** The commits of a repository that run somewhere and can be read, those deployed last first, at most so many. */
  commitsOf(repository: { id: string }, limit: number): Promise<string[]>
  /** From now on this is called when other commits of a repository run than before; it must not wait for the work. */
  indexWith(enqueue: (repositoryId: string) => Promise<void>): void
}

interface DeploymentsDeps {
  db: Db
  repos: Repos
  jobs: Jobs
  events: Events
  clock: Clock
  log: Log
  config: { dataDir: string }
}

type SettlePayload = { repositoryId: string }

/** A clock that is ahead of ours by a little is not in the future. */
const aheadMs = 5 * 60_000

export async function createDeployments({ db, repos, jobs, events, clock, log, config }: DeploymentsDeps): Promise<Deployments> {
  const store = createDeploymentStore(db)
  const sealing = createSealing(await keepSecret(join(config.dataDir, 'secret')), 'webhooks of deployments')
  const indexers: ((id: string) => Promise<void>)[] = []
  /** Repositories of which commits are deployed that their mirrors lack. */
  const awaited = new Set<string>()

  async function changed(repositoryId: string): Promise<void> {
    events.publish({ topic: 'deployments' })
    for (const enqueue of indexers) await enqueue(repositoryId)
  }

  async function names(viewer: Caller): Promise<Map<string, string>> {
    return new Map((await repos.allVisible(viewer)).map(({ id, name }) => [id, name]))
  }

  async function record(viewer: Caller, told: Told): Promise<contract.Deployment> {
    const repository = await repos.byAddress(viewer, told.repo)
    if (!repository) throw notFound('repos.not_found', 'There is no such repository, or you may not see it. Add it first.')
    const { commit, known } = await commitOf(viewer, repository, told.commit)
    const row = rowOf(told, { repository, commit, known, recordedBy: viewer.name, now: clock.now() })
    const same = told.key === undefined && told.at === undefined ? await alreadyThere(row) : null
    const { row: recorded, isNew } = same ? { row: same, isNew: false } : await store.record(row)
    if (!isNew) return present(recorded, repository.name)
    await repos.keep(machine, [{ repo: repository.name, commit }])
    if (!known) await awaitCommit(repository.id)
    await changed(repository.id)
    return present(recorded, repository.name)
  }

  /** A full id may be told before it is fetched; anything else has to be there. */
  async function commitOf(viewer: Caller, repository: Repository, rev: string): Promise<{ commit: string; known: boolean }> {
    const found = await repos.resolve(viewer, repository, rev)
    if (found) return { commit: found.commit, known: true }
    if (fullId.test(rev)) return { commit: rev, known: false }
    throw badInput('deployments.unknown_commit', `${repository.name} has no revision of that name here. Give the full id of the commit, which need not be fetched yet.`)
  }

  async function alreadyThere(row: DeploymentRow): Promise<DeploymentRow | null> {
    const [latest] = await store.latest({ ...slotOf(row), at: row.deployed_at })
    return latest && latest.commit_oid === row.commit_oid && latest.state === row.state ? latest : null
  }

  async function awaitCommit(repositoryId: string): Promise<void> {
    awaited.add(repositoryId)
    await repos.fetch(machine, repositoryId)
  }

  /** Looks which commits have come since. */
  async function settle({ repositoryId }: SettlePayload): Promise<void> {
    await recordSample(repositoryId)
    const rows = await store.unknownOf(repositoryId)
    const come: string[] = []
    for (const row of rows) if (await repos.resolve(machine, { id: repositoryId }, row.commit_oid).catch(() => null)) come.push(row.id)
    await store.markKnown(come)
    if (come.length === rows.length) awaited.delete(repositoryId)
    if (come.length > 0) await changed(repositoryId)
  }

  /** What was told of the sample organisation comes with it. */
  async function recordSample(repositoryId: string): Promise<void> {
    const repository = (await repos.allVisible(machine)).find(({ id }) => id === repositoryId)
    if (!repository?.head) return
    const told = await repos.sampleDeployments(repository)
    for (const { tag, environment, at } of told.filter(({ at }) => at <= timestamp(clock))) {
      await record({ ...machine, name: 'the sample' }, { repo: repository.name, commit: tag, version: tag, environment, at, state: 'live', key: `${tag} ${environment}` })
    }
  }

  const settleJob: JobKind<SettlePayload> = { name: 'deployments.settle', concurrency: 1, maxAttempts: 5, run: settle }
  const enqueueSettle = (repositoryId: string) => jobs.enqueue(settleJob, { repositoryId }, { key: repositoryId })
  events.subscribe(({ topic }) => {
    const [noun, repositoryId = ''] = topic.split('/')
    if (noun !== 'repository' || !awaited.has(repositoryId)) return
    void enqueueSettle(repositoryId).catch((error: unknown) => log.error({ err: error }, 'commits that are deployed cannot be looked for'))
  })
  repos.indexWith(enqueueSettle)
  for (const id of await store.awaitedRepositories()) awaited.add(id)

  return {
    ...createHooks({ store, sealing, repos, clock, record }),
    jobKinds: [settleJob as JobKind<never>],
    record,
    async list(viewer, { after, limit, ...query }) {
      const visible = await names(viewer)
      const rows = await store.list({ ...filterOf(query, visible), before: after === undefined ? null : readPlace(after), limit: limit + 1 })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return { deployments: page.map((row) => present(row, visible.get(row.repository_id) ?? '')), next: rows.length > limit && last ? writePlace(last) : null }
    },
    async listOf(viewer, repos, limit) {
      const wanted = new Set(repos)
      const visible = await names(viewer)
      const repositoryIds = [...visible].flatMap(([id, name]) => (wanted.has(name) ? [id] : []))
      const rows = await store.list({ repositoryIds, before: null, limit })
      return rows.map((row) => present(row, visible.get(row.repository_id) ?? ''))
    },
    async running(viewer, { at, ...query }) {
      const visible = await names(viewer)
      const latest = await store.latest({ ...filterOf(query, visible), at: at === undefined ? timestamp(clock) : new Date(at).toISOString() })
      const live = latest.filter(({ state }) => state === 'live')
      return Promise.all(live.map(async (row) => {
        const previous = await store.before(row)
        const repo = visible.get(row.repository_id) ?? ''
        return { deployment: present(row, repo), previous: previous ? present(previous, repo) : null }
      }))
    },
    async remove(viewer, id) {
      const row = await store.get(id)
      if (!row || !(await names(viewer)).has(row.repository_id)) throw notFound('deployments.not_found', 'There is no such deployment (any more).')
      await store.remove(id)
      await changed(row.repository_id)
    },
    async commitsOf({ id }, limit) {
      const latest = await store.latest({ repositoryIds: [id], at: timestamp(clock) })
      const newestFirst = latest.filter(({ state, known }) => state === 'live' && known === 1).toSorted((a, b) => (a.deployed_at < b.deployed_at ? 1 : -1))
      return [...new Set(newestFirst.map(({ commit_oid }) => commit_oid))].slice(0, limit)
    },
    indexWith: (enqueue) => void indexers.push(enqueue),
  }
}

interface Recorded {
  repository: Repository
  commit: string
  known: boolean
  recordedBy: string
  now: Date
}

/** Throws for a time that has not come. */
function rowOf(told: Told, { repository, commit, known, recordedBy, now }: Recorded): DeploymentRow {
  const at = told.at === undefined ? now : new Date(told.at)
  if (at.getTime() > now.getTime() + aheadMs) throw badInput('deployments.in_future', 'at: this time has not come yet.')
  const id = newId('dep')
  const service = told.service ?? repository.name.split('/').at(-1) ?? repository.name
  const said = told.key === undefined ? `${service} ${told.environment} ${told.state} ${commit} ${told.at === undefined ? id : at.toISOString()}` : `key ${told.key}`
  return {
    id, sender_key: `${repository.id} ${said}`, repository_id: repository.id, commit_oid: commit, known: known ? 1 : 0, service, environment: told.environment,
    version: told.version ?? null, url: told.url ?? null, state: told.state, deployed_at: at.toISOString(), recorded_at: now.toISOString(), recorded_by: recordedBy,
  }
}

const slotOf = ({ repository_id, service, environment }: DeploymentRow) => ({ repositoryIds: [repository_id], service, environment })

function filterOf({ repo, service, environment }: { repo?: string | undefined; service?: string | undefined; environment?: string | undefined }, visible: ReadonlyMap<string, string>): DeploymentFilter {
  const repositoryIds = [...visible].flatMap(([id, name]) => (repo === undefined || name === repo ? [id] : []))
  return { repositoryIds, service, environment }
}

function present(row: DeploymentRow, repo: string): contract.Deployment {
  return {
    id: row.id, repo, commit: row.commit_oid, known: row.known === 1, service: row.service, environment: row.environment, version: row.version, url: row.url,
    state: row.state, deployedAt: row.deployed_at, recordedAt: row.recorded_at, recordedBy: row.recorded_by,
  }
}

const writePlace = ({ deployed_at, id }: Before): string => `${deployed_at}_${id}`

function readPlace(text: string): Before {
  const [, deployed_at, id] = /^([^_]+)_(dep_\w+)$/.exec(text) ?? []
  if (deployed_at === undefined || id === undefined) throw badInput('input.invalid', 'after: give what an earlier answer had as next.')
  return { deployed_at, id }
}
