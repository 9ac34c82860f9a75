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
  commit: string
  /** All of them, the most telling first. */
  names: readonly [Name, ...Name[]]
  running: readonly { service: string; environment: string }[]
}

export type Name = Pick<contract.Affected, 'rev' | 'at'>

/** A row for each place where a commit runs, under its first name, and one for each other name; whoever runs a commit does so by one of them. */
export function placesOf({ names: [first, ...others], running }: Pick<Standing, 'names' | 'running'>): (Name & Pick<contract.Affected, 'service' | 'environment'>)[] {
  const nowhere = { service: null, environment: null }
  return [...(running.length > 0 ? running : [nowhere]).map((place) => ({ ...first, ...place })), ...others.map((name) => ({ ...name, ...nowhere }))]
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
  const standings = new Map<string, Standing & { names: [Name, ...Name[]] }>()
  const runsAt = Map.groupBy(await deployments.running(viewer, { at: timestamp(clock) }), ({ deployment: { repo, commit } }) => `${repo} ${commit}`)
  const add = (repository: Repository, commit: string, name: Name) => {
    const key = `${repository.id} ${commit}`
    const known = standings.get(key)
    const running = (runsAt.get(`${repository.name} ${commit}`) ?? []).map(({ deployment: { service, environment } }) => ({ service, environment }))
    if (known && name.at !== 'deployed') known.names.push(name)
    if (!known) standings.set(key, { repository, commit, names: [name], running })
  }
  for (const { repository_id, name, kind, commit_oid, is_default } of (await store.refs()).toSorted(byWeight)) {
    const repository = visible.get(repository_id)
    if (repository) add(repository, commit_oid, { rev: name, at: is_default === 1 ? 'default' : kind })
  }
  const byName = new Map(repositories.map((repository) => [repository.name, repository]))
  for (const [{ deployment }] of runsAt.values()) {
    const repository = deployment.known ? byName.get(deployment.repo) : undefined
    if (repository) add(repository, deployment.commit, { rev: deployment.commit, at: 'deployed' })
  }
  return { repositories, of: (repositoryId, commit) => standings.get(`${repositoryId} ${commit}`), all: () => standings.values() }
}

type Weighed = { is_default: number; kind: 'branch' | 'tag'; name: string }

/** The default branch, then tags, which stay, then branches; by name. */
function byWeight(a: Weighed, b: Weighed): number {
  return b.is_default - a.is_default || (a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind === 'tag' ? -1 : 1)
}
