import type { Evidence, ServiceEdge, ServiceGraph, ServiceNode } from '../contract.ts'
import type { Certainty, Entity, EntityRef, Link, ServiceFacts } from './facts.ts'
import type { PackageUse } from './store.ts'

/** What the tip of the default branch of a repository tells. */
export interface ToldOf {
  id: string
  repo: string
  commit: string
  /** A copy of another one, or not used any more: what both describe is the other's. */
  isSecondary: boolean
  facts: ServiceFacts
}

/** Services of all repositories, and what they have to do with each other. */
export interface ServiceMap extends ServiceGraph {
  /** The id of the service that a file belongs to; undefined in repositories that are not known. */
  serviceOf(repo: string, path: string): string | undefined
  /** The node of an id, if a catalogue names it. */
  declared(id: string | undefined): ServiceNode | undefined
}

const idOf = ({ kind, name }: EntityRef) => `${kind}:${name}`
const evidenceOf = ({ repo, commit }: ToldOf, { path, line }: { path: string; line: number }): Evidence => ({ repo, commit, path, line })
const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)

/** Joins what repositories tell: the same service, API, image or topic is one node, whoever speaks of it. */
export function createServiceMap(told: readonly ToldOf[], uses: readonly PackageUse[]): ServiceMap {
  const inOrder = told.toSorted((a, b) => Number(a.isSecondary) - Number(b.isSecondary) || (a.repo < b.repo ? -1 : 1))
  const nodes = new Map<string, ServiceNode>()
  for (const of of inOrder) for (const entity of of.facts.entities) if (!nodes.has(idOf(entity))) nodes.set(idOf(entity), nodeOf(of, entity))
  const homes = new Map(inOrder.map((of) => [of.repo, homesOf(of)]))
  for (const of of inOrder) for (const { id, name, at } of homes.get(of.repo) ?? []) if (!nodes.has(id)) nodes.set(id, { id, kind: 'service', name, title: null, at: evidenceOf(of, at), owner: null, system: null, certainty: 'inferred' })
  const serviceOf = (repo: string, path: string) => homes.get(repo)?.find(({ folder }) => path.startsWith(folder))?.id
  const names = createNames(inOrder, nodes)
  const edges = new Map<string, ServiceEdge>()
  for (const of of inOrder) for (const link of of.facts.links) for (const edge of edgesOf(of, link, { names, serviceOf, nodes })) addEdge(edges, edge)
  const byId = new Map(inOrder.map((of) => [of.id, of]))
  for (const use of uses) for (const edge of packageEdges(use, byId, serviceOf)) addEdge(edges, edge)
  oneProvider(edges, nodes)
  const linked = new Set([...edges.values()].flatMap(({ from, to }) => [from, to]))
  for (const [id, { certainty, name }] of nodes) if (!linked.has(id) && (certainty === 'inferred' || name.startsWith('openapi:'))) nodes.delete(id)
  const declared = (id = '') => {
    const node = nodes.get(id)
    return node?.certainty === 'declared' ? node : undefined
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], serviceOf, declared }
}

const nodeOf = (of: ToldOf, { kind, name, title, owner, system, at }: Entity): ServiceNode => ({ id: idOf({ kind, name }), kind, name, title, at: evidenceOf(of, at), owner, system, certainty: 'declared' })

interface Home {
  id: string
  name: string
  /** Everything below it belongs to the service, unless it lies deeper in another one's. */
  folder: string
  at: { path: string; line: number }
}

/** The services of a repository by folder, the deepest first; where no catalogue names the one of its root, that is the repository itself. */
function homesOf({ repo, facts }: ToldOf): Home[] {
  const named = facts.entities.filter(({ kind }) => kind === 'service').map(({ name, at }) => ({ id: `service:${name}`, name, folder: folderOf(at.path), at }))
  const first = [...new Map(named.toReversed().map((home) => [home.folder, home])).values()]
  if (!first.some(({ folder }) => folder === '')) {
    const name = named.length === 1 ? named[0]?.name : undefined
    const own = name ?? repo.split('/').findLast(Boolean) ?? repo
    first.push({ id: `service:${own}`, name: own, folder: '', at: { path: '', line: 1 } })
  }
  return first.toSorted((a, b) => b.folder.length - a.folder.length || (a.folder < b.folder ? -1 : 1))
}

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

type Edge = Omit<ServiceEdge, 'places' | 'placeCount'> & { place: Evidence }

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
  return [{ from, to, kind, certainty, package: null, place: evidenceOf(of, at) }]
}

/** An image with the name of a service is that service, run. */
function imageId({ name }: EntityRef, nodes: ReadonlyMap<string, ServiceNode>): string {
  return serviceNamed(name.split('/').at(-1) ?? name, nodes) ?? `image:${name}`
}

function packageEdges({ userId, publisherId, folder, name, version, at }: PackageUse, byId: ReadonlyMap<string, ToldOf>, serviceOf: ServiceMap['serviceOf']): Edge[] {
  const [user, publisher] = [byId.get(userId), byId.get(publisherId)]
  if (!user || !publisher || publisher.isSecondary) return []
  const [from, to] = [serviceOf(user.repo, at.path), serviceOf(publisher.repo, folder)]
  if (from === undefined || to === undefined || from === to) return []
  return [{ from, to, kind: 'uses_package', certainty: version === null ? 'declared' : 'precise', package: version === null ? name : `${name} ${version}`, place: evidenceOf(user, at) }]
}

const maxPlaces = 10
const surer: Record<Certainty, number> = { precise: 0, declared: 1, inferred: 2 }

function addEdge(edges: Map<string, ServiceEdge>, { place, ...edge }: Edge): void {
  const key = `${edge.from}\0${edge.kind}\0${edge.to}\0${edge.package}`
  const known = edges.get(key)
  if (!known) edges.set(key, { ...edge, places: [place], placeCount: 1 })
  else {
    known.placeCount += 1
    if (surer[edge.certainty] < surer[known.certainty]) {
      known.certainty = edge.certainty
      known.places.unshift(place)
      known.places.splice(maxPlaces)
    } else if (known.places.length < maxPlaces) known.places.push(place)
  }
}

/** A description of an API that lies with several is the provider's, and a copy of it with those who call it. The provider is the one after whom it is named, or who is declared. */
function oneProvider(edges: Map<string, ServiceEdge>, nodes: ReadonlyMap<string, ServiceNode>): void {
  const provided = Map.groupBy([...edges.values()].filter(({ kind, to }) => kind === 'provides' && to.startsWith('api:')), ({ to }) => to)
  for (const [api, providers] of provided) {
    const guesses = providers.filter(({ certainty }) => certainty === 'inferred')
    if (providers.length < 2 || guesses.length === 0) continue
    const isNamed = ({ from }: ServiceEdge) => api.includes(nodes.get(from)?.name ?? '\0')
    const provider = providers.find(({ certainty }) => certainty !== 'inferred') ?? guesses.find(isNamed)
    if (provider) for (const guess of guesses) if (guess !== provider) guess.kind = 'consumes'
  }
}
