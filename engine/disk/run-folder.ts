/**
 * A folder of immutable files, the runs, each of which goes on where the one before ends. A manifest names them: the one file that is
 * replaced, and so the one moment at which anything changes.
 */

import { join } from 'node:path'
import { CorruptFile } from './corrupt.ts'
import type { Disk } from './disk.ts'
import { readRecord, writeRecord } from './record.ts'

export type RunEntry = {
  serial: number
  /** The position of the first of what it holds, and the one behind the last. */
  from: number
  to: number
  /** Of the text in it; what joining is decided by. */
  textBytes: number
}

export type RunManifest = {
  /** The number of the next run; none is given twice, so that a number never comes to mean another run. */
  nextSerial: number
  /** In the order of what they hold. */
  runs: RunEntry[]
}

const NAME = 'manifest'
const EMPTY: RunManifest = { nextSerial: 1, runs: [] }

/** A run that is no smaller than a quarter of the one before it is joined with it. What is in it is then copied a few times at most. */
const JOIN_RATIO = 4

export const runFile = (serial: number): string => `run-${serial}`

/** 0 for a name that is not of a run. */
const serialOfFile = (name: string): number => Number(/^run-(\d{1,15})(?:\.new)?$/.exec(name)?.[1] ?? 0)

/** One line of JSON, and one with its checksum. A folder of another version is an empty one: it is built anew. Throws `CorruptFile`. */
export function readRunManifest(folder: string, version: number): RunManifest {
  return readRecord<RunManifest>(join(folder, NAME), version) ?? EMPTY
}

export type OpenRun<Run> = { entry: RunEntry; run: Run }

export type RunFolderOptions<Run> = {
  disk: Disk
  folder: string
  /** Of the manifest. */
  version: number
  /** Throws `CorruptFile`. */
  open(path: string, serial: number): Run
}

/** The folder as its writer has it, of whom there is one at a time. */
export class RunFolder<Run extends { textBytes: number; close(): void }> {
  private readonly options: RunFolderOptions<Run>
  private manifest: RunManifest = EMPTY
  /** The runs of the manifest, and behind them those that are written and not yet in it. */
  private open: OpenRun<Run>[] = []

  /** Takes up what is there, or begins; what a writer that was stopped has left is removed. What is damaged is begun anew. */
  constructor(options: RunFolderOptions<Run>) {
    this.options = options
    options.disk.makeFolder(options.folder)
    this.manifest = this.openSound()
    this.sweep()
  }

  get runs(): readonly OpenRun<Run>[] {
    return this.open
  }

  /** The position behind all that is on disk. */
  get length(): number {
    return this.manifest.runs.at(-1)?.to ?? 0
  }

  /** The position behind all that was written. */
  get end(): number {
    return this.open.at(-1)?.entry.to ?? 0
  }

  /** Adds a run behind the others, which is in the manifest from the next `publish` on. */
  write({ from, to }: Pick<RunEntry, 'from' | 'to'>, write: (path: string) => void): void {
    const serial = this.manifest.nextSerial
    this.manifest = { ...this.manifest, nextSerial: serial + 1 }
    const path = this.pathOf(serial)
    write(path)
    const run = this.options.open(path, serial)
    this.open.push({ run, entry: { serial, from, to, textBytes: run.textBytes } })
  }

  /** Leaves out some of the runs, from the next `publish` on. */
  drop(gone: readonly OpenRun<Run>[]): void {
    for (const { run } of gone) run.close()
    this.open = this.open.filter((open) => !gone.includes(open))
  }

  /** The one moment at which anything changes. */
  publish(): void {
    const { disk, folder, version } = this.options
    const next = { ...this.manifest, runs: this.open.map(({ entry }) => entry) }
    if (sameRuns(next.runs, this.manifest.runs)) return
    writeRecord(disk, join(folder, NAME), { version, ...next })
    this.manifest = next
  }

  /** Forgets what was written and not published. */
  abandon(): void {
    for (const { run } of this.open.splice(this.manifest.runs.length)) run.close()
  }

  /** The last two runs, if joining them pays, or `always`. */
  pairToJoin({ maxBytes, always }: { maxBytes: number; always: boolean }): readonly [OpenRun<Run>, OpenRun<Run>] | null {
    const [first, second] = this.open.slice(-2)
    if (first === undefined || second === undefined) return null
    const [before, after] = [first.entry.textBytes, second.entry.textBytes]
    return always || (after * JOIN_RATIO >= before && before + after <= maxBytes) ? [first, second] : null
  }

  /** Removes files that the manifest does not name; readers that opened them before may go on. */
  sweep(): void {
    const { disk, folder } = this.options
    const known = new Set([NAME, ...this.manifest.runs.map(({ serial }) => runFile(serial))])
    for (const name of disk.list(folder)) if (!known.has(name)) disk.remove(join(folder, name))
  }

  close(): void {
    for (const { run } of this.open) run.close()
  }

  private openSound(): RunManifest {
    const { folder, version, open } = this.options
    try {
      const manifest = readRunManifest(folder, version)
      for (const entry of manifest.runs) this.open.push({ entry, run: open(this.pathOf(entry.serial), entry.serial) })
      return manifest
    } catch (error) {
      if (!(error instanceof CorruptFile) && !isMissing(error)) throw error
      this.close()
      this.open = []
      return { ...EMPTY, nextSerial: this.serialBehindAll() }
    }
  }

  /** Readers may still have runs open whose numbers must not come to mean others. */
  private serialBehindAll(): number {
    return 1 + Math.max(0, ...this.options.disk.list(this.options.folder).map(serialOfFile))
  }

  private pathOf(serial: number): string {
    return join(this.options.folder, runFile(serial))
  }
}

const sameRuns = (one: readonly RunEntry[], other: readonly RunEntry[]) => one.length === other.length && one.every(({ serial }, i) => serial === other[i]?.serial)

/** There is no such file. */
export const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
