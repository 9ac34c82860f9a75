/** Gives every different line a number. Lines are told apart by their bytes; a hash only finds where to look. */

const FIRST_SLOTS = 1 << 12
const EMPTY = -1

export class LineTable {
  /** The bytes of all lines, back to back. */
  private arena = Buffer.allocUnsafeSlow(1 << 16)
  private used = 0
  /** Line n ends at ends[n]. */
  private ends = new Uint32Array(1 << 10)
  private hashes = new Int32Array(1 << 10)
  private slots = new Int32Array(FIRST_SLOTS).fill(EMPTY)
  count = 0

  /** Bytes of all lines, each with a line feed. */
  get bytes(): number {
    return this.used + this.count
  }

  /** The number of the line bytes[from…to-1], which holds no line feed. */
  number(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashOf(bytes, from, to)
    const mask = this.slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const line = this.slots[slot]
      if (line === EMPTY) return this.add(bytes, { from, to, hash, slot })
      if (this.hashes[line] === hash && this.isSame(line, bytes, from, to)) return line
    }
  }

  /** The bytes of a line; valid until the next one is added. */
  line(line: number): Buffer {
    return this.arena.subarray(this.startOf(line), this.ends[line])
  }

  /** In bytes. */
  length(line: number): number {
    return this.ends[line] - this.startOf(line)
  }

  private startOf(line: number): number {
    return line === 0 ? 0 : this.ends[line - 1]
  }

  private isSame(line: number, bytes: Uint8Array, from: number, to: number): boolean {
    const { arena } = this
    let at = this.startOf(line)
    if (this.ends[line] - at !== to - from) return false
    for (let i = from; i < to; i++) if (arena[at++] !== bytes[i]) return false
    return true
  }

  private add(bytes: Uint8Array, { from, to, hash, slot }: { from: number; to: number; hash: number; slot: number }): number {
    const line = this.count
    this.makeRoom(to - from)
    this.arena.set(bytes.subarray(from, to), this.used)
    this.used += to - from
    this.ends[line] = this.used
    this.hashes[line] = hash
    this.slots[slot] = line
    this.count += 1
    if (this.count * 2 > this.slots.length) this.rehash()
    return line
  }

  private makeRoom(length: number): void {
    if (this.used + length > this.arena.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.arena.length * 2, this.used + length))
      grown.set(this.arena.subarray(0, this.used))
      this.arena = grown
    }
    if (this.count < this.ends.length) return
    this.ends = doubled(this.ends, new Uint32Array(this.ends.length * 2))
    this.hashes = doubled(this.hashes, new Int32Array(this.hashes.length * 2))
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2).fill(EMPTY)
    const mask = slots.length - 1
    for (let line = 0; line < this.count; line++) {
      let slot = this.hashes[line] & mask
      while (slots[slot] !== EMPTY) slot = (slot + 1) & mask
      slots[slot] = line
    }
    this.slots = slots
  }
}

function doubled<T extends { set(from: T): void }>(from: T, into: T): T {
  into.set(from)
  return into
}

/** FNV-1a with a last stir, since its low bits alone are weak. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) | 0
}
