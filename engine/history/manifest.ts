/** Which runs there are: the one file that is replaced, and so the one moment at which anything changes. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { CorruptFile, writeWhole, type Disk } from '../disk/index.ts'
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
  const path = join(folder, NAME)
  if (!existsSync(path)) return EMPTY_MANIFEST
  const [text = '', checksum] = readFileSync(path, 'utf8').split('\n')
  if (String(crc32(text)) !== checksum) throw new CorruptFile(path, 'is damaged')
  const { version, ...manifest } = JSON.parse(text) as Manifest & { version: number }
  return version === MANIFEST_VERSION ? manifest : EMPTY_MANIFEST
}

export function writeManifest(disk: Disk, folder: string, manifest: Manifest): void {
  const text = JSON.stringify({ version: MANIFEST_VERSION, ...manifest })
  writeWhole(disk, join(folder, NAME), (file) => file.write(Buffer.from(`${text}\n${crc32(text)}\n`)))
}

/** True for the names that a folder with this manifest holds; others were left by a writer that was stopped. */
export function isKnown(name: string, { runs }: Manifest): boolean {
  return name === NAME || runs.some(({ serial }) => runFile(serial) === name)
}
