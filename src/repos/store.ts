import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Db } from '../platform/database.ts'

type RepositoriesTable = {
  id: string
  /** Counts up and is never given twice, so that a number kept elsewhere cannot come to mean another repository. */
  number: number
  name: string
  source: 'remote' | 'local' | 'sample'
  /** What makes two requests to add the same thing: `remote:host/owner/name`, `local:/folder`, `sample:name`. */
  origin: string
  /** What git clones from: an address without credentials, or a folder of this machine. */
  url: string | null
  description: string
  fork: number
  archived: number
  default_branch: string | null
  head: string | null
  object_format: 'sha1' | 'sha256'
  /** Of the mirror. Stays `ready` or `failed` while an existing mirror is fetched; `clone_phase` says that git is at work. */
  clone_state: 'waiting' | 'running' | 'ready' | 'failed'
  clone_phase: string | null
  clone_percent: number | null
  clone_error_code: string | null
  clone_error_message: string | null
  last_fetched_at: string | null
  last_tried_at: string | null
  compacted_at: string | null
  /** 1 when something was fetched since. */
  uncompacted: number
  incomplete: number
  index_state: 'waiting' | 'running' | 'ready' | 'failed' | 'empty'
  index_files: number
  index_bytes: number
  index_commit: string | null
  index_percent: number | null
  created_at: string
}

type KeptCommitsTable = {
  repository_id: string
  oid: string
  /** `asked`: the next work on the mirror has it hold the commit. `held`: it does. `lost`: neither it nor the source has the commit. */
  state: 'asked' | 'held' | 'lost'
}

type CredentialsTable = {
  id: string
  address: string
  username: string
  /** See `platform/sealing.ts`; bound to the address. */
  sealed: string
  added_at: string
  added_by: string
}

type ReposTables = {
  repository_credentials: CredentialsTable
  repository_kept_commits: KeptCommitsTable
  repositories: RepositoriesTable
  repository_numbers: { last: number }
}

export type CredentialRow = Selectable<CredentialsTable>
export type RepositoryRow = Selectable<RepositoriesTable>
export type NewRepository = Pick<Insertable<RepositoriesTable>, 'id' | 'name' | 'source' | 'origin' | 'url' | 'created_at'> &
  Partial<Pick<Insertable<RepositoriesTable>, 'description' | 'archived'>>
export type RepositoryChange = Omit<Updateable<RepositoriesTable>, 'id' | 'number'>

export interface RepositoryStore {
  /** In the order of their names, by code unit, whatever the database's collation. */
  all(): Promise<RepositoryRow[]>
  byId(id: string): Promise<RepositoryRow | undefined>
  byOrigin(origin: string): Promise<RepositoryRow | undefined>
  /** False when its name or origin is taken; nothing is changed then. */
  insert(repository: NewRepository): Promise<boolean>
  /** False when there is no such repository (any more). */
  update(id: string, change: RepositoryChange): Promise<boolean>
  remove(id: string): Promise<boolean>
  /** Asks for commits to be kept. What is held already stays so. */
  keep(id: string, oids: readonly string[]): Promise<void>
  keptCommits(id: string): Promise<Pick<KeptCommitsTable, 'oid' | 'state'>[]>
  noteKept(id: string, oids: readonly string[], state: KeptCommitsTable['state']): Promise<void>
  /** Asks for all kept commits as if for the first time. */
  askAgain(id: string): Promise<void>
  /** By address. */
  credentials(): Promise<CredentialRow[]>
  /** Takes the place of the one for the same address, and gives back the row. */
  putCredential(row: CredentialRow): Promise<CredentialRow>
  removeCredential(id: string): Promise<boolean>
}

/** So many commits fit into one statement. */
const commitsAtOnce = 300

const fresh = {
  description: '',
  fork: 0,
  archived: 0,
  object_format: 'sha1',
  clone_state: 'waiting',
  uncompacted: 0,
  incomplete: 0,
  index_state: 'waiting',
  index_files: 0,
  index_bytes: 0,
} as const

export function createRepositoryStore(db: Db): RepositoryStore {
  const tables = db.withTables<ReposTables>()
  return {
    async all() {
      const rows = await tables.selectFrom('repositories').selectAll().execute()
      return rows.sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    byId: (id) => tables.selectFrom('repositories').selectAll().where('id', '=', id).executeTakeFirst(),
    byOrigin: (origin) => tables.selectFrom('repositories').selectAll().where('origin', '=', origin).executeTakeFirst(),
    insert: (repository) =>
      tables.transaction().execute(async (transaction) => {
        const { last } = await transaction.updateTable('repository_numbers').set((set) => ({ last: set('last', '+', 1) })).returning('last').executeTakeFirstOrThrow()
        const row = { ...fresh, ...repository, number: last }
        const added = await transaction.insertInto('repositories').values(row).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst()
        return added !== undefined
      }),
    async update(id, change) {
      const changed = await tables.updateTable('repositories').set(change).where('id', '=', id).returning('id').executeTakeFirst()
      return changed !== undefined
    },
    async remove(id) {
      const removed = await tables.deleteFrom('repositories').where('id', '=', id).returning('id').executeTakeFirst()
      await tables.deleteFrom('repository_kept_commits').where('repository_id', '=', id).execute()
      return removed !== undefined
    },
    async keep(id, oids) {
      for (const some of inParts(oids)) {
        const rows = some.map((oid) => ({ repository_id: id, oid, state: 'asked' as const }))
        const asked = tables.insertInto('repository_kept_commits').values(rows)
        await asked.onConflict((known) => known.columns(['repository_id', 'oid']).doUpdateSet({ state: 'asked' }).where('repository_kept_commits.state', '=', 'lost')).execute()
      }
    },
    keptCommits: (id) => tables.selectFrom('repository_kept_commits').select(['oid', 'state']).where('repository_id', '=', id).execute(),
    async noteKept(id, oids, state) {
      for (const some of inParts(oids)) await tables.updateTable('repository_kept_commits').set({ state }).where('repository_id', '=', id).where('oid', 'in', some).execute()
    },
    async askAgain(id) {
      await tables.updateTable('repository_kept_commits').set({ state: 'asked' }).where('repository_id', '=', id).execute()
    },
    credentials: () => tables.selectFrom('repository_credentials').selectAll().orderBy('address').execute(),
    putCredential: ({ id, ...rest }) =>
      tables.insertInto('repository_credentials').values({ id, ...rest }).onConflict((known) => known.column('address').doUpdateSet(rest)).returningAll().executeTakeFirstOrThrow(),
    async removeCredential(id) {
      const removed = await tables.deleteFrom('repository_credentials').where('id', '=', id).returning('id').executeTakeFirst()
      return removed !== undefined
    },
  }
}

const inParts = (oids: readonly string[]) => Array.from({ length: Math.ceil(oids.length / commitsAtOnce) }, (_, part) => oids.slice(part * commitsAtOnce, (part + 1) * commitsAtOnce))
