/** What a set of instructions leads to without reading a byte: the work of making one state of the DFA. */

import { ASSERT, BYTES, MATCH, SPLIT, type Program } from './program.ts'

export type InstructionList = {
  /** BYTES, MATCH and such ASSERT as do not hold yet, in order of priority, each once. */
  instructions: Int32Array
  /** There is an ASSERT among them, which may hold once the next byte is known. */
  pending: boolean
}

export class Closure {
  /** Instructions looked at: a measure of the work done. Reset by whoever reads it. */
  visited = 0
  private readonly program: Program
  private readonly cutAtMatch: boolean
  private readonly list: Int32Array
  private count = 0
  private pending = false
  /** Set when MATCH is in the list: what comes later could only win by being longer. */
  private cut = false
  /** The last generation in which each instruction was visited, so that starting anew costs nothing. */
  private readonly seen: Uint32Array
  private generation = 0
  private readonly stack: number[] = []

  constructor(program: Program, { cutAtMatch }: { cutAtMatch: boolean }) {
    this.program = program
    this.cutAtMatch = cutAtMatch
    this.list = new Int32Array(program.op.length)
    this.seen = new Uint32Array(program.op.length)
  }

  begin(): void {
    this.count = 0
    this.pending = false
    this.cut = false
    this.generation += 1
  }

  /** Adds what `instruction` leads to where `looks` hold, with less priority than what is there already. */
  follow(instruction: number, looks: number): void {
    const { op, x, y } = this.program
    const { stack, seen } = this
    stack.push(instruction)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen[at] === this.generation || this.cut) continue
      seen[at] = this.generation
      this.visited += 1
      if (op[at] === SPLIT) stack.push(y[at], x[at])
      else if (op[at] === ASSERT && (y[at] & ~looks) === 0) stack.push(x[at])
      else this.keep(at)
    }
  }

  take(): InstructionList {
    return { instructions: this.list.slice(0, this.count), pending: this.pending }
  }

  /** The list again, now that `looks` are known to hold. What still does not hold here never will, and is left out. */
  resolve(instructions: Int32Array, looks: number): Int32Array {
    this.begin()
    for (const instruction of instructions) this.follow(instruction, looks)
    return this.take().instructions
  }

  private keep(instruction: number): void {
    this.list[this.count] = instruction
    this.count += 1
    if (this.program.op[instruction] !== BYTES) {
      if (this.program.op[instruction] === MATCH) this.cut = this.cutAtMatch
      else this.pending = true
    }
  }
}
