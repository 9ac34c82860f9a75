import { BrokenIndex } from './broken.ts'

/** Bytes that come in pieces, asked for by count. */
export class Pieces {
  private readonly source: AsyncIterator<Uint8Array>
  private readonly maxBytes: number
  private have: Uint8Array = new Uint8Array(0)
  private at = 0
  private total = 0

  /** Throws `BrokenIndex` when more than `maxBytes` come. */
  constructor(source: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.source = source[Symbol.asyncIterator]()
    this.maxBytes = maxBytes
  }

  /** How many bytes have been handed over. */
  get position(): number {
    return this.total - (this.have.length - this.at)
  }

  /** True when nothing more comes. */
  async isAtEnd(): Promise<boolean> {
    return this.at === this.have.length && !(await this.more())
  }

  /** A whole number of at most five bytes, as tags and lengths are written. */
  async varint(): Promise<number> {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = await this.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
    throw new BrokenIndex(`The index is broken at byte ${this.position}: a number there goes on for too long.`)
  }

  /** So many bytes in one piece. They are valid until the next one is asked for. */
  async take(length: number): Promise<Uint8Array> {
    if (this.have.length - this.at < length) await this.gather(length)
    return this.have.subarray(this.at, (this.at += length))
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) {
      if (this.at === this.have.length && !(await this.more())) throw this.cut()
      const step = Math.min(left, this.have.length - this.at)
      this.at += step
      left -= step
    }
  }

  private async byte(): Promise<number> {
    if (this.at === this.have.length && !(await this.more())) throw this.cut()
    return this.have[this.at++] ?? 0
  }

  /** What is asked for may be far more than there is, so room is made only as bytes come. */
  private async gather(length: number): Promise<void> {
    const parts = [this.have.subarray(this.at)]
    let gathered = this.have.length - this.at
    while (gathered < length) {
      if (!(await this.more())) throw this.cut()
      parts.push(this.have)
      gathered += this.have.length
    }
    this.have = Buffer.concat(parts, gathered)
    this.at = 0
  }

  private async more(): Promise<boolean> {
    for (;;) {
      const next = await this.source.next()
      if (next.done) return false
      if (next.value.length === 0) continue
      this.have = next.value
      this.at = 0
      this.total += next.value.length
      if (this.total > this.maxBytes) throw new BrokenIndex(`The index has more than ${this.maxBytes} bytes when it is unpacked, which is more than is accepted here.`)
      return true
    }
  }

  private readonly cut = () => new BrokenIndex(`The index is cut short: it ends at byte ${this.total}, within something that is longer.`)
}
