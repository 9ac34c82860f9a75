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
    const found: Utf8Edge[] = []
    for (const { first, last, low } of blocks(set, 64 ** continuations)) {
      const to = this.tail(low, continuations)
      const before = found.at(-1)
      if (before !== undefined && before.hi === base + first - 1 && before.to === to) before.hi = base + last
      else found.push({ lo: base + first, hi: base + last, to })
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

/** The blocks `first`…`last` of the numbers; each has the same part of them, `low`, counted from the block's start. */
type Blocks = { first: number; last: number; low: number[] }

/**
 * Cuts a set into blocks of `size` numbers, ascending; blocks that it fills are kept together, so that the cost depends on
 * the number of ranges and not on what they span. 0x41…0xff and 0x200 in blocks of 64 are 1…1 (from 1), 2…3 (all),
 * 8…8 (0 alone).
 */
function blocks(set: CharSet, size: number): Blocks[] {
  const found: Blocks[] = []
  for (let i = 0; i < set.length; i += 2) {
    for (let at = set[i]; at <= set[i + 1]; ) {
      const block = Math.floor(at / size)
      const start = block * size
      const filled = Math.floor((set[i + 1] + 1) / size) - 1
      const isFilled = at === start && filled >= block
      const last = isFilled ? filled : block
      const end = isFilled ? start + size - 1 : Math.min(set[i + 1], start + size - 1)
      const before = found.at(-1)
      if (before !== undefined && before.last === block) before.low.push(at - start, end - start)
      else found.push({ first: block, last, low: [at - start, end - start] })
      at = isFilled ? (filled + 1) * size : end + 1
    }
  }
  return found
}
