import type { Caller } from '../../platform/http.ts'
import type { RepoKey, Repos } from '../../repos/repos.ts'
import { createMemory } from './remember.ts'
import type { ScipStore, UploadRow } from './store.ts'

/** An index, and the commit that is looked at through it. */
export interface Source {
  repo: { id: string; name: string }
  /** The commit that is looked at. */
  commit: string
  upload: UploadRow
  /** In commits, from the one that was indexed to the one that is looked at. */
  distance: number
}

/** Which indexes there are to ask about a commit. */
export interface Sources {
  /** Of each root and indexer the nearest, if it is near enough; the nearest first. */
  at(viewer: Caller, repo: { id: string; name: string }, commit: string, signal?: AbortSignal): Promise<Source[]>
  /** To be called when indexes have come or gone. */
  changed(): void
}

/** What changes in so many commits leaves little to carry over. */
const within = 500
const triedOfEach = 8
const mostKinds = 40

interface SourcesOptions {
  store: Pick<ScipStore, 'list'>
  repos: Pick<Repos, 'nearestCommits'>
}

export function createSources({ store, repos }: SourcesOptions): Sources {
  // Another process on the same database may take in indexes too.
  const rows = createMemory<UploadRow[]>({ most: 1_000, forMs: 2_000 })
  const distances = createMemory<Map<string, number>>({ most: 2_000, forMs: 10 * 60_000 })

  const completed = (repositoryId: string) => rows.get(repositoryId, () => store.list({ repositoryIds: [repositoryId], states: ['completed'] }))

  async function distancesOf(viewer: Caller, repo: RepoKey, commit: string, candidates: string[], signal?: AbortSignal): Promise<Map<string, number>> {
    if (candidates.includes(commit)) return new Map([[commit, 0]])
    signal?.throwIfAborted()
    return distances.get([repo.id, commit, ...candidates].join(' '), async () => {
      const found = await repos.nearestCommits(viewer, repo, commit, candidates, { tried: triedOfEach, within })
      return new Map(found.map((each) => [each.commit, each.distance]))
    })
  }

  async function nearest(viewer: Caller, repo: Source['repo'], { commit, uploads, signal }: { commit: string; uploads: UploadRow[]; signal: AbortSignal | undefined }): Promise<Source[]> {
    const known = await distancesOf(viewer, repo, commit, [...new Set(uploads.map(({ commit_oid }) => commit_oid))], signal)
    const near = uploads.flatMap((upload) => {
      const distance = known.get(upload.commit_oid)
      return distance === undefined ? [] : [{ repo, commit, upload, distance }]
    })
    return near.sort((a, b) => a.distance - b.distance || b.upload.id - a.upload.id).slice(0, 1)
  }

  return {
    async at(viewer, repo, commit, signal) {
      const kinds = new Map<string, UploadRow[]>()
      for (const row of await completed(repo.id)) {
        const kind = JSON.stringify([row.root, row.indexer])
        kinds.set(kind, [...(kinds.get(kind) ?? []), row])
      }
      const found = await Promise.all([...kinds.values()].slice(0, mostKinds).map((uploads) => nearest(viewer, repo, { commit, uploads, signal })))
      return found.flat().sort((a, b) => a.distance - b.distance || a.upload.id - b.upload.id)
    },
    changed: () => rows.clear(),
  }
}
