import type { CallEdge, CallGraph, CallNode } from '../../src/intel/contract.ts'

/** Up to those that call, or down to what is called. */
export type Direction = 'callers' | 'callees'

/** One function beside another, with the lines that are the evidence. */
export interface Call {
  node: CallNode
  edges: CallEdge[]
  precise: boolean
}

/** The functions one step from the first of a graph, in the order of its nodes. */
export function callsOf({ nodes, edges }: CallGraph, direction: Direction): Call[] {
  const root = nodes[0]?.id
  const near = edges.filter(({ from, to }) => (direction === 'callers' ? to : from) === root)
  const byOther = Map.groupBy(near, ({ from, to }) => (direction === 'callers' ? from : to))
  return nodes.flatMap((node) => {
    const between = byOther.get(node.id)
    return between ? [{ node, edges: between, precise: between.every(({ precise }) => precise) }] : []
  })
}

/** `Cart.total`, or the path of the file where code stands outside of any function. */
export const nameOf = ({ name, container, path }: Pick<CallNode, 'name' | 'container' | 'path'>): string => (name === '' ? path : container === '' ? name : `${container}.${name}`)
