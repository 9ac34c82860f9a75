import { setTimeout } from 'node:timers/promises'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import { isReadable, type Repos } from '../repos/repos.ts'
import { readManifests } from './manifests/manifests.ts'
import type { Manifest } from './manifests/manifest.ts'
import { openTree, type Tree } from './tree.ts'

export interface BookEntry {
  repository: Repository
  manifests: readonly Manifest[]
}

/** Which repository publishes which packages, and what it depends on; read from manifests and kept for each commit. */
export interface PackageBook {
  of(tree: Tree): Promise<readonly Manifest[]>
  /** All repositories of the viewer at their default branches. Those that are not read in time are left out, and are there the next time. */
  all(viewer: Caller, signal?: AbortSignal): Promise<{ entries: readonly BookEntry[]; late: readonly string[] }>
}

const atOnce = 4
const patienceMs = 2_000
/** Commits whose manifests are kept. */
const maxKept = 20_000

export function createPackageBook({ repos }: { repos: Repos }): PackageBook {
  const kept = new Map<string, Promise<readonly Manifest[]>>()

  function keep(key: string, read: () => Promise<readonly Manifest[]>): Promise<readonly Manifest[]> {
    const known = kept.get(key)
    if (known) return known
    const reading = read()
    kept.set(key, reading)
    reading.catch(() => kept.delete(key))
    for (const oldest of kept.size > maxKept ? kept.keys() : []) {
      kept.delete(oldest)
      break
    }
    return reading
  }

  const keyOf = (repository: Repository, commit: string | null) => `${repository.id} ${commit ?? ''}`

  // Reading goes on when whoever asked has gone: it is for everybody.
  const readHead = (viewer: Caller, repository: Repository) =>
    keep(keyOf(repository, repository.head), async () => {
      const tree = await openTree({ repos, viewer, repository, rev: '' })
      return tree ? readManifests(tree) : []
    })

  return {
    of: (tree) => keep(keyOf(tree.repository, tree.commit), () => readManifests(tree)),
    async all(viewer, signal) {
      const waiting = (await repos.allVisible(viewer)).filter(isReadable)
      const entries = new Map<string, BookEntry>()
      const queue = [...waiting]
      const stop = new AbortController()
      const work = async () => {
        for (let next = queue.shift(); next && !stop.signal.aborted; next = queue.shift()) {
          const manifests = await readHead(viewer, next).catch(() => null) // a repository that cannot be read stops no other
          if (manifests) entries.set(next.id, { repository: next, manifests })
        }
      }
      await Promise.race([Promise.all(Array.from({ length: atOnce }, work)), setTimeout(patienceMs, undefined, { signal: stop.signal }).catch(() => {})])
      stop.abort()
      signal?.throwIfAborted()
      return { entries: waiting.flatMap(({ id }) => entries.get(id) ?? []), late: waiting.filter(({ id }) => !entries.has(id)).map(({ name }) => name) }
    },
  }
}

/** Whether one of a repository's packages depends on one of another's. */
export function dependsOn(user: readonly Manifest[], used: readonly Manifest[]): boolean {
  const published = new Set(used.flatMap(({ ecosystem, name }) => (name === null ? [] : [`${ecosystem} ${name}`])))
  return user.some(({ ecosystem, dependencies }) => dependencies.some((name) => published.has(`${ecosystem} ${name}`)))
}
