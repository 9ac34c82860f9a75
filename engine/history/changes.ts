/** Searches what commits changed: each commit that brings or takes away a line that matches, newest first. */

import { findAll, SearchStopped, type Match, type Meter } from '../regex/index.ts'
import { GONE, reasonOf } from './format.ts'
import type { History } from './history.ts'
import { isFileName, pathOfName } from './input.ts'
import { holdsFor, shownMask, visitEvents, type LineEvent, type LinePattern } from './matches.ts'
import type { Run } from './run.ts'
import { ChangeShower, type ChangedFile } from './shown-change.ts'

/** The changed lines of one commit that match, in files as they are named. */
export type FoundChange = {
  position: number
  added: number
  removed: number
  files: ChangedFile[]
  /** There are more files or lines that match than are here. */
  truncated: boolean
}

/** A file that a commit changed, by its numbers and its name. */
export type TouchedFile = { run: number; path: number; name: string }

export type ChangesOptions = {
  /** For each run, the files that are asked about; null for all. */
  paths: readonly Uint8Array[] | null
  meter: Meter
}

/** What one search keeps in memory at most, in comings and goings of lines; with more, the oldest commits are left out and said to be. */
const MAX_EVENTS = 3_000_000

/** The commits of a history in which the pattern holds among the changed lines: found once, shown a few at a time. */
export class ChangeSearch {
  /** Positions of the commits, ascending. */
  readonly positions: Uint32Array
  /** Commits up to this position were not looked at, as there was too much in those behind. */
  readonly notBefore: number
  private readonly history: History
  private readonly pattern: LinePattern
  private readonly events: EventTable
  private readonly shower: ChangeShower

  constructor(history: History, pattern: LinePattern, options: ChangesOptions) {
    this.history = history
    this.pattern = pattern
    this.shower = new ChangeShower(history)
    this.events = collect(history, pattern, options)
    this.notBefore = this.events.notBefore
    this.positions = this.events.positionsWhere((mask) => holdsFor(pattern, mask) && (pattern.node === null || (mask & shownMask(pattern)) !== 0))
  }

  /** What the commit at one of the positions changed. */
  show(position: number): FoundChange {
    const events = this.eventsAt(position)
    const { files, isCut } = this.shower.show(position, filesOf(events).map(([{ run, path }, lines]) => ({
      run, path, isWanted: ({ line }) => lines.has(line), mark: ({ sign }, text) => (sign === ' ' ? [] : this.found(text)),
    })))
    const added = events.filter(({ came }) => came).length
    return { position, added, removed: events.length - added, files, truncated: isCut || (this.pattern.node !== null && marked(files) < events.length) }
  }

  /** The files in which the commit at one of the positions changed lines that match. Links are none. */
  filesAt(position: number): TouchedFile[] {
    return filesOf(this.eventsAt(position)).flatMap(([{ run, path }]) => {
      const name = this.history.runs[run].nameOf(path)
      return isFileName(name) ? { run, path, name: pathOfName(name) } : []
    })
  }

  private eventsAt(position: number): EventInRun[] {
    const shown = this.pattern.node === null ? ~0 : shownMask(this.pattern)
    return this.events.at(position).filter(({ mask }) => (mask & shown) !== 0)
  }

  private found(line: Buffer): Iterable<Match> {
    const [first, ...others] = this.pattern.atoms.filter(({ shown }) => shown).map(({ matcher }) => findAll(matcher, line))
    return others.length === 0 ? (first ?? []) : inOrder([...(first ?? []), ...others.flatMap((found) => [...found])])
  }
}

const inOrder = (matches: Match[]) => matches.sort((a, b) => a.start - b.start)

/** Changed lines in which something is marked. */
const marked = (files: readonly ChangedFile[]) => files.flatMap(({ hunks }) => hunks).flatMap(({ lines }) => lines).filter(({ sign, matches }) => sign !== ' ' && matches.length > 0).length

type EventInRun = Omit<LineEvent, 'position'> & { run: number }

/** For each file its first event, and the lines of all. */
function filesOf(events: readonly EventInRun[]): [first: EventInRun, lines: ReadonlySet<number>][] {
  return [...Map.groupBy(events, ({ run, path }) => run * 2 ** 32 + path).values()].map((each) => [each[0], new Set(each.map(({ line }) => line))])
}

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
