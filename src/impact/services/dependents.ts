import type { EdgeKind, ServiceEdge, ServiceGraph } from '../contract.ts'

/** Which end of an edge needs the other one; what is part of a system needs nothing of it. */
const needs: Record<EdgeKind, 'from' | 'to' | null> = {
  depends_on: 'from', part_of: null, provides: 'to', consumes: 'from', sends: 'to', receives: 'from', based_on: 'from', builds: 'to', runs: 'from', calls: 'from', uses_package: 'from', imports: 'from',
}

/** As far are effects followed. An API or a topic between two services is a step of its own. */
const maxSteps = 8
const maxNodes = 2_000

/** What is hit, and all that depends on it, through others too, with the edges that say so; in the order of the graph. */
export function dependentsOf({ nodes, edges }: ServiceGraph, hit: ReadonlySet<string>): ServiceGraph {
  const neededBy = Map.groupBy(edges.filter(({ kind }) => needs[kind] !== null), (edge) => needed(edge))
  const found = new Map<string, number>([...hit].map((id) => [id, 0]))
  const used = new Set<ServiceEdge>()
  for (const [id, steps] of found) {
    if (steps >= maxSteps || found.size >= maxNodes) break
    for (const edge of neededBy.get(id) ?? []) {
      used.add(edge)
      const other = edge.from === id ? edge.to : edge.from
      if (!found.has(other)) found.set(other, steps + 1)
    }
  }
  return { nodes: nodes.filter(({ id }) => found.has(id)), edges: edges.filter((edge) => used.has(edge) && found.has(edge.from) && found.has(edge.to)) }
}

const needed = ({ kind, from, to }: ServiceEdge) => (needs[kind] === 'from' ? to : from)
