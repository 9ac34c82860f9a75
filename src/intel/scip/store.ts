import type { Generated, Insertable, Selectable, Updateable } from 'kysely'
import type { Db } from '../../platform/database.ts'
import type { Walls } from '../../platform/sandbox/sandbox.ts'
import type { NamedPackage } from './builder.ts'

type UploadState = 'waiting' | 'indexing' | 'uploading' | 'queued' | 'processing' | 'completed' | 'failed'

type UploadsTable = {
  /** Counts up and is never given twice; `src` wants a whole number. The database gives it. */
  id: Generated<number>
  repository_id: string
  commit_oid: string
  root: string
  indexer: string
  indexer_version: string
  state: UploadState
  /** Whether somebody uploaded it, or Firebreak made it (then `waiting` and `indexing` come first). */
  origin: 'upload' | 'automatic'
  /** Within which walls the indexer ran, once that was known; null for what was uploaded. */
  walls: Walls | null
  failure: string | null
  parts: number
  upload_bytes: number
  index_bytes: number
  documents: number
  symbols: number
  occurrences: number
  ill_formed: number
  created_at: string
  /** When it was completed or had failed. */
  finished_at: string | null
}

type PackagesTable = { upload_id: number; manager: string; name: string; version: string; defines: number }

/** The repositories that are indexed automatically. */
type AutomaticTable = { repository_id: string; enabled_at: string; enabled_by: string }

type ScipTables = { scip_uploads: UploadsTable; scip_packages: PackagesTable; scip_automatic: AutomaticTable }

export type UploadRow = Selectable<UploadsTable>
export type NewUpload = Pick<Insertable<UploadsTable>, 'repository_id' | 'commit_oid' | 'root' | 'indexer' | 'indexer_version' | 'parts' | 'created_at'> & Partial<Pick<Insertable<UploadsTable>, 'state' | 'origin'>>
export type AutomaticRow = Selectable<AutomaticTable>
export type UploadChange = Omit<Updateable<UploadsTable>, 'id'>

/** A package in an index. */
export interface PackageUse {
  upload: UploadRow
  version: string
  defines: boolean
}

export interface ScipStore {
  /** Gives its number. */
  insert(upload: NewUpload): Promise<number>
  get(id: number): Promise<UploadRow | undefined>
  /** False when there is none (any more). */
  change(id: number, change: UploadChange): Promise<boolean>
  /** Says that an index can be asked, and of which packages it speaks; both or neither. */
  complete(id: number, change: UploadChange, packages: readonly NamedPackage[]): Promise<boolean>
  remove(ids: readonly number[]): Promise<void>
  /** Of some repositories, or of all; the newest first. */
  list(filter: { repositoryIds?: readonly string[]; states?: readonly UploadState[] }): Promise<UploadRow[]>
  /** The indexes that can be asked and speak of a package, whatever its version. */
  usesOf(named: { manager: string; name: string }): Promise<PackageUse[]>
  /** The packages that an index speaks of. */
  packagesOf(id: number): Promise<NamedPackage[]>
  /** Undefined where it is not switched on. */
  automaticOf(repositoryId: string): Promise<AutomaticRow | undefined>
  /** Leaves a repository for which it is on as it is. */
  setAutomatic(row: AutomaticRow): Promise<void>
  removeAutomatic(repositoryId: string): Promise<void>
}

const empty = { state: 'uploading', origin: 'upload', walls: null, failure: null, upload_bytes: 0, index_bytes: 0, documents: 0, symbols: 0, occurrences: 0, ill_formed: 0, finished_at: null } as const
/** So many rows fit into one statement. */
const rowsAtOnce = 500
/** A longer name is no package's, and PostgreSQL has no room for it in an index; U+0000 it refuses. */
const isStorable = ({ manager, name, version }: NamedPackage) => [manager, name, version].every((part) => part.length <= 500 && !part.includes('\0'))

export function createScipStore(db: Db): ScipStore {
  const tables = db.withTables<ScipTables>()
  return {
    async insert(upload) {
      const { id } = await tables.insertInto('scip_uploads').values({ ...empty, ...upload }).returning('id').executeTakeFirstOrThrow()
      return id
    },
    get: (id) => tables.selectFrom('scip_uploads').selectAll().where('id', '=', id).executeTakeFirst(),
    async change(id, change) {
      return (await tables.updateTable('scip_uploads').set(change).where('id', '=', id).returning('id').executeTakeFirst()) !== undefined
    },
    complete: (id, change, packages) =>
      tables.transaction().execute(async (transaction) => {
        const known = await transaction.updateTable('scip_uploads').set(change).where('id', '=', id).returning('id').executeTakeFirst()
        if (!known) return false
        await transaction.deleteFrom('scip_packages').where('upload_id', '=', id).execute()
        const rows = packages.filter(isStorable).map(({ defines, ...named }) => ({ upload_id: id, ...named, defines: defines ? 1 : 0 }))
        for (let at = 0; at < rows.length; at += rowsAtOnce) await transaction.insertInto('scip_packages').values(rows.slice(at, at + rowsAtOnce)).execute()
        return true
      }),
    async remove(ids) {
      if (ids.length === 0) return
      await tables.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('scip_packages').where('upload_id', 'in', ids).execute()
        await transaction.deleteFrom('scip_uploads').where('id', 'in', ids).execute()
      })
    },
    async list({ repositoryIds, states }) {
      let rows = tables.selectFrom('scip_uploads').selectAll().orderBy('id', 'desc')
      if (repositoryIds) rows = rows.where('repository_id', 'in', repositoryIds.length > 0 ? repositoryIds : [''])
      if (states) rows = rows.where('state', 'in', states)
      return rows.execute()
    },
    async usesOf({ manager, name }) {
      const rows = await tables
        .selectFrom('scip_packages')
        .innerJoin('scip_uploads', 'scip_uploads.id', 'scip_packages.upload_id')
        .selectAll('scip_uploads')
        .select(['scip_packages.version as version', 'scip_packages.defines as defines'])
        .where('scip_packages.name', '=', name)
        .where('scip_packages.manager', '=', manager)
        .where('scip_uploads.state', '=', 'completed')
        .orderBy('scip_uploads.id', 'desc')
        .execute()
      return rows.map(({ version, defines, ...upload }) => ({ upload, version, defines: defines === 1 }))
    },
    async packagesOf(id) {
      const rows = await tables.selectFrom('scip_packages').select(['manager', 'name', 'version', 'defines']).where('upload_id', '=', id).orderBy('manager').orderBy('name').orderBy('version').execute()
      return rows.map(({ defines, ...named }) => ({ ...named, defines: defines === 1 }))
    },
    automaticOf: (repositoryId) => tables.selectFrom('scip_automatic').selectAll().where('repository_id', '=', repositoryId).executeTakeFirst(),
    async setAutomatic(row) {
      await tables.insertInto('scip_automatic').values(row).onConflict((known) => known.column('repository_id').doNothing()).execute()
    },
    async removeAutomatic(repositoryId) {
      await tables.deleteFrom('scip_automatic').where('repository_id', '=', repositoryId).execute()
    },
  }
}
