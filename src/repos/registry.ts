import { parseRemoteUrl } from './git/url.ts'
import { badInput } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Adding } from './adding.ts'
import { present, type Catalogue } from './catalogue.ts'
import type { Mirrors } from './mirrors.ts'
import type { Repos } from './repos.ts'
import type { RepositoryRow, RepositoryStore } from './store.ts'
import type { Sync } from './sync.ts'

/** Which repositories there are. */
export type Registry = Pick<Repos, 'list' | 'get' | 'byName' | 'byAddress' | 'allVisible' | 'add' | 'addFolder' | 'addSample' | 'sampleDeployments' | 'sampleTraces' | 'update' | 'fetch' | 'remove'>

interface RegistryOptions {
  store: RepositoryStore
  catalogue: Catalogue
  mirrors: Mirrors
  adding: Adding
  sync: Sync
  enqueue(id: string): Promise<void>
  /** Has the index forget what only this repository held. */
  unindex(id: string): Promise<void>
}

export function createRegistry({ store, catalogue, mirrors, adding, sync, enqueue, unindex }: RegistryOptions): Registry {
  const fresh = async (viewer: Caller, id: string) => present(viewer, await catalogue.byId(viewer, id))

  return {
    async list(viewer, { query = '', state, after, limit }) {
      const wanted = query.toLowerCase()
      const rows = (await catalogue.visibleTo(viewer)).filter((row) => row.name.toLowerCase().includes(wanted) && (!state || stateOf(row) === state))
      const from = after === undefined ? 0 : rows.findIndex((row) => row.name > after)
      const page = from < 0 ? [] : rows.slice(from, from + limit)
      const next = from >= 0 && from + limit < rows.length ? (page.at(-1)?.name ?? null) : null
      return { repos: page.map((row) => present(viewer, row)), total: rows.length, next }
    },

    get: fresh,
    byName: async (viewer, name) => present(viewer, await catalogue.byName(viewer, name)),
    async byAddress(viewer, address) {
      const key = keyOf(address)
      const row = (await catalogue.visibleTo(viewer)).find(({ name, url }) => name === address || (url !== null && (url === address || keyOf(url) === key)))
      return row ? present(viewer, row) : null
    },
    allVisible: async (viewer) => (await catalogue.visibleTo(viewer)).map((row) => present(viewer, row)),

    async add(viewer, { url }) {
      const { row, added } = await adding.byUrl(url)
      return { repository: present(viewer, row), added }
    },

    async addFolder(viewer, { path }) {
      const { outcomes, refused } = await adding.byFolder(path)
      return { repos: outcomes.map(({ row }) => present(viewer, row)), added: outcomes.filter(({ added }) => added).length, refused }
    },

    async addSample(viewer) {
      return { repos: (await adding.sample()).map(({ row }) => present(viewer, row)) }
    },

    async sampleDeployments({ source, name }) {
      if (source !== 'sample') return []
      const { sampleDeployments } = await import('./sample/deployments.ts')
      return sampleDeployments.filter(({ repository }) => repository === name)
    },

    async sampleTraces(viewer) {
      const has = (await catalogue.visibleTo(viewer)).some(({ source }) => source === 'sample')
      if (!has) return { traces: [], advisories: [] }
      const { sampleTraces } = await import('./sample/traces.ts')
      const { sampleAdvisories } = await import('./sample/advisories.ts')
      return {
        traces: sampleTraces.map(({ id, title, text }) => ({ id, title, text })),
        advisories: sampleAdvisories.map((record) => ({ id: record.id, title: record.summary, text: JSON.stringify(record, null, 2) })),
      }
    },

    async update(viewer, id, { fork, archived, description }) {
      await catalogue.byId(viewer, id)
      const change = {
        ...(fork === undefined ? {} : { fork: fork ? 1 : 0 }),
        ...(archived === undefined ? {} : { archived: archived ? 1 : 0 }),
        ...(description === undefined ? {} : { description }),
      }
      if (Object.keys(change).length === 0) throw badInput('repos.nothing_to_change', 'Say what to change: fork, archived or description.')
      await catalogue.change(id, change)
      return fresh(viewer, id)
    },

    async fetch(viewer, id) {
      const row = await catalogue.byId(viewer, id)
      if (!mirrors.exists(id)) await catalogue.change(id, { clone_state: 'waiting', clone_error_code: null, clone_error_message: null })
      await enqueue(row.id)
      return fresh(viewer, id)
    },

    async remove(viewer, id) {
      await catalogue.byId(viewer, id)
      await store.remove(id)
      catalogue.changed(id)
      await sync.cancel(id)
      await mirrors.remove(id)
      await unindex(id)
    },
  }
}

/** A repository whose clone has failed stays `failed` until one succeeds; `running` is everything that git still has to do. */
function stateOf({ clone_state }: RepositoryRow): 'ready' | 'running' | 'failed' {
  return clone_state === 'waiting' ? 'running' : clone_state
}

/** What is the same in all notations of an address; the text itself when it is no address. */
function keyOf(address: string): string {
  const parsed = parseRemoteUrl(address, { allowPrivate: true, allowLoopback: true })
  return parsed.ok ? parsed.name.toLowerCase() : address
}
