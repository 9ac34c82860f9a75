import { ActionIcon, Badge, Text } from '@mantine/core'
import { IconApi, IconArrowsExchange, IconBox, IconBug, IconDatabase, IconPackage, IconRocket, IconServer, IconStack2, IconX } from '@tabler/icons-react'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { Background, Controls, Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useMemo, useState } from 'react'
import { PlaceLink } from '../../ui/place-link.tsx'
import { Empty, Failure, Waiting } from '../../ui/states.tsx'
import { edgesAt, type Graph, type GraphEdge, type GraphEvidence, type GraphNode } from './graph.ts'
import classes from './graph-view.module.css'
import { layOut, nodeSize, type Direction, type Positions } from './layout.ts'

const icons = { service: IconServer, api: IconApi, image: IconBox, topic: IconArrowsExchange, resource: IconDatabase, system: IconStack2, cause: IconBug, environment: IconRocket } satisfies Record<GraphNode['kind'], typeof IconServer>

/** A graph that can be moved about in; an edge or a node that is chosen tells its evidence beside it. */
export default function GraphView({ graph }: { graph: Graph }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const direction: Direction = useMediaQuery('(max-width: 899px)', false, { getInitialValueInEffect: false }) ? 'DOWN' : 'RIGHT'
  const key = useMemo(() => JSON.stringify([graph.nodes.map(({ id }) => id), graph.edges.map(({ id }) => id)]), [graph])
  const { data: positions, error, refetch } = useQuery({ queryKey: ['graph layout', direction, key], queryFn: ({ signal }) => layOut(graph, direction, signal), staleTime: Infinity })
  if (graph.nodes.length === 0) return <Empty title="There is nothing to draw">No service is hit, and none depends on such.</Empty>
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (!positions) return <Waiting label="Drawing" />
  return (
    <div>
      {graph.left > 0 && <Text size="sm" c="dimmed" mb={8}>{graph.left.toLocaleString('en')} more are not drawn; the table has them all.</Text>}
      <div className={classes.frame}>
        <Canvas key={direction} graph={graph} positions={positions} direction={direction} chosen={chosen} choose={setChosen} />
        {chosen !== null && <Told graph={graph} chosen={chosen} close={() => setChosen(null)} />}
      </div>
      <Legend />
    </div>
  )
}

interface Choosing {
  graph: Graph
  positions: Positions
  direction: Direction
  chosen: string | null
  choose: (id: string | null) => void
}

function Canvas({ graph, positions, direction, chosen, choose }: Choosing) {
  const nodes = useMemo(() => graph.nodes.map((node) => flowNode(node, { position: positions.get(node.id), direction, chosen })), [graph, positions, direction, chosen])
  const edges = useMemo(() => graph.edges.map((edge) => flowEdge(edge, chosen)), [graph, chosen])
  return (
    <div className={classes.canvas}>
      <ReactFlow
        nodes={nodes} edges={edges} nodeTypes={nodeTypes} aria-label="Graph" colorMode="system" fitView fitViewOptions={{ minZoom: 0.45, maxZoom: 1.1 }} minZoom={0.1} nodesDraggable={false} nodesConnectable={false} edgesFocusable onlyRenderVisibleElements={graph.nodes.length > 100}
        onNodeClick={(_, { id }) => choose(id)} onEdgeClick={(_, { id }) => choose(id)} onPaneClick={() => choose(null)} onSelectionChange={({ nodes: [node], edges: [edge] }) => (node ?? edge) && choose((node ?? edge)?.id ?? null)}
      >
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  )
}

type FlowNode = Node<{ node: GraphNode; isChosen: boolean }>

const flowNode = (node: GraphNode, { position = { x: 0, y: 0 }, direction, chosen }: { position: { x: number; y: number } | undefined; direction: Direction; chosen: string | null }): FlowNode => ({
  id: node.id, type: 'told', position, ...nodeSize, data: { node, isChosen: node.id === chosen }, ariaLabel: `${node.label}, ${node.note}${node.isHit ? ', hit' : ''}`,
  ...(direction === 'RIGHT' ? { targetPosition: Position.Left, sourcePosition: Position.Right } : { targetPosition: Position.Top, sourcePosition: Position.Bottom }),
})

const dashes: Record<GraphEdge['certainty'], string> = { precise: 'none', declared: '8 3', inferred: '2 4' }

function flowEdge({ id, from, to, label, certainty }: GraphEdge, chosen: string | null): Edge {
  const isChosen = id === chosen
  const colour = isChosen ? 'var(--mantine-primary-color-filled)' : 'var(--mantine-color-dimmed)'
  return {
    id, source: from, target: to, label, ariaLabel: `${label}, ${certainty}`, interactionWidth: 16, selectable: true, markerEnd: { type: MarkerType.ArrowClosed, color: colour },
    style: { stroke: colour, strokeWidth: isChosen ? 2.5 : 1.5, strokeDasharray: dashes[certainty] }, labelShowBg: true,
  }
}

function ToldNode({ data: { node, isChosen }, targetPosition = Position.Left, sourcePosition = Position.Right }: NodeProps<FlowNode>) {
  const Icon = node.kind === 'cause' && node.note === 'package' ? IconPackage : icons[node.kind]
  return (
    <div className={classes.node} data-hit={node.isHit || undefined} data-cause={node.kind === 'cause' || undefined} data-chosen={isChosen || undefined}>
      <Handle type="target" position={targetPosition} isConnectable={false} className={classes.handle} />
      <Icon size={18} stroke={1.6} aria-hidden />
      <span className={classes.names}><b title={node.label}>{node.label}</b><small>{node.note}</small></span>
      {node.isHit && <Badge size="xs" color="red" variant="light">hit</Badge>}
      <Handle type="source" position={sourcePosition} isConnectable={false} className={classes.handle} />
    </div>
  )
}

const nodeTypes = { told: ToldNode }

/** The lines that say so. */
function Told({ graph, chosen, close }: { graph: Graph; chosen: string; close: () => void }) {
  const node = graph.nodes.find(({ id }) => id === chosen)
  const names = new Map(graph.nodes.map(({ id, label }) => [id, label]))
  return (
    <aside className={classes.told} aria-label="Evidence">
      <div className={classes.toldHead}>
        <b>{node ? (node.href === null ? node.label : <PlaceLink href={node.href}>{node.label}</PlaceLink>) : 'Evidence'}</b>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label="Close the evidence" onClick={close}><IconX size={16} /></ActionIcon>
      </div>
      {edgesAt(graph, chosen).map((edge) => <ToldEdge key={edge.id} edge={edge} names={names} />)}
    </aside>
  )
}

function ToldEdge({ edge: { from, to, label, certainty, evidence, count, symbols }, names }: { edge: GraphEdge; names: ReadonlyMap<string, string> }) {
  return (
    <section>
      <Text size="sm"><b>{names.get(from)}</b> {label} <b>{names.get(to)}</b> <Text span size="xs" c="dimmed">{certainty}</Text></Text>
      {symbols !== null && symbols.count > 0 && <p className={classes.taken}>takes {symbols.names.map((name) => <code key={name}>{name}</code>)}{symbols.count > symbols.names.length && ` and ${(symbols.count - symbols.names.length).toLocaleString('en')} more`}</p>}
      <ul className={classes.lines}>
        {evidence.map((line) => <ToldLine key={`${line.href} ${line.note}`} line={line} />)}
        {count > evidence.length && <li><Text span size="xs" c="dimmed">and {(count - evidence.length).toLocaleString('en')} more</Text></li>}
      </ul>
    </section>
  )
}

const ToldLine = ({ line: { label, href, names, note } }: { line: GraphEvidence }) => (
  <li>
    <PlaceLink className="fb-code" href={href}>{label}</PlaceLink>
    {(names.length > 0 || note !== '') && <small>{[names.join(', '), note].filter(Boolean).join(' · ')}</small>}
  </li>
)

function Legend() {
  return (
    <Text size="xs" c="dimmed" mt={6} className={classes.legend}>
      {(['precise', 'declared', 'inferred'] as const).map((certainty) => (
        <span key={certainty}><svg width="36" height="8" aria-hidden><line x1="0" y1="4" x2="36" y2="4" stroke="currentColor" strokeWidth="1.5" strokeDasharray={dashes[certainty]} /></svg> {certainty}</span>
      ))}
      <span>Arrows lead from what is needed to what needs it. Choose one for its evidence.</span>
    </Text>
  )
}
