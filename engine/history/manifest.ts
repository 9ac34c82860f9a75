/** Which runs there are: the one file that is replaced, and so the one moment at which anything changes. */

import { join } from 'node:path'
import { readRecord, writeRecord, type Disk } from '../disk/index.ts'
import { MANIFEST_VERSION, runFile } from './format.ts'

export type RunEntry = {
  serial: number
  /** The position of its first commit, and the one behind the last. */
  from: number
  to: number
  /** Of the text of its lines. */
  textBytes: number
}

export type Manifest = {
  /** The number of the next run; none is given twice, so that a number never comes to mean another run. */
  nextSerial: number
  /** In the order of the mainline. */
  runs: RunEntry[]
}

export const EMPTY_MANIFEST: Manifest = { nextSerial: 1, runs: [] }

const NAME = 'manifest'

/** One line of JSON, and one with its checksum. A history of another version is an empty one: it is built anew. Throws `CorruptFile`. */
export function readManifest(folder: string): Manifest {
  return readRecord<Manifest>(join(folder, NAME), MANIFEST_VERSION) ?? EMPTY_MANIFEST
}

export function writeManifest(disk: Disk, folder: string, manifest: Manifest): void {
  writeRecord(disk, join(folder, NAME), { version: MANIFEST_VERSION, ...manifest })
}

/** True for the names that a folder with this manifest holds; others were left by a writer that was stopped. */
export function isKnown(name: string, { runs }: Manifest): boolean {
  return name === NAME || runs.some(({ serial }) => runFile(serial) === name)
}
