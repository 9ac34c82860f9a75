import { findCallers, provenanceOf, type CallGraph } from '../../src/intel/contract.ts'
import { command } from '../command.ts'
import { positionNote, positionUsage, positionWords, readPosition } from '../position.ts'
import { badUse, exit } from '../problem.ts'
import { connect } from '../server.ts'
import { columns } from '../table.ts'
import type { Terminal } from '../terminal.ts'

export const callers = command({
  summary: 'Show who calls a function, and who calls those, over all repositories',
  usage: positionUsage,
  words: positionWords,
  flags: { depth: { type: 'string', value: 'N', doc: 'How many calls upwards; 1 unless said, at most 20' } },
  notes: [positionNote, 'The function is the one that the position names, or else stands in. With --json the edges: who calls (from) whom (to), and where. The exit code is 3 when the graph was cut: standard error says where.'],
  async run({ terminal, env }, { words, flags }) {
    const query = { ...readPosition(words), depth: readDepth(flags.depth ?? '1') }
    const graph = await (await connect(env)).call(findCallers, { query })
    if (flags.json) terminal.printJson(graph.edges)
    else tell(terminal, graph)
    if (graph.nodes.length === 0) terminal.note('There is no function at this position.')
    if (graph.cut !== null) terminal.note({ text: graph.cut, style: 'yellow' })
    return graph.cut === null ? exit.done : exit.incomplete
  },
})

function readDepth(text: string): number {
  if (/^([1-9]|1\d|20)$/.test(text)) return Number(text)
  throw badUse(`--depth is a number from 1 to 20, not ${text}.`)
}

/** One line a call, those of one function together. */
function tell(terminal: Terminal, { nodes, edges }: CallGraph): void {
  for (const node of nodes) {
    const calls = edges.filter(({ to }) => to === node.id)
    if (calls.length === 0) continue
    terminal.print({ text: `${node.container === '' ? '' : `${node.container}.`}${node.name}`, style: 'bold' }, { text: `  ${node.repo} ${node.path}:${node.line}`, style: 'dim' })
    const rows = calls.map((edge) => [`  ${edge.repo} ${edge.path}:${edge.line}:${edge.column}`, provenanceOf(edge), nodes.find(({ id }) => id === edge.from)?.name ?? '', edge.text])
    for (const line of columns(rows)) terminal.print(line)
  }
}
