import type { Affected, EdgeKind, EdgePlace, Impact, ServiceEdge, ServiceGraph, ServiceNode } from '../../../src/impact/contract.ts'
import { repoHref } from '../../repos/links.ts'
import { hrefOfAffected, hrefOfEvidence, placeWords } from '../affected-href.ts'

/** What is drawn: causes on the left, what they reach on the right. */
export interface Graph {
  nodes: GraphNode[]
  edges: GraphEdge[]
  /** As many nodes are not drawn. */
  left: number
}

export interface GraphNode {
  id: string
  kind: ServiceNode['kind'] | 'cause' | 'environment'
  label: string
  /** What stands below it: an owner, or where it comes from. */
  note: string
  /** Where it is described. */
  href: string | null
  isHit: boolean
}

/** From what is needed to what needs it. */
export interface GraphEdge {
  id: string
  from: string
  to: string
  label: string
  certainty: ServiceEdge['certainty']
  evidence: GraphEvidence[]
  /** How many lines say so; the first few are the evidence. */
  count: number
  /** What the one takes from the other's code; null where that is not known. */
  symbols: ServiceEdge['symbols']
}

/** A line that says so; `names` are what it takes, `note` is how sure it is where others are surer. */
export interface GraphEvidence {
  label: string
  href: string
  names: readonly string[]
  note: string
}

/** By kind: how it is read from the left to the right, and whether the edge is told that way round. */
const directions: Record<EdgeKind, { label: string; turned: boolean } | null> = {
  depends_on: { label: 'needed by', turned: true }, part_of: null, provides: { label: 'provides', turned: false }, consumes: { label: 'called by', turned: true }, sends: { label: 'sends', turned: false },
  receives: { label: 'received by', turned: true }, based_on: { label: 'base of', turned: true }, builds: { label: 'builds', turned: false }, runs: { label: 'run by', turned: true }, calls: { label: 'called by', turned: true },
  uses_package: { label: 'used by', turned: true }, imports: { label: 'imported by', turned: true },
}

/** More cannot be looked at. */
export const maxNodes = 250
const maxCauses = 40

/** Services and what they have to do with each other. */
export function graphOfServices({ nodes, edges }: ServiceGraph, hit: ReadonlySet<string> = new Set()): Graph {
  const linked = new Set(edges.flatMap(({ from, to, kind }) => (directions[kind] === null ? [] : [from, to])))
  const drawn = nodes.filter(({ id, kind, at }) => linked.has(id) || hit.has(id) || (kind === 'service' && at !== null && at.path !== ''))
  return cut({ nodes: drawn.map((node) => nodeOf(node, hit.has(node.id))), edges: edges.flatMap(edgeOf), left: 0 })
}

/** What is asked about, the services that are hit by it and where they run, and all that depends on them. */
export function graphOfImpact({ around, affected, question }: Pick<Impact, 'around' | 'affected' | 'question'>): Graph {
  const services = graphOfServices(around, new Set(around.hit.map(({ id }) => id)))
  const causes = new Map<string, GraphNode>()
  const environments = new Map<string, GraphNode>()
  const edges = new Map<string, GraphEdge>()
  for (const { id, rows } of around.hit) {
    for (const row of rows.flatMap((at) => affected[at] ?? [])) {
      const cause = causeOf(row, question)
      if (causes.size < maxCauses && !causes.has(cause.id)) causes.set(cause.id, cause)
      if (causes.has(cause.id)) join(edges, { from: cause.id, to: id, label: row.kind === 'direct' ? 'used by' : row.kind === 'transitive' ? 'used through others by' : 'in', certainty: row.version === null && row.package !== null ? 'declared' : 'precise' }, [evidenceOfRow(row)])
      if (row.environment === null) continue
      const environment = `environment:${row.environment}`
      environments.set(environment, { id: environment, kind: 'environment', label: row.environment, note: 'environment', href: null, isHit: false })
      join(edges, { from: id, to: environment, label: 'runs in', certainty: 'declared' }, [evidenceOfRow(row)])
    }
  }
  return { nodes: [...causes.values(), ...services.nodes, ...environments.values()], edges: [...edges.values(), ...services.edges], left: services.left }
}

function causeOf({ package: name, version, purl, kind, repo, commit }: Affected, question: string): GraphNode {
  if (name !== null) return { id: `cause:${purl ?? name}`, kind: 'cause', label: version === null ? name : `${name} ${version}`, note: 'package', href: null, isHit: false }
  if (kind === 'commit') return { id: `cause:${commit}`, kind: 'cause', label: question, note: 'commit', href: repoHref({ repo, rev: commit }), isHit: false }
  return { id: 'cause:code', kind: 'cause', label: question, note: 'lines of code', href: null, isHit: false }
}

const evidenceOfRow = (row: Affected): GraphEvidence => ({ names: [], note: '', label: row.path === '' ? `${row.repo} ${row.commit.slice(0, 10)}` : `${row.repo}@${row.at === 'deployed' ? row.rev.slice(0, 10) : row.rev} ${placeWords(row)}`, href: hrefOfAffected(row) })

const nodeOf = ({ id, kind, name, title, at, owner, certainty }: ServiceNode, isHit: boolean): GraphNode =>
  ({ id, kind, label: title ?? shortName(name), note: owner ?? (certainty === 'inferred' && kind === 'service' ? (at?.repo ?? '') : kind), href: at && (at.path === '' ? repoHref({ repo: at.repo }) : hrefOfEvidence(at)), isHit })

/** `Pay` of `grpc:shop.v1.Pay`. */
const shortName = (name: string) => name.replace(/^(?:grpc|openapi):(?:.*\.)?/, '')

function edgeOf({ from, to, kind, certainty, package: uses, places, placeCount, symbols }: ServiceEdge): GraphEdge[] {
  const direction = directions[kind]
  if (direction === null) return []
  const [cause, effect] = direction.turned ? [to, from] : [from, to]
  const label = uses === null ? direction.label : `${uses} ${direction.label}`
  return [{ id: `${cause} ${kind} ${uses ?? ''} ${effect}`, from: cause, to: effect, label, certainty, evidence: places.map((place) => evidenceOf(place, certainty)), count: placeCount, symbols }]
}

const evidenceOf = (place: EdgePlace, surest: EdgePlace['certainty']): GraphEvidence => ({
  label: `${place.repo} ${place.path}:${place.line}`, href: hrefOfEvidence(place), names: place.names, note: place.certainty === surest ? '' : place.certainty,
})

const maxEvidence = 10

function join(edges: Map<string, GraphEdge>, { from, to, label, certainty }: Pick<GraphEdge, 'from' | 'to' | 'label' | 'certainty'>, evidence: GraphEdge['evidence']): void {
  const id = `${from} ${label} ${to}`
  const known = edges.get(id)
  if (!known) edges.set(id, { id, from, to, label, certainty, evidence: [...evidence], count: evidence.length, symbols: null })
  else if (!evidence.every(({ href }) => known.evidence.some((each) => each.href === href))) {
    known.count += evidence.length
    if (known.evidence.length < maxEvidence) known.evidence.push(...evidence)
  }
}

/** What is hit stays, then what comes first. */
function cut({ nodes, edges }: Graph): Graph {
  if (nodes.length <= maxNodes) return { nodes, edges: between(edges, nodes), left: 0 }
  const kept = nodes.toSorted((a, b) => Number(b.isHit) - Number(a.isHit)).slice(0, maxNodes)
  return { nodes: kept, edges: between(edges, kept), left: nodes.length - kept.length }
}

function between(edges: readonly GraphEdge[], nodes: readonly GraphNode[]): GraphEdge[] {
  const ids = new Set(nodes.map(({ id }) => id))
  return edges.filter(({ from, to }) => ids.has(from) && ids.has(to))
}

/** The edges of a node, or one edge: what is told when it is chosen. */
export function edgesAt({ edges }: Graph, chosen: string): GraphEdge[] {
  return edges.filter(({ id, from, to }) => id === chosen || from === chosen || to === chosen)
}
