/** One segment, open for reading. */

import { OID_BYTES } from '../blobs/index.ts'
import { ByteReader, SectionFile } from '../disk/index.ts'
import { SEGMENT } from './format.ts'
import type { PrintedBlob } from './segment-builder.ts'

/** Opens a segment and reads what is kept in memory. Throws `CorruptFile`. */
export function openSegment(path: string, serial: number): Segment {
  const file = SectionFile.open(path, SEGMENT)
  try {
    return new Segment(file, serial)
  } catch (error) {
    file.close()
    throw error
  }
}

/** To be told of each document that has a fingerprint; `holders` is how many have it. */
export type OnHolder = (doc: number, holders: number) => void

export class Segment {
  readonly serial: number
  /** How many fingerprints each document has. */
  readonly sizes: Uint32Array
  private readonly file: SectionFile
  private readonly firsts: Uint32Array
  private readonly starts: Uint32Array

  constructor(file: SectionFile, serial: number) {
    this.file = file
    this.serial = serial
    this.sizes = file.readNumbers('sizes')
    this.firsts = file.readNumbers('firsts')
    this.starts = file.readNumbers('starts')
  }

  get docCount(): number {
    return this.sizes.length
  }

  close(): void {
    this.file.close()
  }

  /** To be called before a question: see `SectionFile`. */
  recheck(): void {
    this.file.recheck()
  }

  /** The blob ids of the documents, OID_BYTES each. */
  oids(): Buffer {
    return this.file.read('oids')
  }

  oidOf(doc: number): Buffer {
    return this.file.read('oids', doc * OID_BYTES, OID_BYTES)
  }

  /** Tells who has any of these fingerprints, which ascend. Reads the blocks they may stand in, each once. */
  visitHolders(fingerprints: Uint32Array, onHolder: OnHolder): void {
    let at = 0
    for (let block = 0; block < this.firsts.length && at < fingerprints.length; block++) {
      const end = block + 1 < this.firsts.length ? this.firsts[block + 1] : Infinity
      while (fingerprints[at] < this.firsts[block]) at += 1
      const from = at
      while (at < fingerprints.length && fingerprints[at] < end) at += 1
      if (at > from) visitBlock(this.readBlock(block), this.firsts[block], fingerprints.subarray(from, at), onHolder)
    }
  }

  /** The fingerprints of every document: what postings are the inverse of. */
  allFingerprints(): Uint32Array[] {
    const all = Array.from(this.sizes, (size) => new Uint32Array(size))
    const filled = new Uint32Array(this.docCount)
    for (let block = 0; block < this.firsts.length; block++) {
      visitLists(this.readBlock(block), this.firsts[block], (hash, docs) => {
        for (const doc of docs) all[doc][filled[doc]++] = hash
      })
    }
    return all
  }

  private readBlock(block: number): Buffer {
    return this.file.read('postings', this.starts[block], this.starts[block + 1] - this.starts[block])
  }
}

function visitBlock(bytes: Buffer, first: number, wanted: Uint32Array, onHolder: OnHolder): void {
  let at = 0
  visitLists(bytes, first, (hash, docs) => {
    while (at < wanted.length && wanted[at] < hash) at += 1
    if (wanted[at] === hash) for (const doc of docs) onHolder(doc, docs.length)
  })
}

function visitLists(bytes: Buffer, first: number, onList: (hash: number, docs: readonly number[]) => void): void {
  const reader = new ByteReader(bytes)
  for (let hash = first; !reader.done; ) {
    hash += reader.varint()
    const docs: number[] = []
    for (let left = reader.varint(), doc = 0; left > 0; left--) docs.push((doc += reader.varint()))
    onList(hash, docs)
  }
}

export function* idsOf(segment: Segment): Generator<Buffer> {
  const oids = segment.oids()
  for (let at = 0; at < oids.length; at += OID_BYTES) yield oids.subarray(at, at + OID_BYTES)
}

export function* documentsOf(segment: Segment): Generator<PrintedBlob> {
  const all = segment.allFingerprints()
  let doc = 0
  for (const id of idsOf(segment)) yield { oid: id.toString('hex'), fingerprints: all[doc++] }
}
