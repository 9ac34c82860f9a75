/**
 * Syntax tree to program.
 *
 * Instructions are laid down from the back: `emit(node, next)` returns the instruction where `node` starts, given the one
 * where to go on after it. Only a loop needs its own start before its body exists.
 *
 * A reversed program matches the same texts read backwards: concatenations and byte sequences turn round, and what
 * looked at the start of a line looks at its end.
 */

import { isNullable, type Assertion, type Regex } from './ast.ts'
import type { CharSet } from './charset.ts'
import {
  ASSERT,
  BYTES,
  LINE_END,
  LINE_START,
  MATCH,
  NOT_WORD_BOUNDARY,
  SPLIT,
  TEXT_END,
  TEXT_START,
  WORD_BOUNDARY,
  type Program,
} from './program.ts'
import { caseOrbit } from './unicode.ts'
import { GRAPH_END, GRAPH_START, utf8Graph, type Utf8Graph } from './utf8.ts'

/** Compiles. Time and memory go with `programSize(ast)`, which has to be looked at first. */
export function compile(ast: Regex, direction: 'forward' | 'reverse'): Program {
  return new Compiler(direction === 'reverse').compile(ast)
}

const LOOKS: Record<Assertion, { forward: number; reverse: number }> = {
  'text-start': { forward: TEXT_START, reverse: TEXT_END },
  'text-end': { forward: TEXT_END, reverse: TEXT_START },
  'line-start': { forward: LINE_START, reverse: LINE_END },
  'line-end': { forward: LINE_END, reverse: LINE_START },
  'word-boundary': { forward: WORD_BOUNDARY, reverse: WORD_BOUNDARY },
  'not-word-boundary': { forward: NOT_WORD_BOUNDARY, reverse: NOT_WORD_BOUNDARY },
}

type Edge = { lo: number; hi: number; to: number }

class Compiler {
  private readonly op: number[] = []
  private readonly x: number[] = []
  private readonly y: number[] = []
  private readonly edges: number[] = []
  private readonly variants = new Map<string, CharSet>()
  private looks = 0
  private readonly reverse: boolean

  constructor(reverse: boolean) {
    this.reverse = reverse
  }

  compile(ast: Regex): Program {
    const anchored = this.emit(ast, this.add(MATCH, 0, 0))
    return {
      anchored,
      unanchored: this.startAnywhere(anchored),
      op: Uint8Array.from(this.op),
      x: Int32Array.from(this.x),
      y: Int32Array.from(this.y),
      edges: Int32Array.from(this.edges),
      looks: this.looks,
    }
  }

  /** Any bytes at all, valid or not, as few as possible, and then `start`. */
  private startAnywhere(start: number): number {
    const split = this.add(SPLIT, start, -1)
    this.y[split] = this.bytes([{ lo: 0, hi: 0xff, to: split }])
    return split
  }

  private emit(node: Regex, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next
      case 'literal':
        return this.literal(node.text, node.fold, next)
      case 'class':
        return this.set(node.set, next)
      case 'assert':
        return this.assert(node.what, next)
      case 'capture':
        return this.emit(node.node, next)
      case 'concat':
        return this.concat(node.nodes, next)
      case 'alternate':
        return this.alternate(node.nodes, next)
      case 'repeat':
        return this.repeat(node, next)
    }
  }

  private add(op: number, x: number, y: number): number {
    this.x.push(x)
    this.y.push(y)
    return this.op.push(op) - 1
  }

  private bytes(edges: readonly Edge[]): number {
    const first = this.edges.length / 3
    for (const { lo, hi, to } of edges) this.edges.push(lo, hi, to)
    return this.add(BYTES, first, this.edges.length / 3)
  }

  private literal(text: string, fold: boolean, next: number): number {
    const chars = [...text]
    if (!this.reverse) chars.reverse()
    return chars.reduce((after, char) => this.set(this.variantsOf(char, fold), after), next)
  }

  /** One set object for each character, so that its graph is built once. */
  private variantsOf(char: string, fold: boolean): CharSet {
    const key = fold ? `fold ${char}` : char
    const known = this.variants.get(key)
    if (known !== undefined) return known
    const codePoint = char.codePointAt(0) ?? 0
    const set = (fold ? caseOrbit(codePoint) : [codePoint]).flatMap((member) => [member, member])
    this.variants.set(key, set)
    return set
  }

  private set(set: CharSet, next: number): number {
    const graph = utf8Graph(set)
    return this.reverse ? this.graphBackwards(graph, next) : this.graphForwards(graph, next)
  }

  private graphForwards(graph: Utf8Graph, next: number): number {
    const instructions = graph.map(() => next)
    // A node is numbered before those that lead to it, but for the start; so what an edge leads to is already there.
    for (let node = GRAPH_END + 1; node < graph.length; node++) {
      instructions[node] = this.bytes(graph[node].map((edge) => ({ ...edge, to: instructions[edge.to] })))
    }
    return this.bytes(graph[GRAPH_START].map((edge) => ({ ...edge, to: instructions[edge.to] })))
  }

  /** The same graph with each edge turned round: it is entered at its end, and left from its start. */
  private graphBackwards(graph: Utf8Graph, next: number): number {
    const instructions = graph.map(() => next)
    const incoming: Edge[][] = graph.map(() => [])
    const turn = (node: number) => {
      for (const { lo, hi, to } of graph[node]) incoming[to].push({ lo, hi, to: instructions[node] })
    }
    turn(GRAPH_START)
    for (let node = graph.length - 1; node > GRAPH_END; node--) {
      instructions[node] = this.bytes(incoming[node])
      turn(node)
    }
    return this.bytes(incoming[GRAPH_END])
  }

  private assert(what: Assertion, next: number): number {
    const mask = LOOKS[what][this.reverse ? 'reverse' : 'forward']
    this.looks |= mask
    return this.add(ASSERT, next, mask)
  }

  private concat(nodes: readonly Regex[], next: number): number {
    const order = this.reverse ? nodes : nodes.toReversed()
    return order.reduce((after, node) => this.emit(node, after), next)
  }

  private alternate(nodes: readonly Regex[], next: number): number {
    const starts = nodes.map((node) => this.emit(node, next))
    return starts.reduceRight((rest, start) => this.add(SPLIT, start, rest))
  }

  /** `x{2,4}` is `xx(x(x)?)?`, and `x{2,}` is `xx+`. */
  private repeat(node: Regex & { kind: 'repeat' }, next: number): number {
    const { min, max, lazy, node: body } = node
    if (max === Infinity) {
      if (min === 0) return this.star(body, lazy, next)
      return this.copies(body, min - 1, this.plus(body, lazy, next))
    }
    let start = next
    for (let i = min; i < max; i++) start = this.choice(this.emit(body, start), next, lazy)
    return this.copies(body, min, start)
  }

  private copies(body: Regex, count: number, next: number): number {
    let start = next
    for (let i = 0; i < count; i++) start = this.emit(body, start)
    return start
  }

  private choice(body: number, skip: number, lazy: boolean): number {
    return lazy ? this.add(SPLIT, skip, body) : this.add(SPLIT, body, skip)
  }

  /** A body that may be empty is entered at least once if it is preferred at all, as in Perl: `(|a)*` finds ''. */
  private star(body: Regex, lazy: boolean, next: number): number {
    if (isNullable(body)) return this.choice(this.plus(body, lazy, next), next, lazy)
    const loop = this.loop(lazy, next)
    loop.enter(this.emit(body, loop.split))
    return loop.split
  }

  private plus(body: Regex, lazy: boolean, next: number): number {
    const loop = this.loop(lazy, next)
    const start = this.emit(body, loop.split)
    loop.enter(start)
    return start
  }

  /** The instruction that chooses between another round and `next`; `enter` says where a round starts. */
  private loop(lazy: boolean, next: number): { split: number; enter: (start: number) => void } {
    const split = this.add(SPLIT, next, next)
    const rounds = lazy ? this.y : this.x
    return {
      split,
      enter: (start) => {
        rounds[split] = start
      },
    }
  }
}
