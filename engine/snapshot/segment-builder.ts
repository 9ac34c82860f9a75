/** Gathers documents and writes them as one segment. FORMAT.md has the layout of the file. */

import { DOCS_PER_SEGMENT, OID_BYTES, writeOid, type SegmentBuilding, type SegmentSize } from '../blobs/index.ts'
import { BlockIndexBuilder, MAX_BLOCKS } from '../blocks/index.ts'
import { writeSections, type Disk } from '../disk/index.ts'
import type { Encoding } from '../scan/index.ts'
import { cutText, type Cuts } from './cut.ts'
import { ENCODINGS, SEGMENT } from './format.ts'

/** A document as the index keeps it: the bytes that are searched (see `readText`), or null where they are binary. */
export type IndexedText = { oid: string; text: Buffer; encoding: Encoding } | { oid: string; text: null }

export class SegmentBuilder implements SegmentBuilding<IndexedText> {
  private readonly index = new BlockIndexBuilder()
  private readonly texts: Buffer[] = []
  private readonly docs: { oid: string; encoding: Encoding }[] = []
  private readonly binaries: string[] = []
  /** For each document the number of its first block, and for each block where it starts in the text of the segment. */
  private readonly firstBlocks: number[] = []
  private readonly starts: number[] = []
  private readonly lines: number[] = []
  private readonly longLines: number[] = []
  private bytes = 0

  get isEmpty(): boolean {
    return this.docs.length + this.binaries.length === 0
  }

  get size(): SegmentSize {
    return { docs: this.docs.length, blocks: this.starts.length, bytes: this.bytes }
  }

  add(document: IndexedText): boolean {
    if (document.text === null) {
      if (this.binaries.length === DOCS_PER_SEGMENT) return false
      this.binaries.push(document.oid)
      return true
    }
    const cuts = cutText(document.text)
    const blocks = this.starts.length + cuts.blocks.length
    if (cuts.blocks.length > MAX_BLOCKS) throw new RangeError('the document is larger than a segment can be')
    if (this.docs.length > 0 && blocks > DOCS_PER_SEGMENT) return false
    this.addText(document.text, cuts)
    this.docs.push({ oid: document.oid, encoding: document.encoding })
    return true
  }

  private addText(text: Buffer, { blocks, longLines }: Cuts): void {
    const first = this.starts.length
    this.firstBlocks.push(first)
    for (const { first: from, last } of longLines) this.longLines.push(first + from, first + last)
    let at = 0
    for (const { end, line } of blocks) {
      this.index.add(text, at, end, text.length)
      this.starts.push(this.bytes + at)
      this.lines.push(line)
      at = end
    }
    this.texts.push(text)
    this.bytes += text.length
  }

  write(disk: Disk, path: string): number {
    return writeSections(disk, path, SEGMENT, (writer) => {
      const section = (name: string, bytes: Uint8Array) => {
        writer.begin(name)
        writer.write(bytes)
      }
      const numbers = (name: string, list: readonly number[]) => section(name, new Uint8Array(Uint32Array.from(list).buffer))
      writer.begin('text')
      for (const text of this.texts) writer.write(text)
      numbers('starts', [...this.starts, this.bytes])
      numbers('lines', this.lines)
      numbers('docs', [...this.firstBlocks, this.starts.length])
      section('encoding', Uint8Array.from(this.docs, ({ encoding }) => ENCODINGS.indexOf(encoding)))
      numbers('long', this.longLines)
      section('oids', oidBytes(this.docs.map(({ oid }) => oid)))
      section('binaries', oidBytes(this.binaries.toSorted()))
      this.index.writeTo(writer)
    })
  }
}

function oidBytes(oids: readonly string[]): Uint8Array {
  const bytes = new Uint8Array(oids.length * OID_BYTES)
  oids.forEach((oid, i) => writeOid(oid, bytes, i * OID_BYTES))
  return bytes
}
