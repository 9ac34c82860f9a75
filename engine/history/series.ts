/** How many lines match at every commit of a mainline. */

import type { Meter } from '../regex/index.ts'
import type { History } from './history.ts'
import { holdsFor, shownMask, visitEvents, type LineEvent, type LinePattern } from './matches.ts'

/** The commits at which the number of lines changed, oldest first, and the number from then on. */
export type Series = { positions: Uint32Array; counts: Uint32Array }

export type SeriesOptions = {
  /** For each run, the files that are asked about; null for all. */
  paths: readonly Uint8Array[] | null
  meter: Meter
}

/**
 * Counts the lines that a shown atom matches, in files where the whole pattern holds at that commit. It is exact at every commit: each
 * line is counted from the commit that brought it to the one that took it away. The targets of links are not counted: they are no text.
 */
export function countOverTime(history: History, pattern: LinePattern, options: SeriesOptions): Series {
  const deltas = pattern.atoms.length <= 1 && pattern.atoms.every(({ shown }) => shown) ? linewiseDeltas(history, pattern, options) : filewiseDeltas(history, pattern, options)
  const positions: number[] = []
  const counts: number[] = []
  let count = 0
  for (let position = 0; position < deltas.length; position++) {
    if (deltas[position] === 0) continue
    count += deltas[position]
    positions.push(position)
    counts.push(count)
  }
  return { positions: Uint32Array.from(positions), counts: Uint32Array.from(counts) }
}

function linewiseDeltas(history: History, pattern: LinePattern, options: SeriesOptions): Int32Array {
  const deltas = new Int32Array(history.length)
  forEachEvent(history, pattern, options, ({ position, came }) => (deltas[position] += came ? 1 : -1))
  return deltas
}

/** One file after another: what holds in it depends on all of its lines. */
function filewiseDeltas(history: History, pattern: LinePattern, options: SeriesOptions): Int32Array {
  const deltas = new Int32Array(history.length)
  const byFile = new Map<string, LineEvent[]>()
  forEachEvent(history, pattern, options, (event, path) => {
    const known = byFile.get(path)
    if (known) known.push(event)
    else byFile.set(path, [event])
  })
  for (const events of byFile.values()) addFile(events, pattern, deltas)
  return deltas
}

function addFile(events: LineEvent[], pattern: LinePattern, deltas: Int32Array): void {
  events.sort((a, b) => a.position - b.position)
  const alive = new Int32Array(pattern.atoms.length)
  const shown = shownMask(pattern)
  let shownLines = 0
  let counted = 0
  for (let i = 0; i < events.length; ) {
    const { position } = events[i]
    for (; i < events.length && events[i].position === position; i++) {
      const { mask, came } = events[i]
      for (let atom = 0; atom < alive.length; atom++) if ((mask & (1 << atom)) !== 0) alive[atom] += came ? 1 : -1
      if ((mask & shown) !== 0) shownLines += came ? 1 : -1
    }
    const now = holdsFor(pattern, maskOf(alive)) ? shownLines : 0
    deltas[position] += now - counted
    counted = now
  }
}

const maskOf = (alive: Int32Array): number => alive.reduce((mask, count, atom) => (count > 0 ? mask | (1 << atom) : mask), 0)

function forEachEvent(history: History, pattern: LinePattern, { paths, meter }: SeriesOptions, visit: (event: LineEvent, path: string) => void): void {
  history.runs.forEach((run, i) => {
    const names = new Map<number, string>()
    const nameOf = (path: number) => {
      const name = names.get(path) ?? run.nameOf(path)
      names.set(path, name)
      return name
    }
    const links = run.links()
    visitEvents(run, pattern, { paths: paths?.[i] ?? null, meter }, (event) => {
      if (!links.has(event.path)) visit(event, nameOf(event.path))
    })
  })
}
