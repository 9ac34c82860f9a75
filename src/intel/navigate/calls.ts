import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import type { CallEdge, CallGraph, CallNode } from '../contract.ts'
import { nameOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import type { Place } from './code.ts'
import { lineText, linesOf, type Lines } from './lines.ts'
import { pageOf } from './pages.ts'
import type { PreciseSource } from './precise.ts'
import type { ReferencesRequest } from './references.ts'
import type { Resolver } from './resolver.ts'
import { symbolOf } from './symbols.ts'
import { functionKinds, pathOfTarget, symbolTarget, typeKinds, type Range, type Site, type Target } from './target.ts'

/** A function of a call graph with its definition; null for a file, where code stands outside of any function. */
export interface Caller {
  node: CallNode
  target: Target | null
}

/** One call: where it stands, and the function it stands in. */
export interface CallFound {
  caller: Caller
  place: Place
  range: Range
  precise: boolean
}

/** How much one answer may look through. */
const maxUsesOfOne = 2_000
const usesAtOnce = 500
export const patienceMs = 20_000

/** What tells of uses. */
interface Sources {
  resolver: Resolver
  precise: PreciseSource
  filesWithWord: ReferencesRequest['filesWithWord']
}

export interface WalkRequest extends Sources {
  start: Target
  depth: number
  nodes: number
}

export function nodeOf({ tree, path, range, name, container }: Pick<Target, 'tree' | 'path' | 'range' | 'name' | 'container'>): CallNode {
  const line = range.line + 1
  const repo = tree.repository.name
  const id = `${repo}@${tree.rev} ${path}:${line} ${pathOfTarget({ container, name })}`
  return { id, repo, rev: tree.rev, commit: tree.commit, path, line, column: range.column + 1, name, container }
}

/** The function in which a line stands, else its file. */
export async function callerAt({ symbols }: Pick<Resolver, 'symbols'>, place: Place, line: number): Promise<Caller> {
  const [outline = []] = await symbols.of(place.tree, [place.path])
  const around = innermost(outline, line)
  const target = around ? symbolTarget(place, around, '') : null
  const file = { ...place, range: { line: 0, column: 0, endLine: 0, endColumn: 0 }, name: nameOf(place.path), container: '' }
  return { node: nodeOf(target ?? file), target }
}

/** Of the functions around a line the one that begins last. */
function innermost(outline: readonly CodeSymbol[], line: number): CodeSymbol | undefined {
  const around = outline.filter(({ kind, startLine, endLine }) => functionKinds.has(kind) && startLine <= line && line <= endLine)
  return around.toSorted((a, b) => a.startLine - b.startLine).at(-1)
}

/** The function that a position names, or else stands in; null outside of functions. */
export async function functionFor(resolver: Resolver, site: Site | null, place: Place, line: number): Promise<Target | null> {
  const named = site ? await resolver.resolve(site) : []
  for (const target of named) {
    const symbol = await symbolOf(resolver.symbols, target)
    if (symbol && (functionKinds.has(symbol.kind) || typeKinds.has(symbol.kind))) return { ...target, kind: symbol.kind }
  }
  return (await callerAt(resolver, place, line)).target
}

/** The uses of a function, and why there may be more. */
export interface CallsFound {
  calls: CallFound[]
  cut: 'many' | 'late' | null
}

/** Every use of a function that is no definition or import, with the function it stands in: what indexes tell, and what is found until the deadline. */
export async function callsOf({ resolver, precise, filesWithWord }: Sources, target: Target, deadline: number): Promise<CallsFound> {
  const calls: CallFound[] = []
  const request = { targets: () => Promise.resolve([target]), tree: target.tree, precise, names: await precise.at(target, target.range), filesWithWord, limit: usesAtOnce }
  for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null; isFirst = false) {
    const page = await pageOf(resolver, { ...request, cursor })
    for (const { tree, path, range, role, precise: isPrecise } of page.uses) {
      if (role !== 'reference') continue
      const caller = await callerAt(resolver, { tree, path }, range.line)
      const isImport = isPrecise && !caller.target && (await resolver.siteAt({ tree, path }, range))?.role === 'import' // not every index tells imports apart
      if (!isImport) calls.push({ caller, place: { tree, path }, range, precise: isPrecise })
    }
    if (calls.length >= maxUsesOfOne) return { calls: calls.slice(0, maxUsesOfOne), cut: 'many' }
    cursor = page.cursor
    if (cursor !== null && performance.now() > deadline) return { calls, cut: 'late' }
  }
  return { calls, cut: null }
}

/** Who calls a function, and who calls those: breadth first, so that what is cut is what is furthest away. */
export async function callersOf(request: WalkRequest): Promise<CallGraph> {
  const graph = new GraphBook(request)
  const deadline = performance.now() + patienceMs
  for (let layer: Caller[] = [graph.start]; layer.length > 0 && graph.depth < request.depth; graph.depth++) {
    const next: Caller[] = []
    for (const { node, target } of layer) {
      if (performance.now() > deadline) return graph.finish(tookTooLong)
      if (!target) continue
      const { calls, cut } = await callsOf(request, target, deadline)
      if (cut === 'many') graph.cut ??= `${node.name} is called from more than ${maxUsesOfOne} places; the first of them are shown.`
      for (const call of calls) if (await graph.add({ from: call.caller, to: node, call })) next.push(call.caller)
      if (cut === 'late') return graph.finish(tookTooLong)
    }
    layer = next
  }
  return graph.finish()
}

const tookTooLong = 'The search for callers took too long; the ones nearest to the function are shown.'

interface Link {
  from: Caller
  to: CallNode
  call: Omit<CallFound, 'caller'>
  /** The end of the edge that may be new; the caller unless said. */
  other?: Caller
}

/** A graph that grows until it is large enough. */
export class GraphBook {
  readonly start: Caller
  depth = 0
  cut: string | null = null
  private readonly nodes = new Map<string, CallNode>()
  private readonly edges = new Map<string, CallEdge>()
  private readonly texts = new Map<string, Lines | null>()
  private readonly most: number

  constructor({ start, nodes }: Pick<WalkRequest, 'start' | 'nodes'>) {
    this.start = { node: nodeOf(start), target: start }
    this.nodes.set(this.start.node.id, this.start.node)
    this.most = nodes
  }

  /** True when the other end of the edge is new, so that it is to be gone on from. */
  async add({ from, to, call, other = from }: Link): Promise<boolean> {
    const isNew = !this.nodes.has(other.node.id)
    if (isNew && this.nodes.size >= this.most) {
      this.cut ??= `There are more than ${this.most} functions; the ones nearest are shown.`
      return false
    }
    this.nodes.set(other.node.id, other.node)
    const { place: { tree, path }, range, precise } = call
    const where = { repo: tree.repository.name, rev: tree.rev, path, line: range.line + 1, column: range.column + 1 }
    const edge = { from: from.node.id, to: to.id, ...where, text: await this.textAt(tree, path, range.line), precise }
    this.edges.set(`${edge.from}\n${edge.to}\n${edge.line}:${edge.column}`, edge)
    return isNew
  }

  private async textAt(tree: Tree, path: string, line: number): Promise<string> {
    const key = `${tree.repository.id} ${path}`
    if (!this.texts.has(key)) {
      const [text] = await tree.texts([path])
      this.texts.set(key, typeof text === 'string' ? linesOf(text) : null)
    }
    const lines = this.texts.get(key)
    return lines ? lineText(lines, line).trim() : ''
  }

  finish(cut: string | null = null): CallGraph {
    return { nodes: [...this.nodes.values()], edges: [...this.edges.values()], cut: cut ?? this.cut }
  }
}
