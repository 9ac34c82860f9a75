import type { ElkNode } from 'elkjs/lib/elk-api.js'
import elkApi from 'elkjs/lib/elk-api.js'
import ElkWorker from 'elkjs/lib/elk-worker.min.js?worker'
import type { Graph } from './graph.ts'

/** In CSS pixels; a node is as large as it is drawn. */
export const nodeSize = { width: 208, height: 52 }

export type Positions = ReadonlyMap<string, { x: number; y: number }>

const options = {
  'elk.algorithm': 'layered', 'elk.layered.spacing.nodeNodeBetweenLayers': '136', 'elk.spacing.nodeNode': '20',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES', 'elk.separateConnectedComponents': 'true', 'elk.spacing.componentComponent': '40',
}

export type Direction = 'RIGHT' | 'DOWN'

/** Where each node stands, worked out in a worker: a large graph takes seconds. */
export async function layOut({ nodes, edges }: Graph, direction: Direction, signal: AbortSignal): Promise<Positions> {
  const elk = new elkApi.default({ workerFactory: () => new ElkWorker() })
  signal.addEventListener('abort', () => elk.terminateWorker(), { once: true })
  try {
    const placed: ElkNode = await elk.layout({
      id: 'root', layoutOptions: { ...options, 'elk.direction': direction }, children: nodes.map(({ id }) => ({ id, ...nodeSize })), edges: edges.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
    })
    return new Map((placed.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]))
  } finally {
    elk.terminateWorker()
  }
}
