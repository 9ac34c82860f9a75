import type { EdgePlace, Evidence, ServiceEdge } from '../contract.ts'
import type { Certainty } from './facts.ts'

/** An edge, or more of one. */
export type Edge = Omit<ServiceEdge, 'certainty'>

/** The edges of a map: what is of the same kind between the same two is one. */
export interface Edges {
  add(edge: Edge): void
  /** In the order in which they came. */
  all(): ServiceEdge[]
}

const most = { places: 10, names: 20 }
const weight: Record<Certainty, number> = { precise: 0, declared: 1, inferred: 2 }

export function createEdges(): Edges {
  const edges = new Map<string, ServiceEdge>()
  return {
    add(edge) {
      const key = `${edge.from}\0${edge.kind}\0${edge.to}\0${edge.package}`
      const known = edges.get(key)
      const places = surestFirst([...(known?.places ?? []), ...edge.places])
      edges.set(key, { ...edge, places: places.slice(0, most.places), certainty: places[0]?.certainty ?? 'inferred', placeCount: (known?.placeCount ?? 0) + edge.placeCount, symbols: joined(known?.symbols ?? null, edge.symbols) })
    },
    all: () => [...edges.values()],
  }
}

/** As they came, where they are equally sure. */
const surestFirst = (places: readonly EdgePlace[]) => places.toSorted((a, b) => weight[a.certainty] - weight[b.certainty])

/** Where not all names are known, those of the one are taken to be others than those of the other. */
function joined(a: ServiceEdge['symbols'], b: ServiceEdge['symbols']): ServiceEdge['symbols'] {
  if (a === null || b === null) return a ?? b
  const names = [...new Set([...a.names, ...b.names])].toSorted()
  const isWhole = a.names.length === a.count && b.names.length === b.count
  return { names: names.slice(0, most.names), count: isWhole ? names.length : a.count + b.count }
}

/** A line of a repository at the commit that is told of. */
export const evidenceOf = ({ repo, commit }: { repo: string; commit: string }, { path, line }: { path: string; line: number }): Evidence => ({ repo, commit, path, line })

/** A package as an edge names it. */
export const packageOf = ({ name, version }: { name: string; version: string | null }) => (version === null ? name : `${name} ${version}`)
