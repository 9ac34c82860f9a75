/** A small file that says what others there are, and is replaced as a whole: a line of JSON, and a line with its checksum. */

import { existsSync, readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { CorruptFile } from './corrupt.ts'
import { writeWhole, type Disk } from './disk.ts'

/** Null for no file, and for one of another version: what it speaks of is then built anew. Throws `CorruptFile`. */
export function readRecord<T extends object>(path: string, version: number): T | null {
  if (!existsSync(path)) return null
  const [text = '', checksum] = readFileSync(path, 'utf8').split('\n')
  if (String(crc32(text)) !== checksum) throw new CorruptFile(path, 'is damaged')
  const { version: found, ...record } = JSON.parse(text) as T & { version: number }
  return found === version ? (record as unknown as T) : null
}

export function writeRecord(disk: Disk, path: string, record: { version: number } & object): void {
  const text = JSON.stringify(record)
  writeWhole(disk, path, (file) => file.write(Buffer.from(`${text}\n${crc32(text)}\n`)))
}
