/**
 * Adds commits to a history, takes them back after a force-push, and keeps its runs few. One writer at a time for a folder. It works in
 * whatever thread it was made in, without pause.
 */

import { RunFolder, type Disk } from '../disk/index.ts'
import { MANIFEST_VERSION } from './format.ts'
import type { MainlineEvent } from './input.ts'
import { liveFiles } from './live.ts'
import { cut, join } from './rewriting.ts'
import { RunBuilder } from './run-builder.ts'
import { writeRun } from './run-writer.ts'
import { openRun, type Run } from './run.ts'

/** A run is closed behind the commit with which it has so many bytes of lines; what is built needs about four times as much memory. */
const MAX_RUN_BYTES = 64 * 1024 * 1024
/** A commit that goes beyond by so much is cut in two. */
const OVERFLOW = 1.5

export type HistoryWriterOptions = { disk: Disk; folder: string; maxRunBytes?: number }

export class HistoryWriter {
  private readonly disk: Disk
  private readonly maxRunBytes: number
  private readonly folder: RunFolder<Run>
  private building: RunBuilder | null = null

  /** Takes up a history, or begins one; what a writer that was stopped has left is removed. A damaged history is begun anew. */
  constructor({ disk, folder, maxRunBytes = MAX_RUN_BYTES }: HistoryWriterOptions) {
    this.disk = disk
    this.maxRunBytes = maxRunBytes
    this.folder = new RunFolder({ disk, folder, version: MANIFEST_VERSION, open: openRun })
  }

  /** How many commits the history has on disk. */
  get length(): number {
    return this.folder.length
  }

  /** The ids of its commits, oldest first. */
  oids(): string[] {
    const oids: string[] = []
    for (const { entry, run } of this.folder.runs) {
      const bytes = run.oids()
      const { oidBytes } = run.shared
      for (let position = entry.from; position < entry.to; position++) oids[position] = bytes.toString('hex', (position - entry.from) * oidBytes, (position - entry.from + 1) * oidBytes)
    }
    return oids
  }

  /** Adds the next commit, or what the last one changed. What is not committed in the end is not in the history, or only its first part. */
  add(event: MainlineEvent): void {
    if (event.kind === 'commit') return this.addCommit(event)
    const builder = this.begun()
    if (builder.commits.length === 0) throw new Error('A change comes before its commit.')
    if (builder.lines.bytes < this.maxRunBytes * OVERFLOW) return builder.addChange(event)
    this.splitCommit(builder).addChange(event)
  }

  /** Makes all that was added part of the history, at once. */
  commit(): void {
    if (this.building !== null && this.building.commits.length > 0) this.write(this.building)
    this.building = null
    this.folder.publish()
  }

  /** Forgets what was not committed. */
  abandon(): void {
    this.building = null
    this.folder.abandon()
  }

  /** Takes back all commits from position `length` on. */
  truncate(length: number): void {
    this.abandon()
    if (length >= this.length) return
    const gone = this.folder.runs.filter(({ entry }) => entry.to > length)
    const rebuilt = gone.filter(({ entry }) => entry.from < length).map(({ run }) => cut(run, length))
    this.folder.drop(gone)
    for (const builder of rebuilt) this.write(builder)
    this.folder.publish()
  }

  /** Joins the last two runs if that pays, or `always`; true if it did. To be called again until it is false. */
  merge({ always = false } = {}): boolean {
    const pair = this.folder.pairToJoin({ maxBytes: this.maxRunBytes, always })
    if (pair === null) return false
    const joined = join(pair[0].run, pair[1].run)
    this.folder.drop(pair)
    this.write(joined)
    this.folder.publish()
    return true
  }

  /** Removes the files of runs that are in no manifest any more; readers that opened them before may go on. */
  sweep(): void {
    this.folder.sweep()
  }

  close(): void {
    this.folder.close()
  }

  private addCommit(commit: MainlineEvent & { kind: 'commit' }): void {
    if (this.building !== null && this.building.lines.bytes >= this.maxRunBytes) this.commit()
    this.begun().addCommit(commit)
  }

  private begun(): RunBuilder {
    this.building ??= this.builderFrom(this.folder.end)
    return this.building
  }

  private builderFrom(from: number): RunBuilder {
    return new RunBuilder({ from, before: liveFiles(this.folder.runs.map(({ run }) => run)) })
  }

  /** A commit that is too large for one run goes on in the next, which begins with it once more. */
  private splitCommit(builder: RunBuilder): RunBuilder {
    const last = builder.commits.at(-1)
    if (last === undefined) throw new Error('A run without commits is full.')
    this.write(builder)
    this.building = this.builderFrom(builder.to - 1)
    this.building.addCommit(last)
    return this.building
  }

  private write(builder: RunBuilder): void {
    const oidBytes = (builder.commits[0]?.oid.length ?? 40) / 2
    this.folder.write(builder, (path) => writeRun(builder, { disk: this.disk, path, oidBytes }))
  }
}
