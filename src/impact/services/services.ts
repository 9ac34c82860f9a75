import { createPublishers } from '../../intel/intel.ts'
import type { Deployments } from '../../deployments/deployments.ts'
import { timestamp, type Clock } from '../../platform/clock.ts'
import type { Answer } from '../../platform/endpoint.ts'
import { badInput } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Affected, listServices } from '../contract.ts'
import type { ImpactStore } from '../store.ts'
import { chooseRevisions, type ChosenRevision, type RevisionsAsked } from './chosen-revisions.ts'
import { homesOf } from './homes.ts'
import { isReadByThese } from './readers.ts'
import { createServiceMap, type ServiceMap, type ToldOf } from './service-map.ts'
import type { Commits, ReadServices, ServiceStore } from './store.ts'

export interface ToldServices {
  map: ServiceMap
  repositories: number
  gaps: Answer<typeof listServices>['gaps']
  revisions: Answer<typeof listServices>['revisions']
  isComplete: boolean
}

/** Services and what they have to do with each other, as far as the viewer may see their repositories. */
export interface Services {
  /** Without more words as the default branches tell. */
  told(viewer: Caller, asked?: RevisionsAsked): Promise<ToldServices>
  /** Throws a Problem where both a revision and an environment are asked for. */
  list(viewer: Caller, asked: RevisionsAsked): Promise<Answer<typeof listServices>>
  /** How the catalogue of a place's own commit calls the service that the place belongs to; undefined for commits that are not read, null where it names none. */
  namesAt(viewer: Caller, places: readonly Pick<Affected, 'repo' | 'commit' | 'path'>[]): Promise<(place: Pick<Affected, 'repo' | 'commit' | 'path'>) => string | null | undefined>
}

interface ServicesDeps {
  repos: Pick<Repos, 'allVisible'>
  store: ServiceStore
  refs: Pick<ImpactStore, 'refs'>
  deployments: Pick<Deployments, 'running'>
  clock: Clock
}

const defaultBranches: RevisionsAsked = { rev: '', environment: '' }
/** Answers that are kept: each stays the same until something is pushed or deployed, and most people see the same. */
const mostKept = 4

export function createServices({ repos, store, refs, deployments, clock }: ServicesDeps): Services {
  const kept = new Map<string, ToldServices>()

  async function keep(key: string, make: () => Promise<ToldServices>): Promise<ToldServices> {
    const told = kept.get(key) ?? (await make())
    kept.delete(key)
    kept.set(key, told)
    for (const oldest of kept.size > mostKept ? [...kept.keys()].slice(0, kept.size - mostKept) : []) kept.delete(oldest)
    return told
  }

  async function choose(viewer: Caller, asked: RevisionsAsked, repositories: readonly Repository[], tips: ReadonlyMap<string, string>): Promise<Map<string, ChosenRevision>> {
    const running = asked.environment === '' ? [] : await deployments.running(viewer, { environment: asked.environment, at: timestamp(clock) })
    return chooseRevisions(asked, { repositories, refs: asked.rev === '' ? [] : await refs.refs(), running, tips })
  }

  async function told(viewer: Caller, asked: RevisionsAsked = defaultBranches): Promise<ToldServices> {
    const repositories = await repos.allVisible(viewer)
    const read = await store.tips()
    const tips = new Map(read.map(({ repositoryId, commit }) => [repositoryId, commit]))
    const chosen = await choose(viewer, asked, repositories, tips)
    const key = JSON.stringify([repositories.map(({ id, name, head, fork, archived }) => [id, name, head, fork, archived]), read, [...chosen]])
    return keep(key, async () => {
      const known = await store.known(commitsOf(chosen))
      const taken = new Map([...chosen].map(([id, revision]) => [id, known.has(`${id} ${revision.commit}`) ? revision : { ...revision, commit: tips.get(id) ?? '', isUnread: true as const }]))
      const commits = commitsOf(taken)
      const all = await store.all(commits)
      return join(repositories, { read: all, modules: await modulesOf(store, all), uses: await store.packageUses(commits), chosen: taken })
    })
  }

  return {
    told,
    async list(viewer, asked) {
      if (asked.rev !== '' && asked.environment !== '') throw badInput('impact.two_revisions', 'Give rev or environment, not both.')
      const { map: { nodes, edges }, gaps, revisions, isComplete, repositories } = await told(viewer, asked)
      return { nodes, edges, gaps, revisions, complete: isComplete, repositories }
    },
    async namesAt(viewer, places) {
      const ids = new Map((await repos.allVisible(viewer)).map(({ id, name }) => [name, id]))
      const names = new Map([...ids].map(([name, id]) => [id, name]))
      const wanted = new Map(places.flatMap(({ repo, commit }) => (ids.has(repo) ? [[`${repo} ${commit}`, { repositoryId: ids.get(repo) ?? '', commit }] as const] : [])))
      const homes = new Map((await store.filesAt([...wanted.values()])).map(({ repositoryId, commit, files }) => [`${names.get(repositoryId)} ${commit}`, declaredHomes(names.get(repositoryId) ?? '', files)]))
      return ({ repo, commit, path }) => {
        const known = homes.get(`${repo} ${commit}`)
        return known && (known.find(({ folder }) => path.startsWith(folder))?.name ?? null)
      }
    },
  }
}

const commitsOf = (chosen: ReadonlyMap<string, Pick<ChosenRevision, 'commit'>>): Commits => new Map([...chosen].map(([id, { commit }]) => [id, commit]))

/** Null for what is only called as its repository is. */
function declaredHomes(repo: string, files: ReadServices['told']['files']): { folder: string; name: string | null }[] {
  const declared = new Set(files.entities.flatMap(({ kind, name }) => (kind === 'service' ? [name] : [])))
  return homesOf(repo, files).map(({ folder, name }) => ({ folder, name: declared.has(name) ? name : null }))
}

type Taken = ChosenRevision & { isUnread?: true }

interface Joining {
  read: readonly ReadServices[]
  /** By the id of a repository. */
  modules: ReadonlyMap<string, Pick<ToldOf['modules'], 'uses' | 'indexed'>>
  uses: Awaited<ReturnType<ServiceStore['packageUses']>>
  chosen: ReadonlyMap<string, Taken>
}

function join(repositories: readonly Repository[], { read, modules, uses, chosen }: Joining): ToldServices {
  const byId = new Map(read.map((each) => [each.repositoryId, each]))
  const told = repositories.flatMap(({ id, name, fork, archived }) => {
    const each = byId.get(id)
    return each ? [{ id, repo: name, commit: each.commit, isSecondary: fork || archived, ...joined(each.told, modules.get(id) ?? noModules) }] : []
  })
  const gaps = repositories.flatMap((repository) => gapsOf(repository, byId.get(repository.id), chosen.get(repository.id)).map((gap) => ({ repo: repository.name, ...gap })))
  const revisions = repositories.flatMap(({ id, name }) => {
    const at = chosen.get(id)
    return at ? [{ repo: name, rev: at.rev, commit: at.commit, isFallback: at.isFallback }] : []
  })
  return { map: createServiceMap(told, uses), repositories: repositories.length, gaps, revisions, isComplete: gaps.length === 0 }
}

const noModules = { uses: [], indexed: [] }
const joined = ({ files, calls, published }: ReadServices['told'], uses: Pick<ToldOf['modules'], 'uses' | 'indexed'>): Pick<ToldOf, 'facts' | 'modules'> => ({ facts: { ...files, links: [...files.links, ...calls.links] }, modules: { ...uses, ...published } })

/** What is told of the modules that another repository publishes, be it a copy or one of several. */
async function modulesOf(store: Pick<ServiceStore, 'uses'>, read: readonly ReadServices[]): Promise<Joining['modules']> {
  const publishers = createPublishers(read.map(({ repositoryId, told }) => ({ id: repositoryId, ...told.published })))
  const wanted = read.flatMap(({ repositoryId, told: { uses: { id, named } } }) =>
    [...named.entries()].flatMap(([place, use]) => (publishers.mayBe(use, repositoryId) ? [{ repositoryId, id, place, isIndexed: use.isIndexed }] : [])))
  const uses = await store.uses(wanted)
  const told = wanted.map((each, at) => ({ ...each, use: uses[at] }))
  return new Map([...Map.groupBy(told, ({ repositoryId }) => repositoryId)].map(([id, all]) => {
    const [indexed, others] = [true, false].map((isIndexed) => all.flatMap((each) => (each.isIndexed === isIndexed ? (each.use ?? []) : [])))
    return [id, { indexed: indexed ?? [], uses: others ?? [] }]
  }))
}

function gapsOf(repository: Repository, read: ReadServices | undefined, at: Taken | undefined): { path: string; reason: string }[] {
  if (!isReadable(repository)) return repository.clone.state === 'ready' ? [] : [{ path: '', reason: 'The repository is not cloned.' }]
  if (!read || !at || !isReadByThese(read.readers)) return [{ path: '', reason: 'What it tells of services has not been read yet.' }]
  const isDefault = at.isFallback || at.rev === (repository.defaultBranch ?? 'HEAD')
  return [
    ...(at.isUnread ? [{ path: '', reason: `What ${at.rev} tells of services is not read: it is told at its default branch.` }] : []),
    ...(at.others.length > 0 ? [{ path: '', reason: `It has several such revisions: ${at.rev} is told, and not ${someOf(at.others)}.` }] : []),
    ...(isDefault && read.commit !== repository.head ? [{ path: '', reason: 'What was pushed last has not been read yet.' }] : []),
    ...read.told.files.gaps, ...read.told.calls.gaps, ...read.told.uses.gaps,
  ]
}

const mostNamed = 5
const someOf = (names: readonly string[]) => names.slice(0, mostNamed).join(', ') + (names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '')
