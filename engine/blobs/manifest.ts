/** Which segments there are: the one file that is replaced, and so the one moment at which anything changes. */

import { join } from 'node:path'
import { readRecord, writeRecord, type Disk } from '../disk/index.ts'

/** How much there is in a segment. */
export type SegmentSize = { docs: number; blocks: number; bytes: number }

export type SegmentEntry = SegmentSize & { serial: number }

export type Manifest = {
  /** The number of the next segment; none is given twice, so that a number never comes to mean other documents. */
  nextSerial: number
  segments: SegmentEntry[]
}

export const EMPTY_MANIFEST: Manifest = { nextSerial: 1, segments: [] }

export const segmentFile = (serial: number): string => `${serial}.segment`

const NAME = 'manifest'
/** The folder of who holds which documents; see holdings.ts. */
export const HOLDINGS = 'held'

/** One line of JSON, and one with its checksum. A folder of another version is an empty one: it is built anew. Throws `CorruptFile`. */
export function readManifest(folder: string, version: number): Manifest {
  return readRecord<Manifest>(join(folder, NAME), version) ?? EMPTY_MANIFEST
}

export function writeManifest(disk: Disk, folder: string, manifest: Manifest & { version: number }): void {
  writeRecord(disk, join(folder, NAME), manifest)
}

/** True for the names that `readManifest` and the segments of this manifest account for. */
export function isKnown(name: string, { segments }: Manifest): boolean {
  return name === NAME || name === HOLDINGS || segments.some(({ serial }) => segmentFile(serial) === name)
}
