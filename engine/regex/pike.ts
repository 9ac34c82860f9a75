/**
 * The plain matcher: Thompson's simulation of the automaton, with Pike's priorities.
 * (https://swtch.com/~rsc/regexp/regexp2.html)
 *
 * It is the executable specification of what a program matches, and what the DFA falls back on: slow, but its cost is
 * bounded by the product of program and text, whatever they are.
 */

import { STEPS_PER_INSTRUCTION, type Meter } from './meter.ts'
import {
  ASSERT,
  BYTES,
  isWordByte,
  LINE_END,
  LINE_START,
  MATCH,
  NEWLINE_BYTE,
  NOT_WORD_BOUNDARY,
  SPLIT,
  TEXT_END,
  TEXT_START,
  WORD_BOUNDARY,
  type Program,
} from './program.ts'
import { Visited } from './visited.ts'

/** A part of a text. What is asserted of its borders (`^`, `\b`) is judged by the bytes around it. */
export type Span = { bytes: Uint8Array; from: number; to: number }

export type Match = { start: number; end: number }

/** Which looks hold between `at - 1` and `at`. */
export function looksAt(bytes: Uint8Array, at: number): number {
  let looks = 0
  if (at === 0) looks |= TEXT_START | LINE_START
  else if (bytes[at - 1] === NEWLINE_BYTE) looks |= LINE_START
  if (at === bytes.length) looks |= TEXT_END | LINE_END
  else if (bytes[at] === NEWLINE_BYTE) looks |= LINE_END
  const wordBefore = at > 0 && isWordByte(bytes[at - 1])
  const wordAfter = at < bytes.length && isWordByte(bytes[at])
  return looks | (wordBefore === wordAfter ? NOT_WORD_BOUNDARY : WORD_BOUNDARY)
}

export type Pike = (span: Span, meter: Meter) => Match | null

/**
 * A search for the leftmost match that starts and ends in a span; of those that start there, the one of highest priority.
 * It keeps its lists from one search to the next: for a large program they are large.
 */
export function createPike(program: Program): Pike {
  const lists: [Threads, Threads] = [new Threads(program), new Threads(program)]
  return (span, meter) => simulate(program, lists, span, meter)
}

function simulate(program: Program, lists: [Threads, Threads], { bytes, from, to }: Span, meter: Meter): Match | null {
  let [current, following] = lists
  let match: Match | null = null
  current.clear()
  for (let at = from; ; at++) {
    const looks = program.looks === 0 ? 0 : looksAt(bytes, at)
    if (match === null) current.add(program.anchored, at, looks)
    meter.spend(1 + current.visited * STEPS_PER_INSTRUCTION)
    if (current.count === 0 && match !== null) return match
    following.clear()
    match = current.step(bytes, at, to, following) ?? match
    if (at === to) return match
    ;[current, following] = [following, current]
  }
}

/** The states that the automaton is in at one place: BYTES and MATCH instructions, the preferred ones first, each once. */
class Threads {
  count = 0
  /** Instructions looked at, which is what a place costs. */
  visited = 0
  private readonly program: Program
  private readonly instructions: Int32Array
  /** Where the match of each instruction would start. */
  private readonly starts: Float64Array
  private readonly seen: Visited
  private readonly stack: number[] = []

  constructor(program: Program) {
    this.program = program
    this.instructions = new Int32Array(program.op.length)
    this.starts = new Float64Array(program.op.length)
    this.seen = new Visited(program.op.length)
  }

  clear(): void {
    this.count = 0
    this.visited = 0
    this.seen.clear()
  }

  /** Adds what `instruction` leads to without reading, with less priority than what is already here. */
  add(instruction: number, start: number, looks: number): void {
    const { op, x, y } = this.program
    const { stack } = this
    stack.push(instruction)
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (this.seen.has(at)) continue
      this.seen.add(at)
      this.visited += 1
      if (op[at] === SPLIT) stack.push(y[at], x[at])
      else if (op[at] === ASSERT) {
        if ((y[at] & ~looks) === 0) stack.push(x[at])
      } else {
        this.instructions[this.count] = at
        this.starts[this.count] = start
        this.count += 1
      }
    }
  }

  /** Reads the byte at `at`; returns the match that ends before it, if that is preferred to whatever may come. */
  step(bytes: Uint8Array, at: number, to: number, following: Threads): Match | null {
    const { op, x, y, edges } = this.program
    const looks = this.program.looks === 0 || at === to ? 0 : looksAt(bytes, at + 1)
    for (let i = 0; i < this.count; i++) {
      const instruction = this.instructions[i]
      if (op[instruction] === MATCH) return { start: this.starts[i], end: at }
      if (op[instruction] !== BYTES || at === to) continue
      for (let edge = x[instruction] * 3; edge < y[instruction] * 3; edge += 3) {
        if (bytes[at] < edges[edge] || bytes[at] > edges[edge + 1]) continue
        following.add(edges[edge + 2], this.starts[i], looks)
      }
    }
    return null
  }
}
