/** Searches what commits changed: each commit that brings or takes away a line that matches, newest first. */

import { findAll, SearchStopped, type Match, type Meter } from '../regex/index.ts'
import { ALIVE, GONE, reasonOf } from './format.ts'
import type { History } from './history.ts'
import { pathOfName } from './input.ts'
import { holdsFor, shownMask, visitEvents, type LineEvent, type LinePattern } from './matches.ts'
import type { Run } from './run.ts'
import { RunLines } from './run-lines.ts'
import { shownLine, type ShownLine } from './shown-line.ts'
import type { ReadWeave } from './weave-code.ts'

/** The changed lines of one commit that match, in files as they are named. */
export type FoundChange = {
  position: number
  added: number
  removed: number
  files: ChangedFile[]
  /** There are more files or lines that match than are here. */
  truncated: boolean
}

export type ChangedFile = { path: string; created: boolean; deleted: boolean; hunks: ChangedHunk[] }

/**
 * Lines of a file around changes that match. Numbers count from 1. `sign` is ' ' for lines that stand on both sides. The heading is what
 * git shows behind a hunk's numbers: the nearest line before it that does not begin with a blank, a function's head mostly.
 */
export type ChangedHunk = { oldStart: number; newStart: number; heading: Buffer | null; lines: { sign: '+' | '-' | ' '; text: Buffer; matches: Match[] }[] }

export type ChangesOptions = {
  /** For each run, the files that are asked about; null for all. */
  paths: readonly Uint8Array[] | null
  meter: Meter
}

/** What one search keeps in memory at most, in comings and goings of lines; with more, the oldest commits are left out and said to be. */
const MAX_EVENTS = 3_000_000
const MAX_FILES = 20
const MAX_WEAVES = 64
const MAX_LINES = 100
/** More is not shown of one commit; it is checked before each hunk. */
const MAX_SHOWN_BYTES = 64 * 1024
const CONTEXT = 2
/** Lines that are looked at for a heading. */
const MAX_LOOKED_BACK = 400

/** The commits of a history in which the pattern holds among the changed lines: found once, shown a few at a time. */
export class ChangeSearch {
  /** Positions of the commits, ascending. */
  readonly positions: Uint32Array
  /** Commits up to this position were not looked at, as there was too much in those behind. */
  readonly notBefore: number
  private readonly history: History
  private readonly pattern: LinePattern
  private readonly events: EventTable
  private readonly lines: readonly RunLines[]
  /** Commits beside each other mostly change the same files. */
  private readonly weaves = new Map<number, ReadWeave>()

  constructor(history: History, pattern: LinePattern, options: ChangesOptions) {
    this.history = history
    this.pattern = pattern
    this.lines = history.runs.map((run) => new RunLines(run))
    this.events = collect(history, pattern, options)
    this.notBefore = this.events.notBefore
    this.positions = this.events.positionsWhere((mask) => holdsFor(pattern, mask) && (pattern.node === null || (mask & shownMask(pattern)) !== 0))
  }

  /** What the commit at one of the positions changed. */
  show(position: number): FoundChange {
    const shown = this.pattern.node === null ? ~0 : shownMask(this.pattern)
    const events = this.events.at(position).filter(({ mask }) => (mask & shown) !== 0)
    const byFile = [...Map.groupBy(events, ({ run, path }) => run * 2 ** 32 + path).values()]
    const budget: Budget = { bytes: MAX_SHOWN_BYTES, isCut: byFile.length > MAX_FILES }
    const files = byFile.slice(0, MAX_FILES).map((each) => this.showFile(each, position, budget))
    const added = events.filter(({ came }) => came).length
    return { position, added, removed: events.length - added, files, truncated: budget.isCut || (this.pattern.node !== null && marked(files) < events.length) }
  }

  private showFile(events: readonly EventInRun[], position: number, budget: Budget): ChangedFile {
    const [{ run: number, path }] = events
    const wanted = new Set(events.map(({ line }) => line))
    const lines = this.lines[number]
    const { hunks, stoodBefore, standsAfter } = hunksOf(this.weaveOf(number, path), position, { isWanted: (line) => wanted.has(line), isHeading: (line) => beginsWord(lines.line(line)) })
    return { path: pathOfName(this.history.runs[number].nameOf(path)), created: !stoodBefore, deleted: !standsAfter, hunks: hunks.flatMap((hunk) => this.showHunk(hunk, lines, budget) ?? []) }
  }

  /** Null once enough is shown of a commit. */
  private showHunk({ heading, ...hunk }: Hunk, lines: RunLines, budget: Budget): ChangedHunk | null {
    budget.isCut ||= budget.bytes <= 0
    if (budget.bytes <= 0) return null
    const shown = hunk.lines.map(({ sign, line }) => ({ sign, ...this.mark(sign, lines.line(line)) }))
    budget.bytes -= shown.reduce((sum, { text }) => sum + text.length, 0)
    budget.isCut ||= shown.some(({ isCut }) => isCut)
    return { ...hunk, heading: heading === null ? null : shownLine(lines.line(heading), []).text, lines: shown.map(({ sign, text, matches }) => ({ sign, text, matches })) }
  }

  private weaveOf(run: number, path: number): ReadWeave {
    const key = run * 2 ** 32 + path
    const weave = this.weaves.get(key) ?? this.history.runs[run].weave(path)
    if (this.weaves.size >= MAX_WEAVES) this.weaves.clear()
    this.weaves.set(key, weave)
    return weave
  }

  private mark(sign: Sign, line: Buffer): ShownLine {
    const [first, ...others] = sign === ' ' ? [] : this.pattern.atoms.filter(({ shown }) => shown).map(({ matcher }) => findAll(matcher, line))
    return shownLine(line, others.length === 0 ? (first ?? []) : inOrder([...(first ?? []), ...others.flatMap((found) => [...found])]))
  }
}

const inOrder = (matches: Match[]) => matches.sort((a, b) => a.start - b.start)

/** What may still be shown of one commit. */
type Budget = { bytes: number; isCut: boolean }

/** Changed lines in which something is marked. */
const marked = (files: readonly ChangedFile[]) => files.flatMap(({ hunks }) => hunks).flatMap(({ lines }) => lines).filter(({ sign, matches }) => sign !== ' ' && matches.length > 0).length

type EventInRun = Omit<LineEvent, 'position'> & { run: number }

/** Events in a few large arrays, by position. */
class EventTable {
  readonly notBefore: number
  private readonly rows: Int32Array
  /** Row numbers by position: those at p are order[starts[p]…starts[p+1]-1]. */
  private readonly starts: Uint32Array
  private readonly order: Uint32Array

  /** Each row is position, run, path, line, mask, came. */
  constructor(rows: Int32Array, { length, notBefore }: { length: number; notBefore: number }) {
    this.rows = rows
    this.notBefore = notBefore
    this.starts = new Uint32Array(length + 1)
    const count = rows.length / ROW
    for (let row = 0; row < count; row++) this.starts[rows[row * ROW] + 1] += 1
    for (let position = 0; position < length; position++) this.starts[position + 1] += this.starts[position]
    const next = this.starts.slice()
    this.order = new Uint32Array(count)
    for (let row = 0; row < count; row++) this.order[next[rows[row * ROW]]++] = row
  }

  positionsWhere(holds: (mask: number) => boolean): Uint32Array {
    const found: number[] = []
    for (let position = 0; position + 1 < this.starts.length; position++) {
      if (this.starts[position] === this.starts[position + 1]) continue
      let mask = 0
      for (let i = this.starts[position]; i < this.starts[position + 1]; i++) mask |= this.rows[this.order[i] * ROW + 4]
      if (holds(mask)) found.push(position)
    }
    return Uint32Array.from(found)
  }

  at(position: number): EventInRun[] {
    const events: EventInRun[] = []
    for (let i = this.starts[position]; i < this.starts[position + 1]; i++) {
      const [, run, path, line, mask, came] = this.rows.subarray(this.order[i] * ROW)
      events.push({ run, path, line, mask, came: came === 1 })
    }
    return events
  }
}

const ROW = 6

/** Newest run first, so that what does not fit is the oldest. */
function collect(history: History, pattern: LinePattern, { paths, meter }: ChangesOptions): EventTable {
  let rows = new Int32Array(1024 * ROW)
  let count = 0
  let notBefore = 0
  for (let number = history.runs.length - 1; number >= 0 && notBefore === 0; number--) {
    const before = count
    const borders = new GapBorders(history.runs[number])
    try {
      visitEvents(history.runs[number], pattern, { paths: paths?.[number] ?? null, meter }, ({ position, path, line, mask, came }) => {
        if (borders.has(path, position)) return
        if (count === MAX_EVENTS) throw new SearchStopped('budget')
        if ((count + 1) * ROW > rows.length) rows = doubled(rows)
        rows.set([position, number, path, line, mask, Number(came)], count * ROW)
        count += 1
      })
    } catch (error) {
      if (!(error instanceof SearchStopped) || error.reason !== 'budget') throw error
      count = before // half of a run would show some commits in part
      notBefore = history.runs[number].shared.to
    }
  }
  return new EventTable(rows.subarray(0, count * ROW), { length: history.length, notBefore })
}

/** Where a file became unreadable, or readable again: what seems to go or come there may have been there all the time. */
class GapBorders {
  private readonly run: Run
  private readonly known = new Map<number, ReadonlySet<number>>()

  constructor(run: Run) {
    this.run = run
  }

  has(path: number, position: number): boolean {
    const borders = this.known.get(path) ?? this.find(path)
    this.known.set(path, borders)
    return borders.has(position)
  }

  private find(path: number): ReadonlySet<number> {
    const states = this.run.states(path)
    const isGap = (i: number) => reasonOf(states[i]?.state ?? GONE) !== null
    return new Set(states.flatMap(({ position }, i) => (isGap(i) || isGap(i - 1) ? position : [])))
  }
}

function doubled(rows: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(rows.length * 2)
  grown.set(rows)
  return grown
}

/** A file before and after a commit, line by line; what went stands before what came in its place. */
type Steps = {
  count: number
  /** The line of each step, and its numbers (from 1) before and after. */
  lines: Int32Array
  old: Int32Array
  now: Int32Array
  /** 1 came, -1 went, 0 stands on both sides. */
  signs: Int8Array
  /** The first steps that are to be shown. */
  wanted: number[]
}

/** A hunk by the numbers of its lines. */
type Hunk = { oldStart: number; newStart: number; heading: number | null; lines: { sign: Sign; line: number }[] }

/** The changes of one commit to one file, as hunks around the lines that are wanted: at most MAX_LINES of them. */
function hunksOf(weave: ReadWeave, position: number, { isWanted, isHeading }: Record<'isWanted' | 'isHeading', (line: number) => boolean>) {
  const steps = stepsOf(weave, position, isWanted)
  const hunks: Hunk[] = []
  let next = 0
  for (const at of steps.wanted) {
    const from = Math.max(next, at - CONTEXT)
    if (hunks.length === 0 || from > next) hunks.push({ oldStart: steps.old[from], newStart: steps.now[from], heading: headingBefore(from, steps, isHeading), lines: [] })
    next = Math.max(next, Math.min(at + CONTEXT + 1, steps.count))
    for (let i = from; i < next; i++) hunks.at(-1)?.lines.push({ sign: SIGNS[steps.signs[i] + 1], line: steps.lines[i] })
  }
  const signs = steps.signs.subarray(0, steps.count)
  return { hunks, stoodBefore: signs.some((sign) => sign !== 1), standsAfter: signs.some((sign) => sign !== -1) }
}

/** As git, among the lines before the commit. */
function headingBefore(from: number, { lines, signs }: Steps, isHeading: (line: number) => boolean): number | null {
  for (let at = from - 1; at >= Math.max(0, from - MAX_LOOKED_BACK); at--) {
    if (signs[at] <= 0 && isHeading(lines[at])) return lines[at]
  }
  return null
}

/** A letter, an underscore or a dollar sign. */
function beginsWord(line: Buffer): boolean {
  const first = line[0] ?? 0
  return (first | 0x20) >= 0x61 && (first | 0x20) <= 0x7a || first === 0x5f || first === 0x24
}

type Sign = '+' | '-' | ' '
const SIGNS: readonly Sign[] = ['-', ' ', '+']

function stepsOf({ lines, births, deaths }: ReadWeave, position: number, isWanted: (line: number) => boolean): Steps {
  const numbers = () => new Int32Array(lines.length)
  const steps: Steps = { count: 0, lines: numbers(), old: numbers(), now: numbers(), signs: new Int8Array(lines.length), wanted: [] }
  let [old, now] = [1, 1]
  for (let item = 0; item < lines.length; item++) {
    const sign = signAt(births[item], deaths[item], position)
    if (sign === null) continue
    if (sign !== 0 && steps.wanted.length < MAX_LINES && isWanted(lines[item])) steps.wanted.push(steps.count)
    steps.lines[steps.count] = lines[item]
    steps.old[steps.count] = old
    steps.now[steps.count] = now
    steps.signs[steps.count++] = sign
    if (sign <= 0) old += 1
    if (sign >= 0) now += 1
  }
  return steps
}

/** Null for a line that stands on neither side of the commit. */
function signAt(birth: number, death: number, position: number): -1 | 0 | 1 | null {
  const stood = birth < position && (death === ALIVE || death >= position)
  const stands = birth <= position && (death === ALIVE || death > position)
  if (!stood && !stands) return null
  return stood === stands ? 0 : stands ? 1 : -1
}
