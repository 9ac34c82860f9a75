import { z } from 'zod'
import { timestamp, type Clock } from '../platform/clock.ts'
import type { Db } from '../platform/database.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import { badInput, conflict, notFound } from '../platform/errors.ts'
import type { Events } from '../platform/events.ts'
import type { Caller } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import type { Repos } from '../repos/repos.ts'
import type { SearchDelta } from '../search/contract.ts'
import { compareSearches, type Search } from '../search/search.ts'
import * as contract from './contract.ts'
import { Block, type Notebook, type NotebookHead } from './contract.ts'
import { merge } from './merge.ts'
import { parseNotebook, printNotebook } from './snb.ts'
import { createNotebookStore, type NotebookStore } from './store.ts'

type Body<E> = Parsed<E> extends { body: infer B } ? B : never

export interface Notebooks {
  list(viewer: Caller, query: { query?: string; after?: string; limit: number }): Promise<Answer<typeof contract.listNotebooks>>
  create(viewer: Caller, body: Body<typeof contract.createNotebook>): Promise<Notebook>
  /** The notebook of an incident, under an id chosen by the caller: made if it is not there. Safe to call again. */
  ensure(notebook: { id: string; incidentId: string; title: string; blocks: Block[]; by: string }): Promise<void>
  get(viewer: Caller, id: string, version?: number): Promise<Notebook>
  save(viewer: Caller, id: string, body: Body<typeof contract.saveNotebook>): Promise<Notebook>
  remove(viewer: Caller, id: string): Promise<void>
  restore(viewer: Caller, id: string, body: Body<typeof contract.restoreNotebook>): Promise<Notebook>
  versions(viewer: Caller, id: string): Promise<Answer<typeof contract.listVersions>>
  freeze(viewer: Caller, id: string, block: string, signal: AbortSignal): Promise<Notebook>
  rerun(viewer: Caller, id: string, block: string, signal: AbortSignal): Promise<SearchDelta>
  /** The file name and the text of the export. Addresses in it begin with `baseUrl`. */
  export(viewer: Caller, id: string, baseUrl: string): Promise<{ fileName: string; text: string }>
  import(viewer: Caller, body: Body<typeof contract.importNotebook>): Promise<Notebook>
}

export interface NotebooksDeps {
  db: Db
  clock: Clock
  events: Events
  repos: Repos
  search: Search
}

/** Saves by one person within it are kept as one version, so that autosave does not bury the history. */
const oneVersionMs = 60_000

export function createNotebooks({ db, clock, events, repos, search }: NotebooksDeps): Notebooks {
  const store = createNotebookStore(db)

  async function load(id: string): Promise<Notebook> {
    const found = await store.get(id)
    if (!found || found.removed) throw missing()
    return found.notebook
  }

  async function write(viewer: Caller, current: Notebook, { title, blocks }: Pick<Notebook, 'title' | 'blocks'>): Promise<Notebook> {
    assertUniqueIds(blocks)
    const next: Notebook = { ...current, title, blocks, version: current.version + 1, blockCount: blocks.length, updatedBy: viewer.name, updatedAt: timestamp(clock) }
    const dropVersion = (await replacesLast(store, current, next)) ? current.version : null
    const saved = await store.save({ ...next, by: next.updatedBy, at: next.updatedAt }, current.version, dropVersion)
    if (!saved) throw conflict('notebooks.changed', 'Somebody saved this notebook at the same moment; save again.')
    events.publish({ topic: `notebook/${current.id}` })
    events.publish({ topic: 'notebooks' })
    return next
  }

  const notebooks: Notebooks = {
    async list(_viewer, { query = '', after, limit }) {
      const rows = await store.list({ query, after: after ? readCursor(after) : null, limit: limit + 1 })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return { notebooks: page, total: await store.count(query), next: rows.length > limit && last ? cursorOf(last) : null }
    },
    async create(viewer, { title, blocks }) {
      assertUniqueIds(blocks)
      const notebook = firstVersion({ id: newId('nb'), incidentId: null, title, blocks, by: viewer.name, at: timestamp(clock) })
      await store.insert(notebook)
      events.publish({ topic: 'notebooks' })
      return notebook
    },
    async ensure(notebook) {
      if (await store.get(notebook.id)) return
      await store.insert(firstVersion({ ...notebook, at: timestamp(clock) }))
      events.publish({ topic: 'notebooks' })
    },
    async get(_viewer, id, version) {
      const notebook = await load(id)
      if (version === undefined || version === notebook.version) return notebook
      const old = await store.version(id, version)
      if (!old) throw notFound('notebooks.no_version', 'That version of the notebook is not kept.')
      return { ...notebook, title: old.title, blocks: old.blocks, blockCount: old.blocks.length, version, updatedBy: old.savedBy, updatedAt: old.savedAt }
    },
    async save(viewer, id, { baseVersion, title, blocks }) {
      const current = await load(id)
      if (current.version === baseVersion) return write(viewer, current, { title, blocks })
      const base = await store.version(id, baseVersion)
      const merged = merge(base ?? { title: current.title, blocks: [] }, current, { title, blocks })
      if (!merged.ok) throw conflict('notebooks.conflict', `${current.updatedBy} changed the same block. Choose whose text to keep.`, { conflicts: merged.conflicts, version: current.version })
      return write(viewer, current, merged.draft)
    },
    async remove(_viewer, id) {
      const { incidentId } = await load(id)
      if (incidentId !== null) throw conflict('notebooks.of_incident', 'This notebook is the record of an incident and stays with it.')
      await store.setRemoved(id, timestamp(clock))
      events.publish({ topic: 'notebooks' })
    },
    async restore(viewer, id, { version }) {
      const found = await store.get(id)
      if (!found) throw missing()
      if (found.removed) await store.setRemoved(id, null)
      events.publish({ topic: 'notebooks' })
      if (version === undefined) return found.notebook
      return write(viewer, found.notebook, await notebooks.get(viewer, id, version))
    },
    async versions(_viewer, id) {
      await load(id)
      const rows = await store.versions(id)
      return { versions: rows.map((row) => ({ version: row.version, title: row.title, savedBy: row.saved_by, savedAt: row.saved_at, blockCount: row.block_count })) }
    },
    async freeze(viewer, id, blockId, signal) {
      const frozen = await freezeBlock({ viewer, block: blockOf(await load(id), blockId), repos, search, clock, signal })
      const current = await load(id) // freezing takes time, and others go on writing meanwhile
      blockOf(current, blockId)
      return write(viewer, current, { title: current.title, blocks: current.blocks.map((block) => (block.id === blockId ? frozen : block)) })
    },
    async rerun(viewer, id, blockId, signal) {
      const block = blockOf(await load(id), blockId)
      if (block.type !== 'query' || !block.frozen) throw badInput('notebooks.not_frozen', 'Only a frozen query can be run again; freeze it first.')
      return compareSearches(block.frozen, await search.freeze(viewer, block, signal))
    },
    async export(_viewer, id, baseUrl) {
      const notebook = await load(id)
      return { fileName: `${notebook.title.replace(/[^\p{L}\p{N}]+/gu, '_')}.snb.md`, text: printNotebook(notebook.blocks, baseUrl) }
    },
    async import(viewer, { fileName, text }) {
      const blocks = z.array(Block).max(2000).safeParse(parseNotebook(text, () => newId('b')))
      if (!blocks.success) throw badInput('notebooks.not_a_notebook', 'This file holds a block that cannot be read as one of a notebook.')
      return notebooks.create(viewer, { title: titleOf(fileName), blocks: withUniqueIds(blocks.data) })
    },
  }
  return notebooks
}

function firstVersion({ by, at, ...notebook }: Pick<Notebook, 'id' | 'incidentId' | 'title' | 'blocks'> & { by: string; at: string }): Notebook {
  return { ...notebook, version: 1, blockCount: notebook.blocks.length, createdBy: by, createdAt: at, updatedBy: by, updatedAt: at }
}

const missing = () => notFound('notebooks.not_found', 'There is no such notebook, or you may not see it.')

function blockOf(notebook: Notebook, id: string): Block {
  const block = notebook.blocks.find((each) => each.id === id)
  if (!block) throw notFound('notebooks.no_block', 'The notebook has no such block; it may have been removed.')
  return block
}

/** The version before is thinned out when it is not the first, by the same person, and recent; a frozen answer is never thinned out. */
async function replacesLast(store: NotebookStore, current: Notebook, next: Notebook): Promise<boolean> {
  if (current.version === 1 || current.updatedBy !== next.updatedBy) return false
  const [, before] = await store.versions(current.id)
  const sinceKept = Date.parse(next.updatedAt) - Date.parse(before?.saved_at ?? current.createdAt)
  return sinceKept < oneVersionMs && frozenCount(current) === frozenCount(next)
}

const frozenCount = ({ blocks }: Notebook) => blocks.filter((block) => 'frozen' in block && block.frozen !== null).length

function assertUniqueIds(blocks: readonly Block[]): void {
  if (new Set(blocks.map((block) => block.id)).size < blocks.length) throw badInput('notebooks.same_id', 'Two blocks have the same id.')
}

function withUniqueIds(blocks: Block[]): Block[] {
  const seen = new Set<string>()
  return blocks.map((block) => {
    const id = seen.has(block.id) ? newId('b') : block.id
    seen.add(id)
    return { ...block, id }
  })
}

interface FreezeRequest {
  viewer: Caller
  block: Block
  repos: Repos
  search: Search
  clock: Clock
  signal: AbortSignal
}

async function freezeBlock({ viewer, block, repos, search, clock, signal }: FreezeRequest): Promise<Block> {
  if (block.type === 'query') return { ...block, frozen: await search.freeze(viewer, block, signal) }
  if (block.type !== 'file') throw badInput('notebooks.cannot_freeze', 'Only queries and files can be frozen.')
  const file = await repos.readFile(viewer, block)
  if (file.text === null) throw badInput('notebooks.no_text', `${block.path} holds no text that could be kept.`)
  const lines = file.text.split('\n')
  const { start, end } = block.lines ?? { start: 1, end: lines.length }
  return { ...block, frozen: { commit: file.commit, at: timestamp(clock), startLine: start, text: lines.slice(start - 1, end).join('\n') } }
}

const titleOf = (fileName: string) => fileName.replace(/^.*[/\\]/, '').replace(/(\.snb)?\.md$/i, '').replaceAll('_', ' ').trim() || 'Imported notebook'

const cursorOf = ({ updatedAt, id }: NotebookHead) => `${updatedAt} ${id}`

function readCursor(text: string): { updatedAt: string; id: string } {
  const [updatedAt, id] = text.split(' ')
  if (!updatedAt || !id) throw badInput('notebooks.bad_cursor', 'The value of after is not one that this list gave.')
  return { updatedAt, id }
}
