import { sql, type ExpressionBuilder } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { HookKind } from './contract.ts'

export interface DeploymentRow {
  id: string
  /** What tells it from the others: under one key a deployment is recorded once. */
  sender_key: string
  repository_id: string
  commit_oid: string
  /** 1 once the mirror has the commit. */
  known: number
  service: string
  environment: string
  version: string | null
  url: string | null
  state: 'live' | 'removed'
  deployed_at: string
  recorded_at: string
  recorded_by: string
}

export interface HookRow {
  id: string
  kind: HookKind
  environment: string | null
  /** See `platform/sealing.ts`; bound to the id. */
  sealed: string
  created_at: string
  created_by: string
  last_at: string | null
  last_outcome: string | null
}

type Tables = { deployments: DeploymentRow; deployment_hooks: HookRow }

export interface DeploymentFilter {
  repositoryIds: readonly string[]
  service?: string | undefined
  environment?: string | undefined
}

/** A place in the list: the newest come first. */
export type Before = Pick<DeploymentRow, 'deployed_at' | 'id'>

export interface DeploymentStore {
  /** Gives the one that was recorded under its key: itself, or one before it. */
  record(row: DeploymentRow): Promise<{ row: DeploymentRow; isNew: boolean }>
  get(id: string): Promise<DeploymentRow | undefined>
  list(filter: DeploymentFilter & { before: Before | null; limit: number }): Promise<DeploymentRow[]>
  /** Of each slot the newest at or before a moment, also where that one is a removal; of deployments of one moment the last recorded. */
  latest(filter: DeploymentFilter & { at: string }): Promise<DeploymentRow[]>
  /** The newest deployment of another commit in a slot before one of its deployments. */
  before(row: DeploymentRow): Promise<DeploymentRow | undefined>
  /** Those of a repository whose commits the mirror lacked. */
  unknownOf(repositoryId: string): Promise<DeploymentRow[]>
  /** The ids of the repositories that have such. */
  awaitedRepositories(): Promise<string[]>
  markKnown(ids: readonly string[]): Promise<void>
  remove(id: string): Promise<void>

  hooks(): Promise<HookRow[]>
  hook(id: string): Promise<HookRow | undefined>
  addHook(row: HookRow): Promise<void>
  noteHook(id: string, last: { at: string; outcome: string }): Promise<void>
  removeHook(id: string): Promise<boolean>
}

type Rows = ExpressionBuilder<Tables, 'deployments'>

export function createDeploymentStore(db: Db): DeploymentStore {
  const tables = db.withTables<Tables>()
  const fits = ({ repositoryIds, service, environment }: DeploymentFilter) => (row: Rows) =>
    row.and([
      row('repository_id', 'in', repositoryIds.length > 0 ? repositoryIds : ['']),
      ...(service === undefined ? [] : [row('service', '=', service)]),
      ...(environment === undefined ? [] : [row('environment', '=', environment)]),
    ])

  return {
    async record(row) {
      const added = await tables.insertInto('deployments').values(row).onConflict((conflict) => conflict.column('sender_key').doNothing()).returning('id').executeTakeFirst()
      if (added) return { row, isNew: true }
      return { row: await tables.selectFrom('deployments').selectAll().where('sender_key', '=', row.sender_key).executeTakeFirstOrThrow(), isNew: false }
    },
    get: (id) => tables.selectFrom('deployments').selectAll().where('id', '=', id).executeTakeFirst(),
    async list({ before, limit, ...filter }) {
      let rows = tables.selectFrom('deployments').selectAll().where(fits(filter)).orderBy('deployed_at', 'desc').orderBy('id', 'desc').limit(limit)
      if (before) rows = rows.where((row) => row.or([row('deployed_at', '<', before.deployed_at), row.and([row('deployed_at', '=', before.deployed_at), row('id', '<', before.id)])]))
      return rows.execute()
    },
    async latest({ at, ...filter }) {
      const place = sql<number>`row_number() over (partition by repository_id, service, environment order by deployed_at desc, recorded_at desc, id desc)`
      const ranked = tables.selectFrom('deployments').selectAll().select(place.as('place')).where(fits(filter)).where('deployed_at', '<=', at)
      const rows = await tables.selectFrom(ranked.as('ranked')).selectAll().where('place', '=', 1).orderBy('service').orderBy('environment').orderBy('repository_id').execute()
      return rows.map(({ place: _, ...row }) => row)
    },
    before: ({ repository_id, service, environment, commit_oid, deployed_at }) =>
      tables
        .selectFrom('deployments')
        .selectAll()
        .where(fits({ repositoryIds: [repository_id], service, environment }))
        .where('deployed_at', '<=', deployed_at)
        .where('commit_oid', '!=', commit_oid)
        .where('state', '=', 'live')
        .orderBy('deployed_at', 'desc')
        .orderBy('recorded_at', 'desc')
        .executeTakeFirst(),
    unknownOf: (repositoryId) => tables.selectFrom('deployments').selectAll().where('repository_id', '=', repositoryId).where('known', '=', 0).execute(),
    async awaitedRepositories() {
      const rows = await tables.selectFrom('deployments').select('repository_id').distinct().where('known', '=', 0).execute()
      return rows.map(({ repository_id }) => repository_id)
    },
    async markKnown(ids) {
      if (ids.length > 0) await tables.updateTable('deployments').set({ known: 1 }).where('id', 'in', ids).execute()
    },
    async remove(id) {
      await tables.deleteFrom('deployments').where('id', '=', id).execute()
    },
    hooks: () => tables.selectFrom('deployment_hooks').selectAll().orderBy('created_at').execute(),
    hook: (id) => tables.selectFrom('deployment_hooks').selectAll().where('id', '=', id).executeTakeFirst(),
    async addHook(row) {
      await tables.insertInto('deployment_hooks').values(row).execute()
    },
    async noteHook(id, { at, outcome }) {
      await tables.updateTable('deployment_hooks').set({ last_at: at, last_outcome: outcome }).where('id', '=', id).execute()
    },
    async removeHook(id) {
      return (await tables.deleteFrom('deployment_hooks').where('id', '=', id).returning('id').executeTakeFirst()) !== undefined
    },
  }
}
