import { z } from 'zod'
import { endpoint } from '../platform/endpoint.ts'
import { FrozenSearch, PatternType, SearchDelta } from '../search/contract.ts'

const id = z.string().min(1).max(64)
const repo = z.string().max(500)
const rev = z.string().max(500)

/** 1-based, both ends included. */
export const LineRange = z.object({ start: z.number().int().min(1), end: z.number().int().min(1) })

export const Block = z.discriminatedUnion('type', [
  z.object({ id, type: z.literal('markdown'), text: z.string().max(200_000) }),
  z.object({ id, type: z.literal('query'), query: z.string().max(65536), patternType: PatternType.default('keyword'), frozen: FrozenSearch.nullable().default(null) }),
  z.object({
    id, type: z.literal('file'), repo, rev, path: z.string().max(8000), lines: LineRange.nullable().default(null),
    /** The text as it was when frozen; without it the block follows the revision. */
    frozen: z.object({ commit: z.string(), at: z.string(), startLine: z.number().int(), text: z.string() }).nullable().default(null),
  }),
  z.object({
    id, type: z.literal('symbol'), repo, rev, path: z.string().max(8000),
    name: z.string().max(500), container: z.string().max(500).default(''), kind: z.string().max(50).default(''), lineContext: z.number().int().min(0).max(50).default(3),
  }),
  z.object({ id, type: z.literal('commit'), repo, oid: z.string().max(64) }),
])
export type Block = z.output<typeof Block>

export const NotebookHead = z.object({
  id: z.string(),
  title: z.string(),
  /** The incident it belongs to; null when it stands alone. */
  incidentId: z.string().nullable(),
  version: z.number().int(),
  blockCount: z.number().int(),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedBy: z.string(),
  updatedAt: z.string(),
})
export type NotebookHead = z.output<typeof NotebookHead>

export const Notebook = NotebookHead.extend({ blocks: z.array(Block) })
export type Notebook = z.output<typeof Notebook>

const title = z.string().trim().min(1, 'give the notebook a title').max(300)
const blocks = z.array(Block).max(2000)
const byId = z.object({ id: z.string() })

export const listNotebooks = endpoint({
  id: 'notebooks.list', method: 'get', path: '/api/v1/notebooks', needs: 'notebooks.read',
  summary: 'Notebooks, last changed first',
  query: z.object({ query: z.string().max(200).optional(), after: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: z.object({ notebooks: z.array(NotebookHead), total: z.number().int(), next: z.string().nullable() }),
})

export const createNotebook = endpoint({
  id: 'notebooks.create', method: 'post', path: '/api/v1/notebooks', needs: 'notebooks.write', status: 201,
  summary: 'Begin a notebook', body: z.object({ title, blocks: blocks.default([]) }), answer: Notebook,
})

export const getNotebook = endpoint({
  id: 'notebooks.get', method: 'get', path: '/api/v1/notebooks/{id}', needs: 'notebooks.read',
  summary: 'One notebook; with `version`, as it was then', params: byId,
  query: z.object({ version: z.coerce.number().int().min(1).optional() }), answer: Notebook,
})

/**
 * Saves what changed since `baseVersion`. Changes of other people to other blocks are kept (blocks are merged by id); when
 * both changed the same block the answer is 409 `notebooks.conflict` with both texts, and nothing is saved.
 */
export const saveNotebook = endpoint({
  id: 'notebooks.save', method: 'put', path: '/api/v1/notebooks/{id}', needs: 'notebooks.write',
  summary: 'Save a notebook', params: byId,
  body: z.object({ baseVersion: z.number().int(), title, blocks }), answer: Notebook,
})

export const removeNotebook = endpoint({
  id: 'notebooks.remove', method: 'delete', path: '/api/v1/notebooks/{id}', needs: 'notebooks.write', status: 204,
  summary: 'Put a notebook away; it can be restored. The notebook of an incident stays.', params: byId,
})

export const restoreNotebook = endpoint({
  id: 'notebooks.restore', method: 'post', path: '/api/v1/notebooks/{id}/restore', needs: 'notebooks.write',
  summary: 'Bring back a notebook that was put away, or an earlier version as the newest', params: byId,
  body: z.object({ version: z.number().int().min(1).optional() }), answer: Notebook,
})

/** Saves close together by one person are kept as one version. */
export const listVersions = endpoint({
  id: 'notebooks.versions', method: 'get', path: '/api/v1/notebooks/{id}/versions', needs: 'notebooks.read',
  summary: 'The history of a notebook, newest first', params: byId,
  answer: z.object({ versions: z.array(z.object({ version: z.number().int(), title: z.string(), savedBy: z.string(), savedAt: z.string(), blockCount: z.number().int() })) }),
})

/** Freezes a query or file block: runs it now and keeps the answer in the block. */
export const freezeBlock = endpoint({
  id: 'notebooks.freeze', method: 'post', path: '/api/v1/notebooks/{id}/blocks/{block}/freeze', needs: 'notebooks.write',
  summary: 'Freeze a block', params: z.object({ id: z.string(), block: z.string() }), body: z.object({}), answer: Notebook,
})

export const rerunBlock = endpoint({
  id: 'notebooks.rerun', method: 'post', path: '/api/v1/notebooks/{id}/blocks/{block}/rerun', needs: 'notebooks.read',
  summary: 'Run a frozen query again and say what has changed; nothing is saved', params: z.object({ id: z.string(), block: z.string() }),
  body: z.object({}), answer: SearchDelta,
})

export const exportNotebook = endpoint({
  id: 'notebooks.export', method: 'get', path: '/api/v1/notebooks/{id}/export', needs: 'notebooks.read',
  summary: 'The notebook as .snb.md', params: byId,
})

export const importNotebook = endpoint({
  id: 'notebooks.import', method: 'post', path: '/api/v1/notebooks/import', needs: 'notebooks.write', status: 201,
  summary: 'A notebook from .snb.md; the title comes from the file name', body: z.object({ fileName: z.string().max(300), text: z.string().max(24_000_000) }), answer: Notebook,
})
