import { ByteWriter, type SectionWriter } from '../disk/index.ts'

const FULL = 1 << 20

/** A section on its way to the file, as numbers that are appended to `bytes`. */
export class StreamSection {
  readonly bytes = new ByteWriter()
  private readonly out: SectionWriter
  private written = 0

  constructor(out: SectionWriter, name: string) {
    this.out = out
    out.begin(name)
  }

  /** Where the next byte will stand in the section. */
  get length(): number {
    return this.written + this.bytes.length
  }

  /** To be called now and then, and at the end with `all`. */
  flush({ all }: { all: boolean }): void {
    if (!all && this.bytes.length < FULL) return
    this.out.write(this.bytes.view().slice())
    this.written += this.bytes.length
    this.bytes.clear()
  }
}
