import type { Selectable } from 'kysely'
import type { Db } from '../../platform/database.ts'

type SourceMapsTable = {
  id: string
  /** Null: of no repository in particular, so anybody who may locate may use it. */
  repository_id: string | null
  /** Empty where none was told. */
  release: string
  /** The generated file that it is of, with the folders that are known; `assets/app.js`. */
  file: string
  /** The last segment of `file`. */
  name: string
  debug_id: string | null
  /** Of the map's bytes, by which its file is named. */
  sha256: string
  bytes: number
  sources: number
  created_at: string
  created_by: string
}

export type SourceMapRow = Selectable<SourceMapsTable>

export interface SourceMapStore {
  /** Takes the place of one of the same repository, release and file; where no file is known, of the same debug id. Gives the hashes of what was replaced. */
  put(row: SourceMapRow): Promise<string[]>
  get(id: string): Promise<SourceMapRow | undefined>
  remove(id: string): Promise<void>
  /** The newest first. */
  list(filter: { release?: string | undefined; name?: string | undefined }): Promise<SourceMapRow[]>
  /** Of generated files with one of these names, or with one of these debug ids; the newest first. */
  find(wanted: { names: readonly string[]; debugIds: readonly string[] }): Promise<SourceMapRow[]>
  isUsed(sha256: string): Promise<boolean>
  hashes(): Promise<Set<string>>
  /** Of all maps together. */
  bytes(): Promise<number>
}

/** Of a name that each release has again, the newest are looked at. */
const mostFound = 200

export function createSourceMapStore(db: Db): SourceMapStore {
  const tables = db.withTables<{ source_maps: SourceMapsTable }>()
  return {
    put: (row) =>
      tables.transaction().execute(async (transaction) => {
        const same = transaction.selectFrom('source_maps').select(['id', 'sha256']).where('release', '=', row.release).where('file', '=', row.file)
        const named = row.file === '' ? same.where('debug_id', '=', row.debug_id) : same
        const replaced = await (row.repository_id === null ? named.where('repository_id', 'is', null) : named.where('repository_id', '=', row.repository_id)).execute()
        for (const { id } of replaced) await transaction.deleteFrom('source_maps').where('id', '=', id).execute()
        await transaction.insertInto('source_maps').values(row).execute()
        return replaced.map(({ sha256 }) => sha256)
      }),
    get: (id) => tables.selectFrom('source_maps').selectAll().where('id', '=', id).executeTakeFirst(),
    async remove(id) {
      await tables.deleteFrom('source_maps').where('id', '=', id).execute()
    },
    list({ release, name }) {
      let rows = tables.selectFrom('source_maps').selectAll().orderBy('created_at', 'desc').orderBy('id')
      if (release !== undefined) rows = rows.where('release', '=', release)
      if (name !== undefined) rows = rows.where('name', '=', name)
      return rows.execute()
    },
    async find({ names, debugIds }) {
      if (names.length === 0 && debugIds.length === 0) return []
      return tables
        .selectFrom('source_maps').selectAll()
        .where((is) => is.or([...(names.length > 0 ? [is('name', 'in', names)] : []), ...(debugIds.length > 0 ? [is('debug_id', 'in', debugIds)] : [])]))
        .orderBy('created_at', 'desc').orderBy('id').limit(mostFound).execute()
    },
    async isUsed(sha256) {
      return (await tables.selectFrom('source_maps').select('id').where('sha256', '=', sha256).limit(1).executeTakeFirst()) !== undefined
    },
    async hashes() {
      return new Set((await tables.selectFrom('source_maps').select('sha256').distinct().execute()).map(({ sha256 }) => sha256))
    },
    async bytes() {
      const { sum } = await tables.selectFrom('source_maps').select((select) => select.fn.sum<number | string | null>('bytes').as('sum')).executeTakeFirstOrThrow()
      return Number(sum ?? 0)
    },
  }
}
