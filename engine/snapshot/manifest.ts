/** Which segments there are: the one file that is replaced, and so the one moment at which anything changes. */

import { join } from 'node:path'
import { readRecord, writeRecord, type Disk } from '../disk/index.ts'
import { MANIFEST_VERSION } from './format.ts'
import type { SegmentSize } from './segment-builder.ts'

export type SegmentEntry = SegmentSize & { serial: number }

export type Manifest = {
  /** The number of the next segment; none is given twice, so that a number never comes to mean other documents. */
  nextSerial: number
  segments: SegmentEntry[]
}

export const EMPTY_MANIFEST: Manifest = { nextSerial: 1, segments: [] }

const NAME = 'manifest'
/** The folder of who holds which documents; see holdings.ts. */
export const HOLDINGS = 'held'

/** One line of JSON, and one with its checksum. An index of another version is an empty one: it is built anew. Throws `CorruptFile`. */
export function readManifest(folder: string): Manifest {
  return readRecord<Manifest>(join(folder, NAME), MANIFEST_VERSION) ?? EMPTY_MANIFEST
}

export function writeManifest(disk: Disk, folder: string, manifest: Manifest): void {
  writeRecord(disk, join(folder, NAME), { version: MANIFEST_VERSION, ...manifest })
}

/** True for the names that `readManifest` and the segments of this manifest account for. */
export function isKnown(name: string, { segments }: Manifest, fileOf: (serial: number) => string): boolean {
  return name === NAME || name === HOLDINGS || segments.some(({ serial }) => fileOf(serial) === name)
}
