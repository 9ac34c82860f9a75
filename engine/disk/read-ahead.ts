import type { SectionFile } from './sections.ts'

/** So much takes hardly longer to read than a block of 2 KiB. */
const AHEAD = 16 * 1024

/** Reads a section from front to back: somewhat more at once than is asked for, always into the same memory. */
export class ReadAhead {
  private readonly file: SectionFile
  private readonly section: string
  private memory = Buffer.alloc(0)
  /** What `memory` holds: bytes from…to-1 of the section. */
  private from = 0
  private to = 0

  constructor(file: SectionFile, section: string) {
    this.file = file
    this.section = section
  }

  /** The bytes from `offset` on. They are overwritten by the next read. Throws `CorruptFile`. */
  read(offset: number, length: number): Buffer {
    if (offset < this.from || offset + length > this.to) this.fill(offset, length)
    return this.memory.subarray(offset - this.from, offset - this.from + length)
  }

  private fill(offset: number, length: number): void {
    const bytes = Math.max(length, Math.min(AHEAD, this.file.length(this.section) - offset))
    if (bytes > this.memory.length || this.memory.length > 64 * AHEAD) this.memory = Buffer.allocUnsafeSlow(Math.max(bytes, AHEAD))
    this.to = this.from // nothing, if the read fails
    this.file.readInto(this.memory.subarray(0, bytes), this.section, offset)
    this.from = offset
    this.to = offset + bytes
  }
}
