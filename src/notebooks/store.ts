import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import type { Block, Notebook, NotebookHead } from './contract.ts'

type NotebooksTables = {
  notebooks: {
    id: string
    incident_id: string | null
    title: string
    /** Lower case, for finding by words. */
    search_text: string
    blocks: string
    block_count: number
    version: number
    created_by: string
    created_at: string
    updated_by: string
    updated_at: string
    removed_at: string | null
  }
  notebook_versions: { notebook_id: string; version: number; title: string; blocks: string; block_count: number; saved_by: string; saved_at: string }
}
type Row = NotebooksTables['notebooks']
type VersionRow = NotebooksTables['notebook_versions']

/** What a save writes: the present state, and the version that keeps it. */
export interface Saved {
  id: string
  title: string
  blocks: Block[]
  version: number
  by: string
  at: string
}

/**
 * Invariant: the newest version row holds what the notebook holds. Versions closer together than a moment by one person are
 * thinned by the caller through `dropVersion`; numbers are never used twice.
 */
export interface NotebookStore {
  /** One that is there already stays as it is. */
  insert(notebook: Notebook): Promise<void>
  /** Null when there is none; `removed` says that it was put away. */
  get(id: string): Promise<{ notebook: Notebook; removed: boolean } | null>
  list(filter: { query: string; after: { updatedAt: string; id: string } | null; limit: number }): Promise<NotebookHead[]>
  count(query: string): Promise<number>
  /** False, and nothing is written, when the notebook is no longer at `base`. */
  save(saved: Saved, base: number, dropVersion: number | null): Promise<boolean>
  setRemoved(id: string, at: string | null): Promise<void>
  versions(id: string): Promise<Omit<VersionRow, 'blocks'>[]>
  version(id: string, version: number): Promise<{ title: string; blocks: Block[]; savedBy: string; savedAt: string } | null>
}

export function createNotebookStore(db: Db): NotebookStore {
  const tables = db.withTables<NotebooksTables>()

  const matching = (query: string) => {
    const kept = tables.selectFrom('notebooks').where('removed_at', 'is', null)
    const words = query.toLowerCase()
    return words === '' ? kept : kept.where(sql<boolean>`replace(search_text, ${words}, '') <> search_text`) // like's escapes differ between the databases
  }

  return {
    async insert(notebook) {
      await tables.transaction().execute(async (transaction) => {
        const first = toVersion({ ...notebook, by: notebook.createdBy, at: notebook.createdAt })
        await transaction.insertInto('notebooks').values(toRow(notebook)).onConflict((known) => known.doNothing()).execute()
        await transaction.insertInto('notebook_versions').values(first).onConflict((known) => known.doNothing()).execute()
      })
    },
    async get(id) {
      const row = await tables.selectFrom('notebooks').selectAll().where('id', '=', id).executeTakeFirst()
      return row ? { notebook: { ...toHead(row), blocks: JSON.parse(row.blocks) as Block[] }, removed: row.removed_at !== null } : null
    },
    async list({ query, after, limit }) {
      let rows = matching(query).selectAll().orderBy('updated_at', 'desc').orderBy('id').limit(limit)
      if (after) rows = rows.where((or) => or.or([or('updated_at', '<', after.updatedAt), or.and([or('updated_at', '=', after.updatedAt), or('id', '>', after.id)])]))
      return (await rows.execute()).map(toHead)
    },
    async count(query) {
      const { count } = await matching(query).select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()
      return Number(count)
    },
    async save(saved, base, dropVersion) {
      return tables.transaction().execute(async (transaction) => {
        const { title, blocks, version, by, at } = saved
        const changed = await transaction
          .updateTable('notebooks')
          .set({ title, blocks: JSON.stringify(blocks), block_count: blocks.length, version, updated_by: by, updated_at: at, search_text: searchText(title, blocks) })
          .where('id', '=', saved.id)
          .where('version', '=', base)
          .executeTakeFirst()
        if (changed.numUpdatedRows === 0n) return false
        if (dropVersion !== null) await transaction.deleteFrom('notebook_versions').where('notebook_id', '=', saved.id).where('version', '=', dropVersion).execute()
        await transaction.insertInto('notebook_versions').values(toVersion(saved)).execute()
        return true
      })
    },
    async setRemoved(id, at) {
      await tables.updateTable('notebooks').set({ removed_at: at }).where('id', '=', id).execute()
    },
    versions: (id) =>
      tables
        .selectFrom('notebook_versions')
        .select(['notebook_id', 'version', 'title', 'block_count', 'saved_by', 'saved_at'])
        .where('notebook_id', '=', id)
        .orderBy('version', 'desc')
        .execute(),
    async version(id, version) {
      const row = await tables.selectFrom('notebook_versions').selectAll().where('notebook_id', '=', id).where('version', '=', version).executeTakeFirst()
      return row ? { title: row.title, blocks: JSON.parse(row.blocks) as Block[], savedBy: row.saved_by, savedAt: row.saved_at } : null
    },
  }
}

function toRow(notebook: Notebook): Row {
  const { id, incidentId, title, blocks, version, createdBy, createdAt, updatedBy, updatedAt } = notebook
  return {
    id, incident_id: incidentId, title, search_text: searchText(title, blocks), blocks: JSON.stringify(blocks), block_count: blocks.length, version,
    created_by: createdBy, created_at: createdAt, updated_by: updatedBy, updated_at: updatedAt, removed_at: null,
  }
}

const toVersion = ({ id, title, blocks, version, by, at }: Saved): VersionRow => ({ notebook_id: id, version, title, blocks: JSON.stringify(blocks), block_count: blocks.length, saved_by: by, saved_at: at })

const toHead = (row: Row): NotebookHead => ({
  id: row.id, title: row.title, incidentId: row.incident_id, version: row.version, blockCount: row.block_count,
  createdBy: row.created_by, createdAt: row.created_at, updatedBy: row.updated_by, updatedAt: row.updated_at,
})

function searchText(title: string, blocks: readonly Block[]): string {
  return [title, ...blocks.map(wordsOf)].join('\n').toLowerCase().slice(0, 100_000)
}

function wordsOf(block: Block): string {
  switch (block.type) {
    case 'markdown':
      return block.text
    case 'query':
      return block.query
    case 'file':
      return `${block.repo} ${block.path}`
    case 'symbol':
      return `${block.repo} ${block.path} ${block.name}`
    case 'commit':
      return `${block.repo} ${block.oid}`
  }
}
