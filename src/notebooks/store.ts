import { sql } from 'kysely'
import type { Db, DbKind } from '../platform/database.ts'
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
  notebook_versions: {
    notebook_id: string
    version: number
    title: string
    blocks: string
    block_count: number
    saved_by: string
    saved_at: string
    /** When a later save of the same moment took its place in the history. */
    superseded_at: string | null
  }
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

/** What a change is decided upon. */
export interface Moment {
  current: Notebook
  /** The version that the change was made upon, or the newest one before it that is still kept. */
  base: { title: string; blocks: Block[] } | null
  /** When the listed version before the present one was saved. */
  keptBefore: string | null
}

export interface Change {
  next: Notebook
  /** The present version is no longer listed, because this save takes its place. */
  supersedes: boolean
  /** Versions superseded before it are forgotten: until then they are what changes of other people are merged upon. */
  forgetBefore: string
}

/** Invariant: the newest version row holds what the notebook holds; numbers are never used twice. */
export interface NotebookStore {
  /** One that is there already stays as it is. */
  insert(notebook: Notebook): Promise<void>
  /** Null when there is none; `removed` says that it was put away. */
  get(id: string): Promise<{ notebook: Notebook; removed: boolean } | null>
  list(filter: { query: string; after: { updatedAt: string; id: string } | null; limit: number }): Promise<NotebookHead[]>
  count(query: string): Promise<number>
  /**
   * Reads, lets `decide` make the change of it, and writes that, as one transaction: saves of one notebook never mix. Nothing is
   * written when it decides on nothing (null) or throws. Null when there is no such notebook.
   */
  change(id: string, baseVersion: number, decide: (moment: Moment) => Change | null): Promise<Notebook | null>
  setRemoved(id: string, at: string | null): Promise<void>
  /** Without the superseded ones, newest first. */
  versions(id: string): Promise<Omit<VersionRow, 'blocks' | 'superseded_at'>[]>
  version(id: string, version: number): Promise<{ title: string; blocks: Block[]; savedBy: string; savedAt: string } | null>
}

const tablesOf = (db: Db) => db.withTables<NotebooksTables>()
type Tables = ReturnType<typeof tablesOf>

export function createNotebookStore(db: Db, kind: DbKind): NotebookStore {
  const tables = tablesOf(db)

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
      return row ? { notebook: toNotebook(row), removed: row.removed_at !== null } : null
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
    async change(id, baseVersion, decide) {
      return tables.transaction().execute(async (transaction) => {
        const reading = transaction.selectFrom('notebooks').selectAll().where('id', '=', id).where('removed_at', 'is', null)
        const row = await (kind === 'postgres' ? reading.forUpdate() : reading).executeTakeFirst()
        if (!row) return null
        const current = toNotebook(row)
        const change = decide({ current, base: await versionUpTo(transaction, id, baseVersion), keptBefore: await keptBefore(transaction, id, current.version) })
        if (change) await write(transaction, change)
        return change?.next ?? current
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
        .where('superseded_at', 'is', null)
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

const toNotebook = (row: Row): Notebook => ({ ...toHead(row), blocks: JSON.parse(row.blocks) as Block[] })

async function versionUpTo(tables: Tables, id: string, version: number): Promise<Moment['base']> {
  const row = await tables.selectFrom('notebook_versions').select(['title', 'blocks']).where('notebook_id', '=', id).where('version', '<=', version).orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row ? { title: row.title, blocks: JSON.parse(row.blocks) as Block[] } : null
}

async function keptBefore(tables: Tables, id: string, version: number): Promise<string | null> {
  const kept = tables.selectFrom('notebook_versions').select('saved_at').where('notebook_id', '=', id).where('version', '<', version).where('superseded_at', 'is', null)
  return (await kept.orderBy('version', 'desc').limit(1).executeTakeFirst())?.saved_at ?? null
}

async function write(tables: Tables, { next, supersedes, forgetBefore }: Change): Promise<void> {
  const { id, version, updatedAt: at } = next
  const { id: _, created_by: __, created_at: ___, ...columns } = toRow(next)
  await tables.updateTable('notebooks').set(columns).where('id', '=', id).execute()
  await tables.deleteFrom('notebook_versions').where('notebook_id', '=', id).where('superseded_at', '<', forgetBefore).execute()
  if (supersedes) await tables.updateTable('notebook_versions').set({ superseded_at: at }).where('notebook_id', '=', id).where('version', '=', version - 1).execute()
  await tables.insertInto('notebook_versions').values(toVersion({ ...next, by: next.updatedBy, at })).execute()
}

const toVersion = ({ id, title, blocks, version, by, at }: Saved): VersionRow => ({ notebook_id: id, version, title, blocks: JSON.stringify(blocks), block_count: blocks.length, saved_by: by, saved_at: at, superseded_at: null })

const toHead = (row: Row): NotebookHead => ({
  id: row.id, title: row.title, incidentId: row.incident_id, version: row.version, blockCount: row.block_count,
  createdBy: row.created_by, createdAt: row.created_at, updatedBy: row.updated_by, updatedAt: row.updated_at,
})

function searchText(title: string, blocks: readonly Block[]): string {
  return [title, ...blocks.map(wordsOf)].join('\n').toLowerCase().replaceAll('\0', ' ').slice(0, 100_000) // PostgreSQL stores no U+0000
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
