import type { Caller } from '../platform/http.ts'
import type { Log } from '../platform/log.ts'
import type { Catalogue } from './catalogue.ts'
import { fetchCommits, holdCommits } from './git/keep.ts'
import { isOid } from './git/names.ts'
import type { Source } from './git/remote.ts'
import type { Mirrors } from './mirrors.ts'
import type { Repos } from './repos.ts'
import type { RepositoryStore } from './store.ts'

interface KeepingOptions {
  store: RepositoryStore
  catalogue: Catalogue
  mirrors: Mirrors
  log: Log
}

/** Commits that evidence leads to, which outlive the branches and tags that reached them. */
export interface Keeping extends Pick<Repos, 'keep'> {
  /**
   * Has the mirror hold what was asked to be kept and is not held yet. Only the work on a mirror prunes, and it calls this first: so
   * asking is a row, and needs no git. What the mirror lacks is asked from the source once.
   */
  hold(id: string, work: { source: Source; signal: AbortSignal }): Promise<void>
  /** Before a clone, into which only branches and tags come: all is to be held anew. */
  askAgain(id: string): Promise<void>
}

export function createKeeping({ store, catalogue, mirrors, log }: KeepingOptions): Keeping {
  async function hold(id: string, { source, signal }: { source: Source; signal: AbortSignal }): Promise<void> {
    const open = (await store.keptCommits(id)).filter(({ state }) => state !== 'held')
    if (open.length === 0) return
    const held = await holdCommits(mirrors.dirOf(id), open.map(({ oid }) => oid), { signal })
    await store.noteKept(id, held, 'held')
    const asked = open.flatMap(({ oid, state }) => (state === 'asked' && !held.includes(oid) ? [oid] : []))
    if (asked.length > 0) await bring(id, asked, { source, signal })
  }

  /** A source that cannot be asked now is asked at the next work. */
  async function bring(id: string, oids: readonly string[], { source, signal }: { source: Source; signal: AbortSignal }): Promise<void> {
    try {
      const come = await fetchCommits(mirrors.dirOf(id), oids, { source, signal })
      await store.noteKept(id, come, 'held')
      await store.noteKept(id, oids.filter((oid) => !come.includes(oid)), 'lost')
      if (come.length > 0) mirrors.changed(id)
    } catch (error) {
      signal.throwIfAborted()
      log.warn({ repository: id, err: error }, 'commits that evidence leads to could not be asked from the source')
    }
  }

  return {
    hold,
    askAgain: store.askAgain,
    async keep(viewer: Caller, commits) {
      const visible = new Map((await catalogue.visibleTo(viewer)).map(({ name, id }) => [name, id]))
      for (const [repo, of] of Map.groupBy(commits, ({ repo }) => repo)) {
        const id = visible.get(repo)
        const oids = new Set(of.map(({ commit }) => commit).filter(isOid))
        if (id !== undefined) await store.keep(id, [...oids])
      }
    },
  }
}
