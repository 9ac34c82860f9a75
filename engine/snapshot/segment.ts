/** One segment, open for reading, in whatever thread. */

import { BlockIndex, setBits, type Bitmap, type Widen } from '../blocks/index.ts'
import { SectionFile, type SharedFile } from '../disk/index.ts'
import type { Encoding } from '../scan/index.ts'
import { ENCODINGS, SEGMENT } from './format.ts'

/** What threads share of a segment. All arrays are shared memory and never change. */
export type SharedSegment = {
  serial: number
  file: SharedFile
  /** Where each block starts in the text, and the end. */
  starts: Uint32Array
  /** The number of the line that each block starts in, from 0 in each document. */
  lines: Uint32Array
  /** The first block of each document, and the end. */
  docs: Uint32Array
  /** Pairs of blocks: first and behind the last piece of each line that is longer than a block. */
  longLines: Uint32Array
  heads: Uint32Array
}

/** Opens a segment and reads what is kept in memory. Throws `CorruptFile`. */
export function openSegment(path: string, serial: number): Segment {
  const file = SectionFile.open(path, SEGMENT)
  const numbers = (name: string) => file.readNumbers(name)
  const shared = { serial, file: file.shared, starts: numbers('starts'), lines: numbers('lines'), docs: numbers('docs'), longLines: numbers('long'), heads: numbers('heads') }
  return new Segment(shared, file)
}

export class Segment {
  readonly shared: SharedSegment
  readonly index: BlockIndex
  private readonly file: SectionFile

  constructor(shared: SharedSegment, file = new SectionFile(shared.file)) {
    this.shared = shared
    this.file = file
    this.index = new BlockIndex(file, { heads: shared.heads, blockCount: this.blockCount })
  }

  get blockCount(): number {
    return this.shared.lines.length
  }

  get docCount(): number {
    return this.shared.docs.length - 1
  }

  close(): void {
    this.file.close()
  }

  /** To be called before a question: see `SectionFile`. */
  recheck(): void {
    this.file.recheck()
  }

  /** Fills a buffer with the segment's text from a byte on. */
  readText(into: Buffer, from: number): void {
    this.file.readInto(into, 'text', from)
  }

  /** The whole text of a document. */
  textOf(place: number): Buffer {
    const { starts, docs } = this.shared
    const from = starts[docs[place]]
    return this.file.read('text', from, starts[docs[place + 1]] - from)
  }

  /** Read once for all documents: a read for each match took as long as that of its text. */
  encodingOf(place: number): Encoding {
    this.encodings ??= this.file.read('encoding')
    return ENCODINGS[this.encodings[place]]
  }
  private encodings: Buffer | undefined

  /** The ids of the documents by their places, and of binary ones in ascending order, OID_BYTES each. */
  oids(): { docs: Buffer; binaries: Buffer } {
    return { docs: this.file.read('oids'), binaries: this.file.read('binaries') }
  }

  /** The block lies in document `docOf()[block]`. */
  docOf(): Uint16Array {
    this.docOfBlock ??= docOfBlocks(this.shared.docs)
    return this.docOfBlock
  }
  private docOfBlock: Uint16Array | undefined

  /** A piece of a long line is a block that a match may begin in and leave: then it has some of the grams, and the next one the rest. */
  readonly nearby: Widen = (blocks) => {
    for (const [first, last] of pairs(this.shared.longLines)) {
      for (let block = first; block < last - 1; block++) if (has(blocks, block + 1)) setBits(blocks, block, block + 1)
    }
  }

  /** For matches of any length within a line. */
  readonly wholeLines: Widen = (blocks) => {
    for (const [first, last] of pairs(this.shared.longLines)) spread(blocks, first, last)
  }

  /** For matches that go on from line to line. */
  readonly wholeDocuments: Widen = (blocks) => {
    const { docs } = this.shared
    for (let doc = 0; doc < this.docCount; doc++) if (docs[doc + 1] - docs[doc] > 1) spread(blocks, docs[doc], docs[doc + 1])
  }
}

const has = (blocks: Bitmap, block: number) => (blocks[block >>> 5] & (1 << (block & 31))) !== 0

function spread(blocks: Bitmap, first: number, last: number): void {
  for (let block = first; block < last; block++) if (has(blocks, block)) return setBits(blocks, first, last)
}

function* pairs(numbers: Uint32Array): Generator<[number, number]> {
  for (let i = 0; i + 1 < numbers.length; i += 2) yield [numbers[i], numbers[i + 1]]
}

function docOfBlocks(docs: Uint32Array): Uint16Array {
  const of = new Uint16Array(docs[docs.length - 1])
  for (let doc = 0; doc + 1 < docs.length; doc++) of.fill(doc, docs[doc], docs[doc + 1])
  return of
}

