/**
 * Whole numbers below 2³² in one to five bytes: seven bits each, the lowest first, the highest bit set while more follow.
 * 300 is `ac 02`.
 */

export class ByteWriter {
  bytes = new Uint8Array(1024)
  length = 0

  byte(value: number): void {
    if (this.length === this.bytes.length) this.grow(1)
    this.bytes[this.length++] = value
  }

  varint(value: number): void {
    if (this.length + 5 > this.bytes.length) this.grow(5)
    let rest = value
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.bytes[this.length++] = rest
  }

  append(part: Uint8Array): void {
    if (this.length + part.length > this.bytes.length) this.grow(part.length)
    this.bytes.set(part, this.length)
    this.length += part.length
  }

  view(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  clear(): void {
    this.length = 0
  }

  private grow(atLeast: number): void {
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + atLeast))
    grown.set(this.view())
    this.bytes = grown
  }
}

/** Reads what a `ByteWriter` wrote. Beyond the end it throws a RangeError: what it reads has a checksum, so that is a defect. */
export class ByteReader {
  at = 0
  readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  varint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.at >= this.bytes.length) break
      const byte = this.bytes[this.at++]
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new RangeError('a number goes on beyond the end of its section')
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new RangeError('bytes go on beyond the end of their section')
    return this.bytes.subarray(this.at, (this.at += length))
  }
}
