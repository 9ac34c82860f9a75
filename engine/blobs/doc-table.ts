/** From object ids to the numbers of documents: a hash table, because a search of a large repository asks for each of its files. */

import { NOT_INDEXED, type DocNumber } from './numbers.ts'
import { OID_BYTES } from './oid.ts'

const FIRST_CAPACITY = 1024

/** Ids are hashes themselves, so their first bytes are as good as any hash of them. */
export class DocTable {
  private slots = new Int32Array(FIRST_CAPACITY * 2)
  private oids = Buffer.alloc(FIRST_CAPACITY * OID_BYTES)
  private docs = new Uint32Array(FIRST_CAPACITY)
  private count = 0

  /** What is said of an id later replaces what was said of it before. `oid` has OID_BYTES from `at` on. */
  set(oid: Buffer, at: number, doc: DocNumber): void {
    const slot = this.slotOf(oid, at, OID_BYTES)
    if (this.slots[slot] > 0) this.docs[this.slots[slot] - 1] = doc
    else this.insert(slot, oid, at, doc)
  }

  /** `length` is that of the ids of the repository: 20 or 32 bytes. */
  find(oid: Uint8Array, at: number, length: number): DocNumber {
    const entry = this.slots[this.slotOf(oid, at, length)]
    return entry > 0 ? this.docs[entry - 1] : NOT_INDEXED
  }

  private insert(slot: number, oid: Buffer, at: number, doc: DocNumber): void {
    if (this.count === this.docs.length) {
      this.grow()
      return this.insert(this.slotOf(oid, at, OID_BYTES), oid, at, doc)
    }
    oid.copy(this.oids, this.count * OID_BYTES, at, at + OID_BYTES)
    this.docs[this.count] = doc
    this.count += 1
    this.slots[slot] = this.count
  }

  /** The slot of an id, or the free one where it would stand. */
  private slotOf(oid: Uint8Array, at: number, length: number): number {
    const mask = this.slots.length - 1
    let slot = (oid[at] | (oid[at + 1] << 8) | (oid[at + 2] << 16) | (oid[at + 3] << 24)) & mask
    while (this.slots[slot] > 0 && !this.isAt(this.slots[slot] - 1, oid, at, length)) slot = (slot + 1) & mask
    return slot
  }

  private isAt(entry: number, oid: Uint8Array, at: number, length: number): boolean {
    const start = entry * OID_BYTES
    for (let i = 0; i < length; i++) if (this.oids[start + i] !== oid[at + i]) return false
    return true
  }

  private grow(): void {
    const { oids, docs, count } = this
    this.slots = new Int32Array(this.slots.length * 2)
    this.docs = new Uint32Array(docs.length * 2)
    this.docs.set(docs)
    this.oids = Buffer.alloc(oids.length * 2)
    oids.copy(this.oids)
    for (let entry = 0; entry < count; entry++) this.slots[this.slotOf(oids, entry * OID_BYTES, OID_BYTES)] = entry + 1
  }
}
