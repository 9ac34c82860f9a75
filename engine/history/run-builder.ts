/** Weaves the changes of some commits in a row: a run of the history. What it makes does not depend on how the commits came to it. */

import { Entries } from './entries.ts'
import { GONE, gapState, TEXT } from './format.ts'
import type { FileChange, FilePatch, MainlineCommit } from './input.ts'
import { LineTable } from './line-table.ts'
import { Weave, type Hunk, type StateChange } from './weave.ts'

/** A file as it is when a run begins: its lines in order, with the commits that brought them. */
export type LiveFile = StateChange & {
  lines(visit: (line: Uint8Array, birth: number, unended: boolean) => void): void
}

/** Null for a path that has never been, or is gone. */
export type LiveFiles = (path: string) => LiveFile | null

export type RunCommit = Pick<MainlineCommit, 'oid' | 'time' | 'parents'>

const LINE_FEED = 0x0a

export class RunBuilder {
  /** The position of the first commit. */
  readonly from: number
  readonly commits: RunCommit[] = []
  readonly lines = new LineTable()
  readonly entries = new Entries()
  readonly weaves = new Map<string, Weave>()
  private readonly before: LiveFiles

  constructor({ from, before }: { from: number; before: LiveFiles }) {
    this.from = from
    this.before = before
  }

  /** The position behind the last commit. */
  get to(): number {
    return this.from + this.commits.length
  }

  /** Begins the next commit; changes that follow are those of it. */
  addCommit({ oid, time, parents }: RunCommit): void {
    this.commits.push({ oid, time, parents })
  }

  addChange(change: FileChange): void {
    const position = this.to - 1
    const weave = this.weaves.get(change.path) ?? this.load(change.path)
    switch (change.kind) {
      case 'patch':
        this.patch(weave, change, position)
        break
      case 'whole':
        weave.clear(this.entries, position)
        weave.append(this.born(change.text, position))
        weave.setState(position, TEXT)
        break
      case 'gone':
        weave.clear(this.entries, position)
        weave.setState(position, GONE)
        break
      case 'gap':
        weave.clear(this.entries, position)
        weave.setState(position, gapState(change.reason))
        break
    }
    // Where nothing is known of a path, and nothing comes of the change, a run says nothing.
    if (!this.isTouched(weave)) this.weaves.delete(change.path)
  }

  /** Lines of a file whose text was not known before cannot be told from a patch. */
  private patch(weave: Weave, { hunks, text }: FilePatch, position: number): void {
    if (weave.state !== TEXT) {
      if (weave.state === GONE) weave.setState(position, gapState('inconsistent'))
      return
    }
    const read = this.readHunks(hunks, text, position)
    if (read !== null && weave.patch(this.entries, position, read)) return
    weave.clear(this.entries, position)
    weave.setState(position, gapState('inconsistent'))
  }

  /** Null if the lines are not as many as the hunks say. */
  private readHunks(hunks: Uint32Array, text: Uint8Array, position: number): Hunk[] | null {
    const born = this.born(text, position)
    const read: Hunk[] = []
    let next = 0
    for (let i = 0; i + 2 < hunks.length; i += 3) {
      read.push({ at: hunks[i], gone: hunks[i + 1], come: born.subarray(next, next + hunks[i + 2]) })
      next += hunks[i + 2]
    }
    return next === born.length ? read : null
  }

  /** The lines of a text as entries. */
  private born(text: Uint8Array, position: number): Int32Array {
    const entries: number[] = []
    for (let at = 0; at < text.length; ) {
      const lineFeed = text.indexOf(LINE_FEED, at)
      const end = lineFeed < 0 ? text.length : lineFeed
      entries.push(this.enter(text, { from: at, to: end, birth: position, unended: lineFeed < 0 }))
      at = end + 1
    }
    return Int32Array.from(entries)
  }

  /** Adds a line that stands from its birth on. */
  enter(text: Uint8Array, { from, to, birth, unended }: { from: number; to: number; birth: number; unended: boolean }): number {
    return this.entries.add({ line: this.lines.number(text, from, to), birth, death: -1, unended })
  }

  /** Takes over a file as the runs before have left it. */
  private load(path: string): Weave {
    const weave = new Weave()
    const live = this.before(path)
    if (live !== null) {
      const items: number[] = []
      live.lines((line, birth, unended) => items.push(this.enter(line, { from: 0, to: line.length, birth, unended })))
      weave.append(Int32Array.from(items))
      weave.states.push({ position: live.position, state: live.state })
      weave.isLate = live.position >= this.from || items.some((entry) => this.entries.births[entry] >= this.from)
    }
    this.weaves.set(path, weave)
    return weave
  }

  /** Whether anything of the file changed in this run. */
  isTouched({ states, items, isLate }: Weave): boolean {
    const since = this.from + Number(isLate)
    if ((states.at(-1)?.position ?? -1) >= since) return true
    const { births, deaths } = this.entries
    return items.some((entry) => births[entry] >= since || deaths[entry] >= since)
  }
}
