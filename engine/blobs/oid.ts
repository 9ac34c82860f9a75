/**
 * Object ids as the index keeps them: 32 bytes, the shorter ones of SHA-1 filled up with zeros. A SHA-256 id that ends in twelve
 * zero bytes would be taken for one of SHA-1; there is none to be expected before 2⁹⁶ objects.
 */
export const OID_BYTES = 32

/** `hex` has 40 or 64 digits. */
export function writeOid(hex: string, into: Uint8Array, at: number): void {
  Buffer.from(into.buffer, into.byteOffset, into.length).write(hex, at, 'hex')
}

/** A set of ids, in which one is found by halving. */
export class OidTable {
  /** Ascending, back to back. */
  readonly bytes: Buffer
  private readonly count: number

  constructor(sorted: Buffer) {
    this.bytes = sorted
    this.count = sorted.length / OID_BYTES
  }

  /** Takes ids of `length` bytes back to back, in any order. */
  static of(oids: Uint8Array, length: number): OidTable {
    const ids: Buffer[] = []
    for (let at = 0; at + length <= oids.length; at += length) {
      const id = Buffer.alloc(OID_BYTES)
      id.set(oids.subarray(at, at + length))
      ids.push(id)
    }
    ids.sort(Buffer.compare)
    return new OidTable(Buffer.concat(ids.filter((id, i) => i === 0 || !id.equals(ids[i - 1]))))
  }

  /** `oid` has OID_BYTES. */
  has(oid: Buffer): boolean {
    let low = 0
    let high = this.count - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const at = middle * OID_BYTES
      const order = this.bytes.compare(oid, 0, OID_BYTES, at, at + OID_BYTES)
      if (order === 0) return true
      if (order < 0) low = middle + 1
      else high = middle - 1
    }
    return false
  }
}
