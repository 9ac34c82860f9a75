import { timestamp, type Clock } from '../platform/clock.ts'
import type { Deployments } from '../deployments/deployments.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import type { Repos } from '../repos/repos.ts'
import type * as contract from './contract.ts'
import type { ImpactStore } from './store.ts'

/** Under which name a commit is told, and what runs at it. */
export interface Standing {
  repository: Repository
  rev: string
  commit: string
  at: contract.Affected['at']
  running: readonly { service: string; environment: string }[]
}

/** The revisions that an answer about packages speaks of, as far as the viewer may see them. */
export interface Standings {
  repositories: readonly Repository[]
  /** Undefined for commits that are neither tracked nor run anywhere, and for repositories that the viewer may not see. */
  of(repositoryId: string, commit: string): Standing | undefined
  all(): Iterable<Standing>
}

interface StandingDeps {
  repos: Pick<Repos, 'allVisible'>
  deployments: Pick<Deployments, 'running'>
  store: Pick<ImpactStore, 'refs'>
  clock: Clock
}

export async function standingsFor({ repos, deployments, store, clock }: StandingDeps, viewer: Caller): Promise<Standings> {
  const repositories = await repos.allVisible(viewer)
  const visible = new Map(repositories.map((repository) => [repository.id, repository]))
  const standings = new Map<string, Standing>()
  const runsAt = Map.groupBy(await deployments.running(viewer, { at: timestamp(clock) }), ({ deployment: { repo, commit } }) => `${repo} ${commit}`)
  const add = (repository: Repository, { rev, commit, at }: Pick<Standing, 'rev' | 'commit' | 'at'>) => {
    const key = `${repository.id} ${commit}`
    if (standings.has(key)) return
    const running = (runsAt.get(`${repository.name} ${commit}`) ?? []).map(({ deployment: { service, environment } }) => ({ service, environment }))
    standings.set(key, { repository, rev, commit, at, running })
  }
  for (const { repository_id, name, kind, commit_oid, is_default } of (await store.refs()).toSorted(byWeight)) {
    const repository = visible.get(repository_id)
    if (repository) add(repository, { rev: name, commit: commit_oid, at: is_default === 1 ? 'default' : kind })
  }
  const byName = new Map(repositories.map((repository) => [repository.name, repository]))
  for (const [{ deployment }] of runsAt.values()) {
    const repository = deployment.known ? byName.get(deployment.repo) : undefined
    if (repository) add(repository, { rev: deployment.commit, commit: deployment.commit, at: 'deployed' })
  }
  return { repositories, of: (repositoryId, commit) => standings.get(`${repositoryId} ${commit}`), all: () => standings.values() }
}

type Weighed = { is_default: number; kind: 'branch' | 'tag'; name: string }

/** The default branch, then tags, which stay, then branches; by name. */
function byWeight(a: Weighed, b: Weighed): number {
  return b.is_default - a.is_default || (a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind === 'tag' ? -1 : 1)
}
