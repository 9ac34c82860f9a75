/**
 * Adds commits to a store, and keeps its runs few. One writer at a time for a folder. It works in whatever thread it was made in, without
 * pause.
 */

import { RunFolder, type Disk } from '../disk/index.ts'
import { MANIFEST_VERSION } from './format.ts'
import type { NewCommit } from './input.ts'
import { Messages } from './messages.ts'
import { RunBuilder } from './run-builder.ts'
import { writeRun } from './run-writer.ts'
import { openRun, type Run } from './run.ts'
import { findIn } from './store.ts'

/** A run is closed behind the commit with which it has so many bytes; what is built needs about three times as much memory. */
const MAX_RUN_BYTES = 64 * 1024 * 1024

export type CommitWriterOptions = { disk: Disk; folder: string; maxRunBytes?: number }

export class CommitWriter {
  private readonly disk: Disk
  private readonly maxRunBytes: number
  private readonly folder: RunFolder<Run>
  private building: RunBuilder | null = null

  /** Takes up a store, or begins one; what a writer that was stopped has left is removed. A damaged store is begun anew. */
  constructor({ disk, folder, maxRunBytes = MAX_RUN_BYTES }: CommitWriterOptions) {
    this.disk = disk
    this.maxRunBytes = maxRunBytes
    this.folder = new RunFolder({ disk, folder, version: MANIFEST_VERSION, open: openRun })
  }

  /** How many commits the store has on disk. */
  get length(): number {
    return this.folder.length
  }

  /** Begins anew. What is on disk stays until something else is committed. */
  clear(): void {
    this.building = null
    this.folder.drop(this.folder.runs)
  }

  /** Adds the next commit. Throws if one of its parents has not come before, or it has. */
  add(commit: NewCommit): void {
    if (this.building !== null && this.building.bytes >= this.maxRunBytes) this.commit()
    this.building ??= new RunBuilder({ from: this.folder.end, before: (oid) => findIn(this.folder.runs.map(({ run }) => run), oid) })
    this.building.add(commit)
  }

  /** Makes all that was added part of the store, at once. */
  commit(): void {
    if (this.building !== null) this.write(this.building)
    this.building = null
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

  private write(builder: RunBuilder): void {
    this.folder.write(builder, (path) => writeRun(builder, { disk: this.disk, path }))
  }
}

/** Two runs that follow each other as one, byte for byte as if their commits had come at once. */
function join(first: Run, second: Run): RunBuilder {
  const builder = new RunBuilder({ from: first.shared.from, before: () => -1 })
  for (const run of [first, second]) copy(run, builder)
  return builder
}

function copy(run: Run, builder: RunBuilder): void {
  const { dates, parents, parentAt } = run.shared
  const messages = new Messages()
  for (let place = 0; place < run.count; place++) {
    builder.put({
      oid: run.oidAt(place), date: dates[place], parents: parents.subarray(parentAt[place], parentAt[place + 1]),
      author: run.author(place), committer: run.committer(place), message: messages.of(run, place),
    })
  }
}
