/**
 * Immutable files of named sections, in which no flipped bit goes unnoticed. FORMAT.md has the layout.
 *
 * Every 4,096 bytes have a checksum, so that a little can be read from a large file and still be trusted.
 */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { CorruptFile } from './corrupt.ts'
import { writeWhole, type Disk, type DiskFile } from './disk.ts'

export const PAGE = 4096
const TRAILER_BYTES = 32
const NAME_BYTES = 8
const ENTRY_BYTES = NAME_BYTES + 16
const WRITE_BUFFER = 1 << 20

/** Four letters and a version: what kind of file this is. A reader knows one version; other ones are rebuilt. */
export type FileKind = { letters: string; version: number }

type Section = { offset: number; length: number }

export type SectionWriter = {
  /** Begins a section: a name of at most 8 ASCII letters; what is written until the next one is its content. */
  begin(name: string): void
  write(bytes: Uint8Array): void
}

/** Writes a whole file, or none. Returns its size in bytes. */
export function writeSections(disk: Disk, path: string, kind: FileKind, fill: (writer: SectionWriter) => void): number {
  let size = 0
  writeWhole(disk, path, (file) => {
    const pages = new PageWriter(file)
    const sections: { name: string; offset: number }[] = []
    fill({
      begin: (name) => void sections.push({ name, offset: pages.length }),
      write: (bytes) => pages.write(bytes),
    })
    const end = pages.length
    const table = encodeTable(sections, end, pages.finish())
    file.write(table)
    file.write(encodeTrailer(kind, { offset: end, length: table.length }, crc32(table)))
    size = end + table.length + TRAILER_BYTES
  })
  return size
}

/** Bytes on their way to a file, in large pieces, with the checksum of each page. */
class PageWriter {
  length = 0
  private readonly file: DiskFile
  private buffer = Buffer.allocUnsafe(WRITE_BUFFER)
  private filled = 0
  private readonly checksums: number[] = []

  constructor(file: DiskFile) {
    this.file = file
  }

  write(bytes: Uint8Array): void {
    this.length += bytes.length
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + WRITE_BUFFER - this.filled)
      this.buffer.set(part, this.filled)
      this.filled += part.length
      at += part.length
      if (this.filled === WRITE_BUFFER) this.flush()
    }
  }

  /** The checksums of all pages; nothing can be written afterwards. */
  finish(): Uint32Array {
    this.flush()
    return Uint32Array.from(this.checksums)
  }

  private flush(): void {
    const filled = this.buffer.subarray(0, this.filled)
    for (let at = 0; at < filled.length; at += PAGE) this.checksums.push(crc32(filled.subarray(at, at + PAGE)))
    this.file.write(filled)
    this.filled = 0
  }
}

function encodeTable(sections: readonly { name: string; offset: number }[], end: number, checksums: Uint32Array): Buffer {
  const table = Buffer.alloc(4 + sections.length * ENTRY_BYTES + checksums.length * 4)
  table.writeUInt32LE(sections.length)
  sections.forEach(({ name, offset }, i) => {
    const at = 4 + i * ENTRY_BYTES
    table.write(name, at, NAME_BYTES, 'latin1')
    table.writeBigUInt64LE(BigInt(offset), at + NAME_BYTES)
    table.writeBigUInt64LE(BigInt((sections[i + 1]?.offset ?? end) - offset), at + NAME_BYTES + 8)
  })
  let at = 4 + sections.length * ENTRY_BYTES
  for (const checksum of checksums) at = table.writeUInt32LE(checksum, at)
  return table
}

/** The place and checksum of the table, the checksum of these, what kind of file this is. */
function encodeTrailer({ letters, version }: FileKind, { offset, length }: Section, checksum: number): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES)
  trailer.writeBigUInt64LE(BigInt(offset), 0)
  trailer.writeUInt32LE(length, 8)
  trailer.writeUInt32LE(checksum, 12)
  trailer.write(letters.padEnd(4), 16, 4, 'latin1')
  trailer.writeUInt32LE(version, 20)
  trailer.writeUInt32LE(crc32(trailer.subarray(0, 24)), 28)
  return trailer
}

/**
 * What a thread needs to read a file that another has opened. The arrays are shared memory. `trusted` has a bit for each page that
 * was found to be as it was written, as long as the file was last written to at `writtenAt[0]`: it is not checked again, which took a
 * third of the time of a search.
 */
export type SharedFile = { path: string; sections: Record<string, Section>; checksums: Uint32Array; trusted: Uint32Array; writtenAt: Float64Array }

/** A file that is open for reading. Every read gives what was written, or throws `CorruptFile`, if `recheck` is called before. */
export class SectionFile {
  readonly shared: SharedFile
  private readonly fd: number
  private readonly end: number

  /** Opens a file that was opened by another thread, without reading its table again. */
  constructor(shared: SharedFile) {
    this.shared = shared
    this.fd = openSync(shared.path, 'r')
    this.end = Object.values(shared.sections).reduce((end, { offset, length }) => Math.max(end, offset + length), 0)
  }

  static open(path: string, kind: FileKind): SectionFile {
    return new SectionFile(readTable(path, kind))
  }

  close(): void {
    closeSync(this.fd)
  }

  /** To be called before a question. Whoever has written to the file since it was opened has damaged it: every page is checked again. */
  recheck(): void {
    const { trusted, writtenAt } = this.shared
    const now = fstatSync(this.fd).mtimeMs
    if (now === writtenAt[0]) return
    trusted.fill(0)
    writtenAt[0] = now
  }

  /** In bytes; 0 for a section that is not there. */
  length(name: string): number {
    return this.shared.sections[name]?.length ?? 0
  }

  /** The bytes of a section from `offset` on. They are the caller's own. */
  read(name: string, offset = 0, length = this.length(name) - offset): Buffer {
    const start = this.place(name, offset, length)
    if (!this.isTrusted(start, length)) return this.readPages(start, length)
    const bytes = Buffer.allocUnsafeSlow(length)
    readFully(this.fd, bytes, start, this.shared.path)
    return bytes
  }

  /** Fills `into` with the bytes of a section from `offset` on: as `read`, without the time that new memory takes. */
  readInto(into: Buffer, name: string, offset: number): void {
    const start = this.place(name, offset, into.length)
    if (this.isTrusted(start, into.length)) readFully(this.fd, into, start, this.shared.path)
    else this.readPages(start, into.length).copy(into)
  }

  /** A section of 32-bit numbers, in shared memory. */
  readNumbers(name: string): Uint32Array {
    return new Uint32Array(this.readShared(name, this.length(name) & ~3).buffer)
  }

  /** The first bytes of a section, all without `length`, in shared memory. */
  readShared(name: string, length = this.length(name)): Uint8Array {
    const shared = new Uint8Array(new SharedArrayBuffer(length))
    shared.set(this.read(name, 0, length))
    return shared
  }

  /** Where bytes of a section stand in the file. */
  private place(name: string, offset: number, length: number): number {
    const section = this.shared.sections[name]
    if (section === undefined || offset < 0 || length < 0 || offset + length > section.length) throw new CorruptFile(this.shared.path, `has no bytes ${offset}…${offset + length} of ${name}`)
    return section.offset + offset
  }

  private isTrusted(start: number, length: number): boolean {
    const { trusted } = this.shared
    for (let page = Math.floor(start / PAGE); page * PAGE < start + length; page++) {
      if ((trusted[page >>> 5] & (1 << (page & 31))) === 0) return false
    }
    return true
  }

  /** Reads the whole pages around, and checks them. */
  private readPages(start: number, length: number): Buffer {
    const first = start - (start % PAGE)
    const last = Math.min(this.end, Math.ceil((start + length) / PAGE) * PAGE)
    const pages = Buffer.allocUnsafeSlow(last - first)
    readFully(this.fd, pages, first, this.shared.path)
    this.verify(pages, first / PAGE)
    return pages.subarray(start - first, start - first + length)
  }

  private verify(pages: Buffer, firstPage: number): void {
    const { checksums, trusted, path } = this.shared
    for (let at = 0, page = firstPage; at < pages.length; at += PAGE, page++) {
      if (crc32(pages.subarray(at, at + PAGE)) !== checksums[page]) throw new CorruptFile(path, `is damaged at byte ${page * PAGE}`)
      Atomics.or(trusted, page >>> 5, 1 << (page & 31))
    }
  }
}

function readTable(path: string, kind: FileKind): SharedFile {
  const fd = openSync(path, 'r')
  try {
    const { size, mtimeMs } = fstatSync(fd)
    const { offset, length, checksum } = readTrailer(fd, size, path, kind)
    const table = Buffer.alloc(length)
    readFully(fd, table, offset, path)
    if (crc32(table) !== checksum) throw new CorruptFile(path, 'has a damaged table')
    return { path, ...decodeTable(table, offset), writtenAt: sharedTime(mtimeMs) }
  } finally {
    closeSync(fd)
  }
}

function readTrailer(fd: number, size: number, path: string, { letters, version }: FileKind): Section & { checksum: number } {
  if (size < TRAILER_BYTES) throw new CorruptFile(path, 'is too short')
  const trailer = Buffer.alloc(TRAILER_BYTES)
  readFully(fd, trailer, size - TRAILER_BYTES, path)
  if (crc32(trailer.subarray(0, 24)) !== trailer.readUInt32LE(28)) throw new CorruptFile(path, 'is cut short or has a damaged end')
  const found = `${trailer.toString('latin1', 16, 20).trim()} ${trailer.readUInt32LE(20)}`
  if (found !== `${letters} ${version}`) throw new CorruptFile(path, `is of the format ${found}, not ${letters} ${version}`)
  const section = { offset: Number(trailer.readBigUInt64LE(0)), length: trailer.readUInt32LE(8) }
  if (section.offset + section.length + TRAILER_BYTES !== size) throw new CorruptFile(path, 'is not as long as it says')
  return { ...section, checksum: trailer.readUInt32LE(12) }
}

function decodeTable(table: Buffer, end: number): Pick<SharedFile, 'sections' | 'checksums' | 'trusted'> {
  const count = table.readUInt32LE(0)
  const sections: Record<string, Section> = {}
  for (let i = 0, at = 4; i < count; i++, at += ENTRY_BYTES) {
    const [name = ''] = table.toString('latin1', at, at + NAME_BYTES).split('\0')
    sections[name] = { offset: Number(table.readBigUInt64LE(at + NAME_BYTES)), length: Number(table.readBigUInt64LE(at + NAME_BYTES + 8)) }
  }
  const pageCount = Math.ceil(end / PAGE)
  const checksums = sharedNumbers(pageCount)
  const first = 4 + count * ENTRY_BYTES
  for (let page = 0; page < pageCount; page++) checksums[page] = table.readUInt32LE(first + page * 4)
  return { sections, checksums, trusted: sharedNumbers(Math.ceil(pageCount / 32)) }
}

const sharedTime = (time: number) => new Float64Array(new SharedArrayBuffer(8)).fill(time)
const sharedNumbers = (count: number) => new Uint32Array(new SharedArrayBuffer(count * 4))

function readFully(fd: number, into: Buffer, position: number, path: string): void {
  for (let at = 0; at < into.length; ) {
    const read = readSync(fd, into, at, into.length - at, position + at)
    if (read === 0) throw new CorruptFile(path, 'is cut short')
    at += read
  }
}
