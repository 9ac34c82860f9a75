/**
 * The fast matcher: a deterministic automaton, built from the program while it runs.
 *
 * A state is the ordered list of instructions that the simulation in pike.ts would be in. What such a list becomes after
 * a byte is worked out once and kept in a table; from then on a byte costs one look into it. The idea, and what to do
 * when the table is full, are RE2's (https://swtch.com/~rsc/regexp/regexp3.html).
 *
 * Assertions look at the byte before and after a place, while a state knows only what came before. So:
 *  - where an ASSERT does not hold yet, the list is pending, and is worked out when the next byte is known;
 *  - that a state has reached MATCH is found out one byte later: entering a *matching* state by the byte at i says that a
 *    match ends at i, in front of that byte. At the end of the text the place of that byte is taken by `END`.
 *
 * The table holds, for each state and byte class, the next state: its row times the row length (so that no look-up needs
 * to multiply), negative where it is a matching state. The first rows stand for no list:
 *
 *     row 0  UNKNOWN   not worked out yet
 *     row 1  DEAD      nothing can match any more
 *     row 2…5          where a search starts, after each kind of byte (`START_KINDS`)
 *
 * It finds one end of a match only: where the preferred match ends (forwards), or where the longest one starts (with a
 * reversed program, backwards).
 */

import { byteClasses, type ByteClasses } from './byte-classes.ts'
import { Closure, type InstructionList } from './closure.ts'
import type { Finder } from './finder.ts'
import { METER_STRIDE, STEPS_PER_INSTRUCTION, type Meter } from './meter.ts'
import type { Span } from './pike.ts'
import {
  BYTES,
  isWordByte,
  LINE_END,
  LINE_START,
  LOOKS_AT_WORDS,
  MATCH,
  NEWLINE_BYTE,
  NOT_WORD_BOUNDARY,
  TEXT_END,
  TEXT_START,
  WORD_BOUNDARY,
  type Program,
} from './program.ts'

/** How many numbers the table, and the lists of all states together, may hold before all is forgotten. */
const MAX_TABLE = 1 << 19
const MAX_LISTS = 1 << 19

/** With fewer bytes for each state built since the table was last emptied, building costs more than it saves. */
const MIN_BYTES_PER_STATE = 10

/** The answers of a search that are not a place. */
export const NO_MATCH = -1
/** The table filled up faster than it was of use: the simulation has to answer. */
export const GAVE_UP = -2

const UNKNOWN_ROW = 0
const DEAD_ROW = 1
const FIRST_START_ROW = 2

/** What may stand before the first byte that a search reads, in the order of their rows. */
const START_KINDS: readonly { looks: number; afterWord: boolean }[] = [
  { looks: TEXT_START | LINE_START, afterWord: false },
  { looks: LINE_START, afterWord: false },
  { looks: 0, afterWord: true },
  { looks: 0, afterWord: false },
]
const FIRST_FREE_ROW = FIRST_START_ROW + START_KINDS.length

type State = InstructionList & {
  /** The looks that hold because of the byte before; 0 where no instruction asks. */
  looks: number
  /** That byte belongs to a word; false where no instruction asks. */
  afterWord: boolean
  /** A match ends in front of that byte. */
  matching: boolean
}

const DEAD: State = { instructions: new Int32Array(0), pending: false, looks: 0, afterWord: false, matching: false }

export class LazyDfa {
  /** Bytes that went through the table: how tests know that it was in use. */
  bytesRead = 0
  /** How often the table was full, and was built anew. */
  timesEmptied = 0
  private readonly program: Program
  private readonly start: number
  private readonly longest: boolean
  private readonly classes: ByteClasses
  /** The column that stands for the end of the text. */
  private readonly endOfText: number
  private readonly rowLength: number
  private readonly closure: Closure

  private table = new Int32Array(0)
  private states: State[] = []
  private readonly entryOf = new Map<string, number>()
  /** Entries of START_KINDS. */
  private startEntries: number[] = []
  private listTotal = 0
  /** What `bytesRead` was when the table was last emptied. */
  private emptiedAt = 0

  // Where the current search is: it has read up to `at`, is in the state whose row starts at `row`, and the last match
  // that it saw ended at `found`.
  private at = 0
  private row = 0
  private found = NO_MATCH

  /** `start` is one of the program's; `longest` takes the longest match instead of the preferred one. */
  constructor(program: Program, { start, longest }: { start: number; longest: boolean }) {
    this.program = program
    this.start = start
    this.longest = longest
    this.classes = byteClasses(program)
    this.endOfText = this.classes.members.length
    this.rowLength = this.endOfText + 1
    this.closure = new Closure(program, { cutAtMatch: !longest })
    this.empty()
  }

  /**
   * Where the match ends that starts leftmost in the span; with `earliest`, where any match ends, as soon as one is seen.
   * `starts` finds the next place where a match can start: it is asked wherever the automaton is back at its start, as long as that pays.
   */
  searchForward(span: Span, meter: Meter, { starts, earliest = false }: { starts?: Finder; earliest?: boolean } = {}): number {
    const { bytes, from, to } = span
    const firstFree = FIRST_FREE_ROW * this.rowLength
    let finder = starts
    this.begin(from, startKind(bytes, from - 1))
    for (;;) {
      if (finder !== undefined && this.row < firstFree) {
        const candidate = finder.pays ? finder.find({ bytes, from: this.at, to }, meter) : this.at
        if (candidate < 0) return this.found
        this.begin(candidate, startKind(bytes, candidate - 1))
        if (!finder.pays) finder = undefined
      }
      // Entries up to this one stop the fast loop; so do matching ones if the first is enough.
      const special = finder === undefined ? DEAD_ROW * this.rowLength : firstFree - 1
      const before = this.at
      this.runForward(bytes, Math.min(to, before + METER_STRIDE), special, earliest)
      this.count(this.at - before + 1, meter)
      const unit = this.at < bytes.length ? this.classes.of[bytes[this.at]] : this.endOfText
      const outcome = this.readOne(unit, meter)
      if (outcome === GAVE_UP) return GAVE_UP
      if (outcome === NO_MATCH || this.at === to || (earliest && this.found >= 0)) return this.found
      this.at += 1
    }
  }

  /** Where the longest match starts that ends at the end of the span; the program is a reversed one. */
  searchBackward({ bytes, from, to }: Span, meter: Meter): number {
    this.begin(to, startKind(bytes, to))
    for (;;) {
      const before = this.at
      this.runBackward(bytes, Math.max(from, before - METER_STRIDE))
      this.count(before - this.at + 1, meter)
      const unit = this.at > 0 ? this.classes.of[bytes[this.at - 1]] : this.endOfText
      const outcome = this.readOne(unit, meter)
      if (outcome === GAVE_UP) return GAVE_UP
      if (outcome === NO_MATCH || this.at === from) return this.found
      this.at -= 1
    }
  }

  private begin(at: number, kind: number): void {
    this.at = at
    this.row = this.startEntries[kind]
    this.found = NO_MATCH
  }

  private count(bytes: number, meter: Meter): void {
    this.bytesRead += bytes
    meter.spend(bytes)
  }

  /** The fast loop: goes on to `stop`, or to the first byte whose entry is special. */
  private runForward(bytes: Uint8Array, stop: number, special: number, earliest: boolean): void {
    const { table } = this
    const classOf = this.classes.of
    let { at, row, found } = this
    while (at < stop) {
      const entry = table[row + classOf[bytes[at]]]
      if (entry > special) {
        row = entry
      } else {
        if (entry >= 0 || earliest) break
        found = at
        row = -entry
      }
      at += 1
    }
    this.at = at
    this.row = row
    this.found = found
  }

  private runBackward(bytes: Uint8Array, stop: number): void {
    const { table } = this
    const classOf = this.classes.of
    const special = DEAD_ROW * this.rowLength
    let { at, row, found } = this
    while (at > stop) {
      const entry = table[row + classOf[bytes[at - 1]]]
      if (entry > special) {
        row = entry
      } else {
        if (entry >= 0) break
        found = at
        row = -entry
      }
      at -= 1
    }
    this.at = at
    this.row = row
    this.found = found
  }

  /** Takes one step with all that the fast loop leaves out. NO_MATCH says that no later byte can change the answer. */
  private readOne(unit: number, meter: Meter): number {
    let entry = this.table[this.row + unit]
    if (entry === UNKNOWN_ROW) {
      entry = this.workOut(this.row, unit)
      meter.spend(this.closure.visited * STEPS_PER_INSTRUCTION)
      this.closure.visited = 0
      if (entry === UNKNOWN_ROW) return GAVE_UP
    }
    if (entry < 0) this.found = this.at
    this.row = Math.abs(entry)
    return this.row === DEAD_ROW * this.rowLength ? NO_MATCH : this.row
  }

  /** Fills in one entry of the table. UNKNOWN_ROW says that the table is full, and that filling it does not pay. */
  private workOut(row: number, unit: number): number {
    const next = this.step(this.states[row / this.rowLength], unit)
    if (this.hasRoomFor(next)) {
      const entry = this.entry(next)
      this.table[row + unit] = entry
      return entry
    }
    if (this.bytesRead - this.emptiedAt < MIN_BYTES_PER_STATE * this.states.length) return UNKNOWN_ROW
    this.timesEmptied += 1
    this.empty()
    return this.entry(next)
  }

  private step(state: State, unit: number): State {
    const { op, x, y, edges } = this.program
    const { closure } = this
    const byte = unit === this.endOfText ? -1 : this.classes.members[unit]
    const list = state.pending ? closure.resolve(state.instructions, state.looks | this.looksAhead(state, byte)) : state.instructions
    const looks = byte === NEWLINE_BYTE ? LINE_START : 0
    let matching = false
    closure.begin()
    for (const instruction of list) {
      if (op[instruction] === MATCH) {
        matching = true
        if (!this.longest) break
      }
      if (op[instruction] !== BYTES) continue
      for (let edge = x[instruction] * 3; edge < y[instruction] * 3; edge += 3) {
        if (edges[edge] <= byte && byte <= edges[edge + 1]) closure.follow(edges[edge + 2], looks)
      }
    }
    return this.state(looks, isWordByte(byte), matching)
  }

  /** What holds in front of `byte` (-1: the end of the text) because of it. */
  private looksAhead(state: State, byte: number): number {
    const border = state.afterWord === isWordByte(byte) ? NOT_WORD_BOUNDARY : WORD_BOUNDARY
    if (byte < 0) return border | TEXT_END | LINE_END
    return byte === NEWLINE_BYTE ? border | LINE_END : border
  }

  /** The state of what the closure has gathered. What no instruction asks for is left out, so that states are fewer. */
  private state(looks: number, afterWord: boolean, matching: boolean): State {
    const list = this.closure.take()
    // The longest match does not depend on any order.
    if (this.longest) list.instructions.sort()
    const asksForWords = list.pending && (this.program.looks & LOOKS_AT_WORDS) !== 0
    return { ...list, looks: list.pending ? looks : 0, afterWord: asksForWords && afterWord, matching }
  }

  private hasRoomFor({ instructions }: State): boolean {
    return (this.states.length + 1) * this.rowLength <= MAX_TABLE && this.listTotal + instructions.length <= MAX_LISTS
  }

  /** The entry for a state: its row, negative if it is matching. */
  private entry(state: State): number {
    const key = keyOf(state)
    let entry = this.entryOf.get(key)
    if (entry === undefined) {
      entry = this.addRow(state) * (state.matching ? -1 : 1)
      this.entryOf.set(key, entry)
    }
    return entry
  }

  private addRow(state: State): number {
    const row = this.states.length * this.rowLength
    this.states.push(state)
    this.listTotal += state.instructions.length
    if (row + this.rowLength > this.table.length) {
      const grown = new Int32Array(Math.max(2 * this.table.length, 16 * this.rowLength))
      grown.set(this.table)
      this.table = grown
    }
    return row
  }

  private empty(): void {
    this.table = new Int32Array(0)
    this.states = []
    this.entryOf.clear()
    this.listTotal = 0
    this.emptiedAt = this.bytesRead
    this.addRow(DEAD) // UNKNOWN_ROW, which nothing is looked up in
    this.entryOf.set(keyOf(DEAD), this.addRow(DEAD))
    this.startEntries = START_KINDS.map((kind) => this.addStart(kind))
    while (this.states.length < FIRST_FREE_ROW) this.addRow(DEAD)
  }

  private addStart({ looks, afterWord }: { looks: number; afterWord: boolean }): number {
    this.closure.begin()
    this.closure.follow(this.start, looks)
    return this.entry(this.state(looks, afterWord, false))
  }
}

function keyOf({ instructions, looks, afterWord, matching }: State): string {
  const list = Buffer.from(instructions.buffer, instructions.byteOffset, instructions.byteLength).toString('latin1')
  return String.fromCharCode(looks, Number(afterWord), Number(matching)) + list
}

/** Which of START_KINDS a search starts in that does not read the byte at `neighbour` but is next to it. */
function startKind(bytes: Uint8Array, neighbour: number): number {
  if (neighbour < 0 || neighbour >= bytes.length) return 0
  if (bytes[neighbour] === NEWLINE_BYTE) return 1
  return isWordByte(bytes[neighbour]) ? 2 : 3
}
