import type { ServiceGraph } from '../../src/impact/contract.ts'
import { graphOfServices, type Graph } from './graph/graph.ts'

export interface ServiceRow {
  id: string
  name: string
  owner: string | null
  system: string | null
  repo: string
  href: string | null
  needs: string[]
  neededBy: string[]
}

/** A row for each service that has every word of the text in its names; what lies between two services, such as an API, is passed over. */
export function rowsOf(told: ServiceGraph, text: string): ServiceRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const graph = graphOfServices(told)
  const drawn = new Map(graph.nodes.map((node) => [node.id, node]))
  return told.nodes
    .filter(({ kind, name, owner, system, at }) => kind === 'service' && words.every((word) => [name, owner ?? '', system ?? '', at?.repo ?? ''].some((each) => each.toLowerCase().includes(word))))
    .map(({ id, name, owner, system, at }) => ({ id, name, owner, system, repo: at?.repo ?? '', href: drawn.get(id)?.href ?? null, needs: reached(graph, id, 'from'), neededBy: reached(graph, id, 'to') }))
    .toSorted((a, b) => b.neededBy.length - a.neededBy.length || (a.name < b.name ? -1 : 1))
}

/** The names of the next services and of what else is no way station, in one direction. */
function reached({ nodes, edges }: Graph, start: string, end: 'from' | 'to'): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const seen = new Set([start])
  const found = new Set<string>()
  for (const id of seen) {
    for (const edge of edges) {
      if (edge[end === 'from' ? 'to' : 'from'] !== id || seen.has(edge[end])) continue
      const node = byId.get(edge[end])
      if (node?.kind === 'api' || node?.kind === 'topic') seen.add(node.id)
      else if (node) found.add(node.label)
    }
  }
  return [...found].toSorted()
}
