import { z } from 'zod'
import { timestamp, type Clock } from '../platform/clock.ts'
import type { Db, DbKind } from '../platform/database.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import { badInput, conflict, notFound } from '../platform/errors.ts'
import type { Events } from '../platform/events.ts'
import type { Caller } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { oneLine } from '../platform/one-line.ts'
import type { Repos } from '../repos/repos.ts'
import type { SearchDelta } from '../search/contract.ts'
import { compareSearches, type Search } from '../search/search.ts'
import * as contract from './contract.ts'
import { Block, type Notebook, type NotebookHead } from './contract.ts'
export { commitsOfSearch, type CommitOf } from './frozen.ts'
export { pickLines } from './lines.ts'
import { commitsOfBlock } from './frozen.ts'
import { pickLines } from './lines.ts'
import { merge, type Draft } from './merge.ts'
import { parseNotebook, printNotebook } from './snb.ts'
import { createNotebookStore, type Change, type Moment } from './store.ts'

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
  kind: DbKind
  clock: Clock
  events: Events
  repos: Repos
  search: Search
}

/** Saves by one person within it are kept as one version, so that autosave does not bury the history. */
const oneVersionMs = 60_000
/** How long every single save is kept, so that whoever wrote meanwhile can be merged upon exactly what they saw. */
const mergeWithinMs = 10 * 60_000
const maxBlocks = 2000

export function createNotebooks({ db, kind, clock, events, repos, search }: NotebooksDeps): Notebooks {
  const store = createNotebookStore(db, kind)

  async function load(id: string): Promise<Notebook> {
    const found = await store.get(id)
    if (!found || found.removed) throw missing()
    return found.notebook
  }

  async function versionOf(notebook: Notebook, version: number): Promise<Notebook> {
    if (version === notebook.version) return notebook
    const old = await store.version(notebook.id, version)
    if (!old) throw notFound('notebooks.no_version', 'That version of the notebook is not kept.')
    return { ...notebook, title: old.title, blocks: old.blocks, blockCount: old.blocks.length, version, updatedBy: old.savedBy, updatedAt: old.savedAt }
  }

  /** Makes the next version of what `draftOf` makes of the present one and, for merging, of the base. */
  async function update(viewer: Caller, { id, baseVersion = 0 }: { id: string; baseVersion?: number }, draftOf: (moment: Moment) => Draft): Promise<Notebook> {
    const now = clock.now()
    let changed = false
    const saved = await store.change(id, baseVersion, (moment) => {
      const change = changeTo(draftOf(moment), moment, { by: viewer.name, now })
      changed = change !== null
      return change
    })
    if (!saved) throw missing()
    if (changed) announce(id)
    return saved
  }

  function announce(id: string) {
    events.publish({ topic: `notebook/${id}` })
    events.publish({ topic: 'notebooks' })
  }

  const notebooks: Notebooks = {
    async list(_viewer, { query = '', after, limit }) {
      const rows = await store.list({ query, after: after ? readCursor(after) : null, limit: limit + 1 })
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      return { notebooks: page, total: await store.count(query), next: rows.length > limit && last ? cursorOf(last) : null }
    },
    async create(viewer, { title, blocks }) {
      assertGood(blocks)
      const notebook = firstVersion({ id: newId('nb'), incidentId: null, title: oneLine(title) || 'Untitled', blocks, by: viewer.name, at: timestamp(clock) })
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
      return version === undefined ? notebook : versionOf(notebook, version)
    },
    save: (viewer, id, { baseVersion, ...draft }) =>
      update(viewer, { id, baseVersion }, ({ current, base }) => (current.version === baseVersion ? draft : joined(base ?? { title: current.title, blocks: [] }, current, draft))),
    async remove(_viewer, id) {
      const { incidentId } = await load(id)
      if (incidentId !== null) throw conflict('notebooks.of_incident', 'This notebook is the record of an incident and stays with it.')
      await store.setRemoved(id, timestamp(clock))
      announce(id)
    },
    async restore(viewer, id, { version }) {
      const found = await store.get(id)
      if (!found) throw missing()
      const old = version === undefined ? null : await versionOf(found.notebook, version)
      if (found.removed) await store.setRemoved(id, null)
      if (found.removed) announce(id)
      return old ? update(viewer, { id }, () => old) : found.notebook
    },
    async versions(_viewer, id) {
      await load(id)
      const rows = await store.versions(id)
      return { versions: rows.map((row) => ({ version: row.version, title: row.title, savedBy: row.saved_by, savedAt: row.saved_at, blockCount: row.block_count })) }
    },
    async freeze(viewer, id, blockId, signal) {
      const before = await load(id)
      const frozen = await freezeBlock({ viewer, block: blockOf(before, blockId), repos, search, clock, signal })
      await repos.keep(viewer, commitsOfBlock(frozen))
      const draft = { title: before.title, blocks: before.blocks.map((block) => (block.id === blockId ? frozen : block)) }
      return update(viewer, { id }, ({ current }) => joined(before, current, draft)) // freezing takes time, and others go on writing meanwhile
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
      const blocks = z.array(Block).safeParse(parseNotebook(text, () => newId('b')))
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

/** Null when the draft says what is there already. */
function changeTo(draft: Draft, { current, keptBefore }: Moment, { by, now }: { by: string; now: Date }): Change | null {
  assertGood(draft.blocks)
  const title = oneLine(draft.title) || current.title
  if (title === current.title && JSON.stringify(draft.blocks) === JSON.stringify(current.blocks)) return null
  const next: Notebook = { ...current, title, blocks: draft.blocks, version: current.version + 1, blockCount: draft.blocks.length, updatedBy: by, updatedAt: now.toISOString() }
  return { next, supersedes: supersedes(current, next, keptBefore), forgetBefore: new Date(now.getTime() - mergeWithinMs).toISOString() }
}

/** A version leaves the history when the same person saves again soon after the version before it. What is frozen never leaves. */
function supersedes(current: Notebook, next: Notebook, keptBefore: string | null): boolean {
  if (keptBefore === null || current.updatedBy !== next.updatedBy) return false
  return Date.parse(next.updatedAt) - Date.parse(keptBefore) < oneVersionMs && frozenCount(current) === frozenCount(next)
}

const frozenCount = ({ blocks }: Notebook) => blocks.filter((block) => 'frozen' in block && block.frozen !== null).length

function assertGood(blocks: readonly Block[]): void {
  if (new Set(blocks.map((block) => block.id)).size < blocks.length) throw badInput('notebooks.same_id', 'Two blocks have the same id.')
  if (blocks.length > maxBlocks) throw badInput('notebooks.too_long', `A notebook has at most ${maxBlocks} blocks; begin another one.`)
}

/** The changes of both since the base, or a problem that holds both texts of each block that both changed. */
function joined(base: Draft, current: Notebook, draft: Draft): Draft {
  const merged = merge(base, current, draft)
  if (merged.ok) return merged.draft
  throw conflict('notebooks.conflict', `${current.updatedBy} changed the same block. Choose whose text to keep.`, { conflicts: merged.conflicts, version: current.version })
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
  const kept = pickLines(file.text, block.lines)
  if (!kept) throw badInput('notebooks.bad_range', `${block.path} has fewer lines than that at this revision, or the last line stands before the first.`)
  return { ...block, frozen: { commit: file.commit, at: timestamp(clock), startLine: kept.startLine, text: kept.text } }
}

const titleOf = (fileName: string) => fileName.replace(/^.*[/\\]/, '').replace(/(\.snb)?\.md$/i, '').replaceAll('_', ' ').trim() || 'Imported notebook'

const cursorOf = ({ updatedAt, id }: NotebookHead) => `${updatedAt} ${id}`

function readCursor(text: string): { updatedAt: string; id: string } {
  const [updatedAt, id] = text.split(' ')
  if (!updatedAt || !id) throw badInput('notebooks.bad_cursor', 'The value of after is not one that this list gave.')
  return { updatedAt, id }
}
