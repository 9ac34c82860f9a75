/**
 * From a set of code points to the byte sequences that encode them in UTF-8.
 *
 * The sequences are a graph: node 0 is the start, node 1 the end, and each path between them spells one run of code
 * points as two to four byte ranges (or one, for ASCII). Equal tails are one node, so that the graph is the smallest
 * one. `[é-ÿ]`, U+00E9…U+00FF, is `0 -c3→ 2 -a9…bf→ 1`.
 *
 * Surrogates have no encoding and are left out; over-long forms are never produced. So bytes that are not valid UTF-8
 * are matched by no set: neither by `.` nor by `[^a]`, as in RE2 and ripgrep.
 */

import { clip, type CharSet } from './charset.ts'

/** Bytes lo…hi lead to node `to`. */
export type Utf8Edge = { lo: number; hi: number; to: number }

/** The edges of each node. Those of one node are disjoint. */
export type Utf8Graph = readonly (readonly Utf8Edge[])[]

export const GRAPH_START = 0
export const GRAPH_END = 1

/** Code points whose encodings have the same length, with what the leading byte adds to the top six-bit group. */
const LENGTHS = [
  { lo: 0x80, hi: 0x7ff, lead: 0xc0, continuations: 1 },
  { lo: 0x800, hi: 0xd7ff, lead: 0xe0, continuations: 2 },
  { lo: 0xe000, hi: 0xffff, lead: 0xe0, continuations: 2 },
  { lo: 0x10000, hi: 0x10ffff, lead: 0xf0, continuations: 3 },
]

const CONTINUATION = 0x80

/** Remembered for each set object: large ones (`\pL` takes some milliseconds) are shared between expressions. */
const graphs = new WeakMap<CharSet, Utf8Graph>()

export function utf8Graph(set: CharSet): Utf8Graph {
  const known = graphs.get(set)
  if (known !== undefined) return known
  const graph = buildGraph(set)
  graphs.set(set, graph)
  return graph
}

function buildGraph(set: CharSet): Utf8Graph {
  const builder = new GraphBuilder()
  const ascii = clip(set, 0, 0x7f)
  for (let i = 0; i < ascii.length; i += 2) builder.start.push({ lo: ascii[i], hi: ascii[i + 1], to: GRAPH_END })
  for (const { lo, hi, lead, continuations } of LENGTHS) {
    builder.start.push(...builder.edges(clip(set, lo, hi), lead, continuations))
  }
  return builder.nodes
}

class GraphBuilder {
  readonly start: Utf8Edge[] = []
  readonly nodes: Utf8Edge[][] = [this.start, []]
  /** From what a node reads, as text, to the node: what makes equal tails one, and keeps large sets from being walked. */
  private readonly known = new Map<string, number>()

  /**
   * Edges that read the numbers of `set`, each written as one byte on top of `base` and then `continuations` bytes of
   * six bits.
   */
  edges(set: CharSet, base: number, continuations: number): Utf8Edge[] {
    const shift = 6 * continuations
    const found: Utf8Edge[] = []
    for (const top of topGroups(set, shift)) {
      const byte = base + top
      const low = clip(set, top * 2 ** shift, (top + 1) * 2 ** shift - 1)
      const to = this.tail(low.map((value) => value - top * 2 ** shift), continuations)
      const last = found.at(-1)
      if (last !== undefined && last.hi === byte - 1 && last.to === to) last.hi = byte
      else found.push({ lo: byte, hi: byte, to })
    }
    return found
  }

  private tail(set: CharSet, continuations: number): number {
    if (continuations === 0) return GRAPH_END
    const key = `${continuations}:${set.join()}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const node = this.nodes.push(this.edges(set, CONTINUATION, continuations - 1)) - 1
    this.known.set(key, node)
    return node
  }
}

/** The values of the bits above `shift` that occur in the set, ascending. */
function topGroups(set: CharSet, shift: number): Set<number> {
  const tops = new Set<number>()
  for (let i = 0; i < set.length; i += 2) {
    for (let top = set[i] >> shift; top <= set[i + 1] >> shift; top++) tops.add(top)
  }
  return tops
}
