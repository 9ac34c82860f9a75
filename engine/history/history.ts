/** A history as its readers see it, of one moment. What the writer does later is in the one that is opened next. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readRunManifest, runFile } from '../disk/index.ts'
import { MANIFEST_VERSION } from './format.ts'
import { openRun, Run, type SharedRun } from './run.ts'

/** What threads share of a history. */
export type SharedHistory = { runs: SharedRun[]; oids: Uint8Array; oidBytes: number; times: Float64Array; parents: Uint32Array }

/** A file that was changed in a run. */
export type FileInRun = { run: Run; path: number }

export class History {
  readonly shared: SharedHistory
  readonly runs: readonly Run[]
  private positions: Map<string, number> | undefined

  private constructor(shared: SharedHistory, runs: readonly Run[]) {
    this.shared = shared
    this.runs = runs
  }

  /** No folder is an empty history. Throws `CorruptFile`. */
  static open(folder: string): History {
    const { runs } = existsSync(folder) ? readRunManifest(folder, MANIFEST_VERSION) : { runs: [] }
    const open: Run[] = []
    try {
      for (const { serial } of runs) open.push(openRun(join(folder, runFile(serial)), serial))
      return new History(shareCommits(open), open)
    } catch (error) {
      for (const run of open) run.close()
      throw error
    }
  }

  /** The same history in another thread. */
  static fromShared(shared: SharedHistory): History {
    return new History(shared, shared.runs.map((run) => new Run(run)))
  }

  close(): void {
    for (const run of this.runs) run.close()
  }

  /** To be called before a question: what was damaged since is noticed. */
  recheck(): void {
    for (const run of this.runs) run.recheck()
  }

  /** How many commits there are. Their positions are 0 to one less, oldest first. */
  get length(): number {
    return this.shared.times.length
  }

  oidAt(position: number): string {
    const { oids, oidBytes } = this.shared
    return Buffer.from(oids.subarray(position * oidBytes, (position + 1) * oidBytes)).toString('hex')
  }

  /** When the commit was made, in seconds since 1970. */
  timeAt(position: number): number {
    return this.shared.times[position]
  }

  isMerge(position: number): boolean {
    return this.shared.parents[position] > 1
  }

  /** -1 for what is not a commit of this mainline. */
  positionOf(oid: string): number {
    this.positions ??= new Map(Array.from({ length: this.length }, (_none, position) => [this.oidAt(position), position]))
    return this.positions.get(oid) ?? -1
  }

  /** The runs in which a file was changed, newest first; only those that begin at `position` or before. */
  *runsOf(path: string, position = Infinity): Generator<FileInRun> {
    for (const run of this.runs.toReversed()) {
      if (run.shared.from > position) continue
      const number = run.findPath(path)
      if (number >= 0) yield { run, path: number }
    }
  }
}

function shareCommits(runs: readonly Run[]): SharedHistory {
  const length = runs.at(-1)?.shared.to ?? 0
  const oidBytes = runs[0]?.shared.oidBytes ?? 20
  const oids = new Uint8Array(new SharedArrayBuffer(length * oidBytes))
  const times = new Float64Array(new SharedArrayBuffer(length * 8))
  const parents = new Uint32Array(new SharedArrayBuffer(length * 4))
  for (const run of runs) {
    oids.set(run.oids(), run.shared.from * oidBytes)
    times.set(run.times(), run.shared.from)
    parents.set(run.parents(), run.shared.from)
  }
  return { runs: runs.map(({ shared }) => shared), oids, oidBytes, times, parents }
}
