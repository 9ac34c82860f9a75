/**
 * Adds commits to a history, takes them back after a force-push, and keeps its runs few. One writer at a time for a folder. It works in
 * whatever thread it was made in, without pause.
 */

import { join as joinPath } from 'node:path'
import { CorruptFile, type Disk } from '../disk/index.ts'
import { runFile, serialOfFile } from './format.ts'
import type { MainlineEvent } from './input.ts'
import { liveFiles } from './live.ts'
import { EMPTY_MANIFEST, isKnown, readManifest, writeManifest, type Manifest, type RunEntry } from './manifest.ts'
import { cut, join } from './rewriting.ts'
import { RunBuilder } from './run-builder.ts'
import { writeRun } from './run-writer.ts'
import { openRun, type Run } from './run.ts'

/** A run is closed behind the commit with which it has so many bytes of lines; what is built needs about four times as much memory. */
const MAX_RUN_BYTES = 64 * 1024 * 1024
/** A commit that goes beyond by so much is cut in two. */
const OVERFLOW = 1.5
/** A run that is no smaller than a quarter of the one before it is joined with it. Each line is then copied a few times at most. */
const JOIN_RATIO = 4

export type HistoryWriterOptions = { disk: Disk; folder: string; maxRunBytes?: number }

export class HistoryWriter {
  private readonly disk: Disk
  private readonly folder: string
  private readonly maxRunBytes: number
  private manifest: Manifest
  /** The runs of the manifest, and behind them those that are written and not yet in it. */
  private runs: { entry: RunEntry; run: Run }[] = []
  private building: RunBuilder | null = null

  /** Takes up a history, or begins one; what a writer that was stopped has left is removed. A damaged history is begun anew. */
  constructor({ disk, folder, maxRunBytes = MAX_RUN_BYTES }: HistoryWriterOptions) {
    this.disk = disk
    this.folder = folder
    this.maxRunBytes = maxRunBytes
    disk.makeFolder(folder)
    this.manifest = this.openSound()
    this.sweep()
  }

  /** How many commits the history has on disk. */
  get length(): number {
    return this.manifest.runs.at(-1)?.to ?? 0
  }

  /** The ids of its commits, oldest first. */
  oids(): string[] {
    const oids: string[] = []
    for (const { entry, run } of this.runs) {
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
    this.publish()
  }

  /** Forgets what was not committed. */
  abandon(): void {
    this.building = null
    for (const { run } of this.runs.splice(this.manifest.runs.length)) run.close()
  }

  /** Takes back all commits from position `length` on. */
  truncate(length: number): void {
    this.abandon()
    if (length >= this.length) return
    const kept = this.runs.filter(({ entry }) => entry.to <= length)
    const straddling = this.runs.filter(({ entry }) => entry.from < length && entry.to > length)
    const rebuilt = straddling.map(({ run }) => cut(run, length))
    this.close(this.runs.filter((open) => !kept.includes(open)))
    this.runs = kept
    for (const builder of rebuilt) this.write(builder)
    this.publish()
  }

  /** Joins the last two runs if that pays, or `always`; true if it did. To be called again until it is false. */
  merge({ always = false } = {}): boolean {
    const [first, second] = this.runs.slice(-2)
    if (first === undefined || second === undefined || !(always || this.pays(first.entry, second.entry))) return false
    const joined = join(first.run, second.run)
    this.close([first, second])
    this.runs = this.runs.slice(0, -2)
    this.write(joined)
    this.publish()
    return true
  }

  /** Removes the files of runs that are in no manifest any more; readers that opened them before may go on. */
  sweep(): void {
    for (const name of this.disk.list(this.folder)) if (!isKnown(name, this.manifest)) this.disk.remove(joinPath(this.folder, name))
  }

  close(runs = this.runs): void {
    for (const { run } of runs) run.close()
  }

  private addCommit(commit: MainlineEvent & { kind: 'commit' }): void {
    if (this.building !== null && this.isFull(this.building)) this.commit()
    this.begun().addCommit(commit)
  }

  private isFull({ lines }: RunBuilder): boolean {
    return lines.bytes >= this.maxRunBytes
  }

  private pays(first: RunEntry, second: RunEntry): boolean {
    return second.textBytes * JOIN_RATIO >= first.textBytes && first.textBytes + second.textBytes <= this.maxRunBytes
  }

  private begun(): RunBuilder {
    this.building ??= this.builderFrom(this.runs.at(-1)?.entry.to ?? 0)
    return this.building
  }

  private builderFrom(from: number): RunBuilder {
    return new RunBuilder({ from, before: liveFiles(this.runs.map(({ run }) => run)) })
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
    const serial = this.manifest.nextSerial
    this.manifest = { ...this.manifest, nextSerial: serial + 1 }
    const path = this.pathOf(serial)
    writeRun(builder, { disk: this.disk, path, oidBytes: (builder.commits[0]?.oid.length ?? 40) / 2 })
    const run = openRun(path, serial)
    this.runs.push({ run, entry: { serial, from: builder.from, to: builder.to, textBytes: run.textBytes } })
  }

  /** The one moment at which the history changes. */
  private publish(): void {
    const next = { ...this.manifest, runs: this.runs.map(({ entry }) => entry) }
    if (sameRuns(next.runs, this.manifest.runs)) return
    writeManifest(this.disk, this.folder, next)
    this.manifest = next
  }

  private openSound(): Manifest {
    try {
      const manifest = readManifest(this.folder)
      for (const entry of manifest.runs) this.runs.push({ entry, run: openRun(this.pathOf(entry.serial), entry.serial) })
      return manifest
    } catch (error) {
      if (!(error instanceof CorruptFile) && !isMissing(error)) throw error
      this.close()
      this.runs = []
      return { ...EMPTY_MANIFEST, nextSerial: this.serialBehindAll() }
    }
  }

  /** Readers may still have runs open whose numbers must not come to mean others. */
  private serialBehindAll(): number {
    return 1 + Math.max(0, ...this.disk.list(this.folder).map(serialOfFile))
  }

  private pathOf(serial: number): string {
    return joinPath(this.folder, runFile(serial))
  }
}

const sameRuns = (one: readonly RunEntry[], other: readonly RunEntry[]) => one.length === other.length && one.every(({ serial }, i) => serial === other[i]?.serial)

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'
