import type { ModuleUse, PublishedModule } from '../../intel/intel.ts'
import type { ServiceEdge, ServiceGraph, ServiceNode } from '../contract.ts'
import { createEdges, evidenceOf, packageOf, type Edge } from './edges.ts'
import type { Entity, EntityRef, Link, ServiceFacts } from './facts.ts'
import { homesOf } from './homes.ts'
import { addModuleEdges } from './module-edges.ts'
import type { PackageUse } from './store.ts'

/** What the tip of the default branch of a repository tells. */
export interface ToldOf {
  id: string
  repo: string
  commit: string
  /** A copy of another one, or not used any more: what both describe is the other's. */
  isSecondary: boolean
  facts: ServiceFacts
  modules: { uses: readonly ModuleUse[]; indexed: readonly ModuleUse[]; published: readonly PublishedModule[] }
}

/** Services of all repositories, and what they have to do with each other. */
export interface ServiceMap extends ServiceGraph {
  /** The id of the service that a file belongs to; undefined in repositories that are not known. */
  serviceOf(repo: string, path: string): string | undefined
  /** The node of an id, if a catalogue names it. */
  declared(id: string | undefined): ServiceNode | undefined
}

const idOf = ({ kind, name }: EntityRef) => `${kind}:${name}`

/** Joins what repositories tell: the same service, API, image or topic is one node, whoever speaks of it. */
export function createServiceMap(told: readonly ToldOf[], uses: readonly PackageUse[]): ServiceMap {
  const inOrder = told.toSorted((a, b) => Number(a.isSecondary) - Number(b.isSecondary) || (a.repo < b.repo ? -1 : 1))
  const nodes = new Map<string, ServiceNode>()
  for (const of of inOrder) for (const entity of of.facts.entities) if (!nodes.has(idOf(entity))) nodes.set(idOf(entity), nodeOf(of, entity))
  const homes = new Map(inOrder.map((of) => [of.repo, homesOf(of.repo, of.facts)]))
  for (const of of inOrder) for (const { id, name, at } of homes.get(of.repo) ?? []) if (!nodes.has(id)) nodes.set(id, { id, kind: 'service', name, title: null, at: evidenceOf(of, at), owner: null, system: null, certainty: 'inferred' })
  const serviceOf = (repo: string, path: string) => homes.get(repo)?.find(({ folder }) => path.startsWith(folder))?.id
  const names = createNames(inOrder, nodes)
  const edges = createEdges()
  for (const of of inOrder) for (const link of of.facts.links) for (const edge of edgesOf(of, link, { names, serviceOf, nodes })) edges.add(edge)
  const byId = new Map(inOrder.map((of) => [of.id, of]))
  for (const use of uses) for (const edge of packageEdges(use, byId, serviceOf)) edges.add(edge)
  addModuleEdges(edges, { told: byId, uses, serviceOf })
  oneProvider(edges.all(), nodes)
  const linked = new Set(edges.all().flatMap(({ from, to }) => [from, to]))
  for (const [id, { certainty, name }] of nodes) if (!linked.has(id) && (certainty === 'inferred' || name.startsWith('openapi:'))) nodes.delete(id)
  const declared = (id = '') => {
    const node = nodes.get(id)
    return node?.certainty === 'declared' ? node : undefined
  }
  return { nodes: [...nodes.values()], edges: edges.all(), serviceOf, declared }
}

const nodeOf = (of: ToldOf, { kind, name, title, owner, system, at }: Entity): ServiceNode => ({ id: idOf({ kind, name }), kind, name, title, at: evidenceOf(of, at), owner, system, certainty: 'declared' })

interface Names {
  /** The id of what is meant; undefined where nobody speaks of such a thing. */
  find(ref: EntityRef, of: ToldOf): string | undefined
}

/** APIs that a catalogue names by the file that describes them, or by its title; gRPC services by their last name; images by whose name they bear. */
function createNames(told: readonly ToldOf[], nodes: ReadonlyMap<string, ServiceNode>): Names {
  const describedBy = new Map<string, string>()
  const grpc = new Map<string, string>()
  const aliases = new Map<string, string>()
  for (const { repo, facts } of told) {
    for (const entity of facts.entities) {
      if (entity.kind !== 'api') continue
      const isDocument = entity.name.startsWith('openapi:')
      if (!isDocument && entity.definition !== null) describedBy.set(`${repo}\0${entity.definition}`, idOf(entity))
      if (entity.name.startsWith('grpc:') && entity.title !== null && !grpc.has(entity.title)) grpc.set(entity.title, idOf(entity))
    }
  }
  for (const { repo, facts } of told) {
    for (const entity of facts.entities) {
      if (!entity.name.startsWith('openapi:')) continue
      const bare = entity.name.slice('openapi:'.length)
      const provided = facts.links.find(({ kind, to, certainty }) => kind === 'provides' && certainty === 'declared' && (to.name === bare || to.name === `${bare}-api`))
      const named = describedBy.get(`${repo}\0${entity.definition}`) ?? (provided && idOf(provided.to))
      if (named !== undefined) aliases.set(idOf(entity), named)
    }
  }
  return {
    find(ref) {
      if (ref.name.startsWith('grpc:*.')) return grpc.get(ref.name.slice('grpc:*.'.length))
      if (ref.kind === 'service') return serviceNamed(ref.name, nodes)
      const id = idOf(ref)
      return aliases.get(id) ?? id
    },
  }
}

/** A service is called by its name, or with a word behind it that says what it is. */
const serviceNamed = (name: string, nodes: ReadonlyMap<string, ServiceNode>): string | undefined =>
  [name, name.replace(/-(?:service|svc|api|server|app)$/, ''), `${name}-service`].map((each) => `service:${each}`).find((id) => nodes.has(id))

interface Joining {
  names: Names
  serviceOf: ServiceMap['serviceOf']
  nodes: Map<string, ServiceNode>
}

/** None for what nobody describes, and for what a service has to do with itself; images and resources of others become nodes. */
function edgesOf(of: ToldOf, { from: said, kind, to: meant, certainty, at }: Link, { names, serviceOf, nodes }: Joining): Edge[] {
  const from = (said && names.find(said, of)) ?? serviceOf(of.repo, at.path)
  const to = meant.kind === 'image' ? imageId(meant, nodes) : (names.find(meant, of) ?? (kind === 'depends_on' ? `resource:${meant.name}` : undefined))
  if (from === undefined || to === undefined || from === to) return []
  if (!nodes.has(to)) {
    if (meant.kind === 'api' && certainty === 'inferred') return []
    nodes.set(to, { id: to, kind: meant.kind === 'service' ? 'resource' : meant.kind, name: meant.name, title: null, at: null, owner: null, system: null, certainty: 'inferred' })
  }
  return [{ from, to, kind, package: null, places: [{ ...evidenceOf(of, at), certainty, names: [] }], placeCount: 1, symbols: null }]
}

/** An image with the name of a service is that service, run. */
function imageId({ name }: EntityRef, nodes: ReadonlyMap<string, ServiceNode>): string {
  return serviceNamed(name.split('/').at(-1) ?? name, nodes) ?? `image:${name}`
}

function packageEdges(use: PackageUse, byId: ReadonlyMap<string, ToldOf>, serviceOf: ServiceMap['serviceOf']): Edge[] {
  const [user, publisher] = [byId.get(use.userId), byId.get(use.publisherId)]
  if (!user || !publisher || publisher.isSecondary) return []
  const [from, to] = [serviceOf(user.repo, use.at.path), serviceOf(publisher.repo, use.folder)]
  if (from === undefined || to === undefined || from === to) return []
  const certainty = use.version === null ? 'declared' : 'precise'
  return [{ from, to, kind: 'uses_package', package: packageOf(use), places: [{ ...evidenceOf(user, use.at), certainty, names: [] }], placeCount: 1, symbols: null }]
}

/** A description of an API that lies with several is the provider's, and a copy of it with those who call it. The provider is the one after whom it is named, or who is declared. */
function oneProvider(edges: readonly ServiceEdge[], nodes: ReadonlyMap<string, ServiceNode>): void {
  const provided = Map.groupBy(edges.filter(({ kind, to }) => kind === 'provides' && to.startsWith('api:')), ({ to }) => to)
  for (const [api, providers] of provided) {
    const guesses = providers.filter(({ certainty }) => certainty === 'inferred')
    if (providers.length < 2 || guesses.length === 0) continue
    const isNamed = ({ from }: ServiceEdge) => api.includes(nodes.get(from)?.name ?? '\0')
    const provider = providers.find(({ certainty }) => certainty !== 'inferred') ?? guesses.find(isNamed)
    if (provider) for (const guess of guesses) if (guess !== provider) guess.kind = 'consumes'
  }
}
