import type { Answer } from '../../platform/endpoint.ts'
import type { Caller } from '../../platform/http.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import type { Repository } from '../../repos/contract.ts'
import type { listServices } from '../contract.ts'
import { isReadByThese } from './readers.ts'
import { createServiceMap, type ServiceMap, type ToldOf } from './service-map.ts'
import type { ReadServices, ServiceStore, Told } from './store.ts'

export interface ToldServices {
  map: ServiceMap
  repositories: number
  gaps: Answer<typeof listServices>['gaps']
  isComplete: boolean
}

/** Services and what they have to do with each other, as far as the viewer may see their repositories. */
export interface Services {
  told(viewer: Caller): Promise<ToldServices>
  list(viewer: Caller): Promise<Answer<typeof listServices>>
}

export function createServices({ repos, store }: { repos: Pick<Repos, 'allVisible'>; store: ServiceStore }): Services {
  /** The last one: it stays the same until something is pushed, and most see the same. */
  let known: { key: string; told: ToldServices } | null = null

  async function told(viewer: Caller): Promise<ToldServices> {
    const repositories = await repos.allVisible(viewer)
    const key = JSON.stringify([repositories.map(({ id, name, head, fork, archived }) => [id, name, head, fork, archived]), await store.tips()])
    if (known?.key !== key) known = { key, told: join(repositories, await store.all(), await store.packageUses()) }
    return known.told
  }

  return {
    told,
    async list(viewer) {
      const { map: { nodes, edges }, gaps, isComplete, repositories } = await told(viewer)
      return { nodes, edges, gaps, complete: isComplete, repositories }
    },
  }
}

function join(repositories: readonly Repository[], read: readonly ReadServices[], uses: Awaited<ReturnType<ServiceStore['packageUses']>>): ToldServices {
  const byId = new Map(read.map((each) => [each.repositoryId, each]))
  const told = repositories.flatMap(({ id, name, fork, archived }) => {
    const each = byId.get(id)
    return each ? [{ id, repo: name, commit: each.commit, isSecondary: fork || archived, ...joined(each.told) }] : []
  })
  const gaps = repositories.flatMap((repository) => gapsOf(repository, byId.get(repository.id)).map((gap) => ({ repo: repository.name, ...gap })))
  return { map: createServiceMap(told, uses), repositories: repositories.length, gaps, isComplete: gaps.length === 0 }
}

const joined = ({ files, calls, uses, published }: Told): Pick<ToldOf, 'facts' | 'modules'> => ({ facts: { ...files, links: [...files.links, ...calls.links] }, modules: { ...uses, ...published } })

function gapsOf(repository: Repository, read: ReadServices | undefined): { path: string; reason: string }[] {
  if (!isReadable(repository)) return repository.clone.state === 'ready' ? [] : [{ path: '', reason: 'The repository is not cloned.' }]
  if (!read || !isReadByThese(read.readers)) return [{ path: '', reason: 'What it tells of services has not been read yet.' }]
  return [...(read.commit === repository.head ? [] : [{ path: '', reason: 'What was pushed last has not been read yet.' }]), ...read.told.files.gaps, ...read.told.calls.gaps, ...read.told.uses.gaps]
}
