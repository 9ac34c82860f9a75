/**
 * All lines that ever stood in one file, in one order that holds at every commit: the file of a commit is those of them that were
 * born by then and not dead yet. The idea is that of SCCS (Rochkind, 1975).
 *
 * What comes at a commit stands right before the line that follows it there, behind all dead ones. So the order does not depend on
 * where a run of the history begins, and two runs can be joined as if they had been one.
 */

import type { Entries } from './entries.ts'
import { ALIVE, GONE } from './format.ts'

/** A path has the state from the commit at `position` on. */
export type StateChange = { position: number; state: number }

/** Lines of a patch: entries that were just born. */
export type Hunk = { at: number; gone: number; come: Int32Array }

export class Weave {
  /** Entries in the order of the file. */
  items: Int32Array
  /** Ascending by position, one for each at most, each different from the one before; before the first, the path is gone. */
  states: StateChange[]
  /**
   * What was born and died with the first commit of the run is told by the run before: that commit was too large for one run, and this
   * file is in the part of it that is there.
   */
  isLate = false

  constructor(states: StateChange[] = [], items = new Int32Array(0)) {
    this.states = states
    this.items = items
  }

  get state(): number {
    return this.states.at(-1)?.state ?? GONE
  }

  setState(position: number, state: number): void {
    if (this.states.at(-1)?.position === position) this.states.pop()
    if (this.state !== state) this.states.push({ position, state })
  }

  /** All lines that stand die. */
  clear(entries: Entries, position: number): void {
    for (const entry of this.items) if (entries.isAlive(entry)) entries.deaths[entry] = position
  }

  /** Lines come behind all others. */
  append(come: Int32Array): void {
    const items = new Int32Array(this.items.length + come.length)
    items.set(this.items)
    items.set(come, this.items.length)
    this.items = items
  }

  /** Applies hunks in ascending order; false if they do not fit: then some lines may have died, and none have come. */
  patch(entries: Entries, position: number, hunks: readonly Hunk[]): boolean {
    const places = this.removeLines(entries, position, hunks)
    if (places === null) return false
    this.insert(hunks, places)
    return true
  }

  /** Where what comes with each hunk is to be put. */
  private removeLines({ deaths }: Entries, position: number, hunks: readonly Hunk[]): number[] | null {
    const { items } = this
    const places: number[] = []
    let item = 0
    let line = 0
    for (const { at, gone } of hunks) {
      if (at < line) return null
      for (; line < at + gone; item++) {
        if (item === items.length) return null
        if (deaths[items[item]] !== ALIVE) continue
        if (line >= at) deaths[items[item]] = position
        line += 1
      }
      while (item < items.length && deaths[items[item]] !== ALIVE) item += 1
      places.push(item)
    }
    return places
  }

  private insert(hunks: readonly Hunk[], places: readonly number[]): void {
    const more = hunks.reduce((sum, { come }) => sum + come.length, 0)
    if (more === 0) return
    const { items } = this
    const woven = new Int32Array(items.length + more)
    let from = 0
    let to = 0
    hunks.forEach(({ come }, i) => {
      woven.set(items.subarray(from, places[i]), to)
      to += places[i] - from
      woven.set(come, to)
      to += come.length
      from = places[i]
    })
    woven.set(items.subarray(from), to)
    this.items = woven
  }
}
