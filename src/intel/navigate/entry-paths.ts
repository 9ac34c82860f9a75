import type { AnswerOf } from '../../../syntax/index.ts'
import type { CallEdge, CallNode, EntryPath } from '../contract.ts'
import { callsOf, type CallFound, type Caller, type WalkRequest } from './calls.ts'
import type { Place } from './code.ts'
import { lineText, linesOf } from './lines.ts'
import type { Resolver } from './resolver.ts'
import type { Range } from './target.ts'

type EntryPoint = AnswerOf<'entryPoints'>[number]

/** A function on the way up, with the call by which it leads down. */
interface Reached {
  caller: Caller
  /** Null for the function that was asked about. */
  down: { edge: CallEdge; to: Reached } | null
}

export interface EntryPathsRequest extends Omit<WalkRequest, 'start' | 'nodes'> {
  start: Caller
  /** Where the line stands: it may be part of an entry point itself. */
  place: Place
  line: number
}

const maxPaths = 50
const maxFunctions = 400
const patienceMs = 20_000

/** From a line upwards through callers until execution comes in from outside; the shortest ways first. */
export async function entryPaths(request: EntryPathsRequest): Promise<{ paths: EntryPath[]; cut: string | null }> {
  const { resolver, start, place, line, depth } = request
  const deadline = performance.now() + patienceMs
  const seen = new Set([start.node.id])
  const first: Reached = { caller: start, down: null }
  const paths = (await entriesFor(resolver, { place, caller: start, isIn: (entry) => entry.line <= line && line <= entry.endLine })).map((entry) => pathFrom(entry, first))
  let layer: Reached[] = [first]
  for (let at = 0; at < depth && layer.length > 0; at++) {
    const next: Reached[] = []
    for (const reached of layer) {
      if (performance.now() > deadline) return { paths, cut: tookTooLong }
      const { target } = reached.caller
      if (!target) continue
      const { calls, cut } = await callsOf(request, target, deadline)
      for (const call of calls) {
        if (paths.length >= maxPaths) return { paths, cut: `There are more than ${maxPaths} ways in; the shortest are shown.` }
        const entries = await entriesFor(resolver, { ...call, isIn: (entry) => isAround(entry, call.range) })
        const up: Reached = { caller: call.caller, down: { edge: await edgeOf(call, reached.caller.node), to: reached } }
        paths.push(...entries.map((entry) => pathFrom(entry, up)))
        if (entries.length > 0 || seen.has(call.caller.node.id)) continue
        if (seen.size >= maxFunctions) return { paths, cut: `More than ${maxFunctions} functions lead here; ways through the others are not shown.` }
        seen.add(call.caller.node.id)
        next.push(up)
      }
      if (cut === 'late') return { paths, cut: tookTooLong }
    }
    layer = next
  }
  return { paths, cut: layer.length > 0 ? `Callers further up than ${depth} calls were not looked at.` : null }
}

const tookTooLong = 'The search for callers took too long; there may be further ways in.'

interface EntriesRequest extends Pick<CallFound, 'place' | 'caller'> {
  isIn(entry: Range): boolean
}

/** The entry points of a file that it is in, or whose handler the function is. */
async function entriesFor({ code, signal }: Resolver, { place, caller, isIn }: EntriesRequest): Promise<EntryPoint[]> {
  const [entries] = await code.ask('entryPoints', { tree: place.tree, paths: [place.path], ask: undefined, signal })
  const { target } = caller
  return (entries ?? []).filter((entry) => isIn(entry.range) || (target !== null && target.path === place.path && entry.handler === target.name))
}

const isAround = (outer: Range, { line, column }: Range) =>
  (outer.line < line || (outer.line === line && outer.column <= column)) && (line < outer.endLine || (line === outer.endLine && column < outer.endColumn))

function pathFrom({ kind, label }: EntryPoint, from: Reached): EntryPath {
  const nodes: CallNode[] = []
  const edges: CallEdge[] = []
  for (let at: Reached | null = from; at; at = at.down?.to ?? null) {
    nodes.push(at.caller.node)
    if (at.down) edges.push(at.down.edge)
  }
  return { kind, label, nodes, edges }
}

async function edgeOf({ caller, place: { tree, path }, range, precise }: CallFound, to: CallNode): Promise<CallEdge> {
  const [text] = await tree.texts([path])
  const shown = typeof text === 'string' ? lineText(linesOf(text), range.line).trim() : ''
  return { from: caller.node.id, to: to.id, repo: tree.repository.name, rev: tree.rev, path, line: range.line + 1, column: range.column + 1, text: shown, precise }
}

