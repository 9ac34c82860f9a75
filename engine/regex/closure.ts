/** What a set of instructions leads to without reading a byte: the work of making one state of the DFA. */

import { ASSERT, MATCH, SPLIT, type Program } from './program.ts'
import { Visited } from './visited.ts'

export type InstructionList = {
  /**
   * In order of priority, each once: the BYTES and MATCH instructions that were reached; or, if the list is pending, the
   * instructions that they were reached from.
   */
  instructions: Int32Array
  /** Some ASSERT did not hold, but may once the next byte is known. The way has to be gone again then, from its start:
   *  `(\B|a?)+` prefers to go on to what it reaches through \B, and then does not reach it in second place through a?. */
  pending: boolean
}

export class Closure {
  /** Instructions looked at: a measure of the work done. Reset by whoever reads it. */
  visited = 0
  private readonly program: Program
  private readonly cutAtMatch: boolean
  private readonly list: Int32Array
  private count = 0
  private readonly roots: Int32Array
  private rootCount = 0
  private pending = false
  /** Set when MATCH is in the list: what comes later could only win by being longer. */
  private cut = false
  private readonly seen: Visited
  private readonly stack: number[] = []

  constructor(program: Program, { cutAtMatch }: { cutAtMatch: boolean }) {
    this.program = program
    this.cutAtMatch = cutAtMatch
    this.list = new Int32Array(program.op.length)
    this.roots = new Int32Array(program.op.length)
    this.seen = new Visited(program.op.length)
  }

  begin(): void {
    this.count = 0
    this.rootCount = 0
    this.pending = false
    this.cut = false
    this.seen.clear()
  }

  /** Adds what `instruction` leads to where `looks` hold, with less priority than what is there already. */
  follow(instruction: number, looks: number): void {
    const { op, x, y } = this.program
    const { stack, seen } = this
    if (seen.has(instruction) || this.cut) return
    this.roots[this.rootCount] = instruction
    this.rootCount += 1
    stack.push(instruction)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen.has(at) || this.cut) continue
      seen.add(at)
      this.visited += 1
      if (op[at] === SPLIT) stack.push(y[at], x[at])
      else if (op[at] !== ASSERT) this.keep(at)
      else if ((y[at] & ~looks) === 0) stack.push(x[at])
      else this.pending = true
    }
  }

  take(): InstructionList {
    const instructions = this.pending ? this.roots.slice(0, this.rootCount) : this.list.slice(0, this.count)
    return { instructions, pending: this.pending }
  }

  /** What a pending list leads to, now that all looks of its place are known: BYTES and MATCH instructions. */
  resolve(roots: Int32Array, looks: number): Int32Array {
    this.begin()
    for (const root of roots) this.follow(root, looks)
    return this.list.slice(0, this.count)
  }

  private keep(instruction: number): void {
    this.list[this.count] = instruction
    this.count += 1
    if (this.program.op[instruction] === MATCH) this.cut = this.cutAtMatch
  }
}
