/** Which commits reach which, by their numbers. */

import { emptyBitmap, hasBit, setBit, type Bitmap } from '../blocks/index.ts'
import type { Meter } from '../regex/index.ts'
import { NewestFirst } from './queue.ts'

/** The commits with the numbers from…to-1. */
export type GraphPart = {
  from: number
  to: number
  /** What a walk is ordered by: see `NewCommit`. */
  dates: Float64Array
  /** The parents of all of them, and where those of each begin, and the end. */
  parents: Uint32Array
  parentAt: Uint32Array
}

export class Graph {
  readonly size: number
  private readonly parts: readonly GraphPart[]
  private part: GraphPart

  /** Each part begins where the one before ends. */
  constructor(parts: readonly GraphPart[]) {
    this.parts = parts
    this.size = parts.at(-1)?.to ?? 0
    this.part = parts[0] ?? { from: 0, to: 0, dates: new Float64Array(), parents: new Uint32Array(), parentAt: new Uint32Array(1) }
  }

  dateOf(commit: number): number {
    const { dates, from } = this.partOf(commit)
    return dates[commit - from]
  }

  visitParents(commit: number, visit: (parent: number) => void): void {
    const { parents, parentAt, from } = this.partOf(commit)
    const end = parentAt[commit - from + 1]
    for (let at = parentAt[commit - from]; at < end; at++) visit(parents[at])
  }

  /** Mostly that of the question before. */
  private partOf(commit: number): GraphPart {
    if (commit < this.part.from || commit >= this.part.to) this.part = this.parts.find(({ to }) => commit < to) ?? this.part
    return this.part
  }
}

/** The commits that these reach, themselves among them. */
export function reach(graph: Graph, commits: readonly number[], meter: Meter): Bitmap {
  const reached = emptyBitmap(graph.size)
  const waiting: number[] = []
  const come = (commit: number) => {
    if (hasBit(reached, commit)) return
    setBit(reached, commit)
    waiting.push(commit)
  }
  commits.forEach(come)
  for (let commit = waiting.pop(); commit !== undefined; commit = waiting.pop()) {
    meter.spend(STEPS_PER_COMMIT)
    graph.visitParents(commit, come)
  }
  return reached
}

const STEPS_PER_COMMIT = 8

export type Range = {
  tip: number
  /** What these reach is left out. */
  exclude: readonly number[]
}

/**
 * The commits that a tip reaches, in the order of `git rev-list` without options: of those that wait, the one with the newest date comes
 * next, and its parents wait from then on. So a commit may come before a child of it whose clock was slow.
 */
export function walk(graph: Graph, { tip, exclude }: Range, meter: Meter): Uint32Array {
  const seen = reach(graph, exclude, meter)
  const waiting = new NewestFirst()
  const order = new Uint32Array(graph.size)
  let count = 0
  const come = (commit: number) => {
    if (hasBit(seen, commit)) return
    setBit(seen, commit)
    waiting.add(commit, graph.dateOf(commit))
  }
  come(tip)
  for (let commit = waiting.take(); commit >= 0; commit = waiting.take()) {
    meter.spend(STEPS_PER_COMMIT)
    order[count++] = commit
    graph.visitParents(commit, come)
  }
  return order.slice(0, count)
}
