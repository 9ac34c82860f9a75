/** Gathers the fingerprints of blobs and writes them as one segment. FORMAT.md has the layout of the file. */

import { DOCS_PER_SEGMENT, OID_BYTES, writeOid, type SegmentBuilding, type SegmentSize } from '../blobs/index.ts'
import { ByteWriter, writeSections, type Disk, type SectionWriter } from '../disk/index.ts'
import { BLOCK, FINGERPRINTS_PER_SEGMENT, SEGMENT } from './format.ts'

/** `fingerprints` ascend, each once; none for what is no text. */
export type PrintedBlob = { oid: string; fingerprints: Uint32Array }

export class SegmentBuilder implements SegmentBuilding<PrintedBlob> {
  private readonly docs: PrintedBlob[] = []
  private count = 0

  get isEmpty(): boolean {
    return this.docs.length === 0
  }

  get size(): SegmentSize {
    return { docs: this.docs.length, blocks: this.docs.length, bytes: this.count * 4 }
  }

  add(blob: PrintedBlob): boolean {
    const isFull = this.docs.length === DOCS_PER_SEGMENT || this.count + blob.fingerprints.length > FINGERPRINTS_PER_SEGMENT
    if (isFull && this.docs.length > 0) return false
    this.docs.push(blob)
    this.count += blob.fingerprints.length
    return true
  }

  write(disk: Disk, path: string): number {
    return writeSections(disk, path, SEGMENT, (out) => {
      this.writeDocuments(out)
      this.writePostings(out)
    })
  }

  private writeDocuments(out: SectionWriter): void {
    const oids = new Uint8Array(this.docs.length * OID_BYTES)
    this.docs.forEach(({ oid }, doc) => writeOid(oid, oids, doc * OID_BYTES))
    out.begin('oids')
    out.write(oids)
    numbers(out, 'sizes', this.docs.map(({ fingerprints }) => fingerprints.length))
  }

  private writePostings(out: SectionWriter): void {
    const postings = new PostingWriter()
    for (const { hash, docs } of this.lists()) postings.add(hash, docs)
    out.begin('postings')
    out.write(postings.bytes.view())
    numbers(out, 'firsts', postings.firsts)
    numbers(out, 'starts', [...postings.starts, postings.bytes.length])
  }

  /** Each fingerprint with the documents that have it, both ascending. */
  private *lists(): Generator<{ hash: number; docs: number[] }> {
    const pairs = this.pairs()
    for (let at = 0; at < pairs.length; ) {
      const hash = hashIn(pairs[at])
      const docs: number[] = []
      for (; at < pairs.length && hashIn(pairs[at]) === hash; at++) docs.push(pairs[at] % DOCS_PER_SEGMENT)
      yield { hash, docs }
    }
  }

  /** Fingerprint and document in one number of 46 bits, so that they are sorted without being compared by a function. */
  private pairs(): Float64Array {
    const pairs = new Float64Array(this.count)
    let at = 0
    this.docs.forEach(({ fingerprints }, doc) => {
      for (const hash of fingerprints) pairs[at++] = hash * DOCS_PER_SEGMENT + doc
    })
    return pairs.sort()
  }
}

const hashIn = (pair: number): number => Math.floor(pair / DOCS_PER_SEGMENT)

/** Lists of documents in blocks of BLOCK fingerprints. */
class PostingWriter {
  readonly bytes = new ByteWriter()
  readonly firsts: number[] = []
  readonly starts: number[] = []
  private count = 0
  private before = 0

  add(hash: number, docs: readonly number[]): void {
    if (this.count++ % BLOCK === 0) this.begin(hash)
    this.bytes.varint(hash - this.before)
    this.before = hash
    this.bytes.varint(docs.length)
    docs.forEach((doc, i) => this.bytes.varint(i === 0 ? doc : doc - docs[i - 1]))
  }

  private begin(hash: number): void {
    this.firsts.push(hash)
    this.starts.push(this.bytes.length)
    this.before = hash
  }
}

function numbers(out: SectionWriter, name: string, list: Iterable<number>): void {
  out.begin(name)
  out.write(new Uint8Array(Uint32Array.from(list).buffer))
}
