import type { Clock } from '../platform/clock.ts'
import type { Events } from '../platform/events.ts'
import { notFound } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from './contract.ts'
import type { RepositoryChange, RepositoryRow, RepositoryStore } from './store.ts'

/**
 * The repositories that exist, who may see which, and what becomes known when one changes. Everything in this slice finds
 * repositories here, so that there is one place that decides what a viewer sees.
 */
export interface Catalogue {
  all(): Promise<readonly RepositoryRow[]>
  visibleTo(viewer: Caller): Promise<readonly RepositoryRow[]>
  /** Throws the one 404 for what does not exist and for what the viewer may not see. */
  byId(viewer: Caller, id: string): Promise<RepositoryRow>
  byName(viewer: Caller, name: string): Promise<RepositoryRow>
  /** False when the repository is gone. */
  change(id: string, change: RepositoryChange): Promise<boolean>
  /** To be called after rows were added or removed. */
  changed(id: string): void
}

/** Another process on the same database may add and remove, so what is kept in memory is soon asked for again. */
const maxAgeMs = 1_000

export function createCatalogue({ store, clock, events }: { store: RepositoryStore; clock: Clock; events: Events }): Catalogue {
  let kept: { rows: Promise<readonly RepositoryRow[]>; at: number } | undefined

  function all() {
    const now = clock.now().getTime()
    if (!kept || Math.abs(now - kept.at) > maxAgeMs) {
      const rows = store.all()
      kept = { rows, at: now }
      rows.catch(() => (kept = undefined))
    }
    return kept.rows
  }

  function changed(id: string) {
    kept = undefined
    events.publish({ topic: `repository/${id}` })
    events.publish({ topic: 'repositories' })
  }

  /** Today every account sees every repository; who sees which will be decided here and nowhere else. */
  const visibleTo = async (_viewer: Caller) => all()

  async function find(viewer: Caller, matches: (row: RepositoryRow) => boolean) {
    const row = (await visibleTo(viewer)).find(matches)
    if (!row) throw notFound('repos.not_found', 'There is no such repository, or you may not see it.')
    return row
  }

  return {
    all,
    visibleTo,
    byId: (viewer, id) => find(viewer, (row) => row.id === id),
    byName: (viewer, name) => find(viewer, (row) => row.name === name),
    changed,
    async change(id, change) {
      const exists = await store.update(id, change)
      changed(id)
      return exists
    },
  }
}

/** A row as the viewer may see it: folders of the machine are shown to its owner only. */
export function present(viewer: Caller, row: RepositoryRow): Repository {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    source: row.source,
    url: row.source === 'local' && viewer.role !== 'owner' ? null : row.url,
    description: row.description,
    fork: row.fork === 1,
    archived: row.archived === 1,
    defaultBranch: row.default_branch,
    head: row.head,
    objectFormat: row.object_format,
    clone: {
      state: row.clone_state,
      phase: row.clone_phase,
      percent: row.clone_percent,
      error: row.clone_error_code === null ? null : { code: row.clone_error_code, message: row.clone_error_message ?? '' },
      lastFetchedAt: row.last_fetched_at,
      incomplete: row.incomplete === 1,
    },
    index: { state: row.index_state, files: row.index_files, bytes: row.index_bytes, commit: row.index_commit, percent: row.index_percent },
    createdAt: row.created_at,
  }
}
