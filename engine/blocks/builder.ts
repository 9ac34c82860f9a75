/** Makes the gram index of a list of blocks. FORMAT.md has the layout of what it writes. */

import { GRAM_COUNT, GramCollector } from '../grams/index.ts'
import { ByteWriter, type SectionWriter } from '../disk/index.ts'
import { emptyBitmap, setBit } from './bitmap.ts'

/** A block number has 16 bits. */
export const MAX_BLOCKS = 1 << 16
/** With more grams than this a table that is indexed by the gram is not much larger than a sorted list of them. */
export const SPARSE_LIMIT = GRAM_COUNT / 4

/** So few are sooner sorted than counted. */
const FEW_GRAMS = 1 << 14

/** What a text was found to have is taken before the next text is looked at, so one serves all. */
const collector = new GramCollector()

export class BlockIndexBuilder {
  /** The grams of block after block. */
  private grams = new Int32Array(1 << 16)
  private gramCount = 0
  /** Where the grams of each block end. */
  private readonly ends: number[] = []

  get blockCount(): number {
    return this.ends.length
  }

  /** Adds the block from…to; the text goes on until `end`, and the last grams of the block reach into what follows. */
  add(bytes: Uint8Array, from: number, to: number, end: number): void {
    if (this.ends.length === MAX_BLOCKS) throw new RangeError(`an index has at most ${MAX_BLOCKS} blocks`)
    collector.collect(bytes, from, to, end)
    if (this.gramCount + collector.count > this.grams.length) {
      const grown = new Int32Array(Math.max(this.grams.length * 2, this.gramCount + collector.count))
      grown.set(this.grams.subarray(0, this.gramCount))
      this.grams = grown
    }
    this.grams.set(collector.grams.subarray(0, collector.count), this.gramCount)
    this.gramCount += collector.count
    this.ends.push(this.gramCount)
  }

  /** Writes the sections `heads` and `postings`. */
  writeTo(writer: SectionWriter): void {
    const lists = new ListEncoder(this.blockCount)
    const heads = new HeadTable()
    writer.begin('postings')
    this.visitLists((gram, blocks, from, to) => {
      heads.add(gram, lists.total)
      lists.add(blocks, from, to)
      if (lists.isFull) writer.write(lists.take())
    })
    writer.write(lists.take())
    writer.begin('heads')
    writer.write(heads.encode(lists.total))
  }

  /** Grams in their order; a small index is spared to go through all that there can be. */
  private visitLists(visit: ListVisit): void {
    if (this.gramCount < FEW_GRAMS) this.sort(visit)
    else this.countingSort(visit)
  }

  private sort(visit: ListVisit): void {
    const { grams, gramCount, ends } = this
    const pairs = new Float64Array(gramCount)
    for (let block = 0, i = 0; block < ends.length; block++) {
      for (; i < ends[block]; i++) pairs[i] = grams[i] * MAX_BLOCKS + block
    }
    const blocks = Uint16Array.from(pairs.sort(), (pair) => pair % MAX_BLOCKS)
    const gramAt = (i: number) => Math.floor(pairs[i] / MAX_BLOCKS)
    for (let from = 0, to = 0; from < gramCount; from = to) {
      while (to < gramCount && gramAt(to) === gramAt(from)) to += 1
      visit(gramAt(from), blocks, from, to)
    }
  }

  private countingSort(visit: ListVisit): void {
    const { grams, gramCount, ends } = this
    const starts = new Uint32Array(GRAM_COUNT + 1)
    for (let i = 0; i < gramCount; i++) starts[grams[i] + 1] += 1
    for (let gram = 0; gram < GRAM_COUNT; gram++) starts[gram + 1] += starts[gram]
    const next = starts.slice()
    const blocks = new Uint16Array(gramCount)
    for (let block = 0, i = 0; block < ends.length; block++) {
      for (; i < ends[block]; i++) blocks[next[grams[i]]++] = block
    }
    for (let gram = 0; gram < GRAM_COUNT; gram++) if (starts[gram] < starts[gram + 1]) visit(gram, blocks, starts[gram], starts[gram + 1])
  }
}

/** The blocks that have a gram, ascending: blocks[from…to-1]. */
type ListVisit = (gram: number, blocks: Uint16Array, from: number, to: number) => void

/** Says that a bitmap follows; a list of deltas never begins with it. */
export const BITMAP = 0
const FULL = 1 << 20

/** Encodes lists of block numbers, each in the shorter of two ways. */
class ListEncoder {
  /** Bytes of all lists so far. */
  total = 0
  private readonly out = new ByteWriter()
  private readonly deltas = new ByteWriter()
  private readonly bitmapBytes: number
  private readonly blockCount: number

  constructor(blockCount: number) {
    this.blockCount = blockCount
    this.bitmapBytes = emptyBitmap(blockCount).byteLength
  }

  get isFull(): boolean {
    return this.out.length >= FULL
  }

  add(blocks: Uint16Array, from: number, to: number): void {
    const { deltas, out } = this
    const before = out.length
    deltas.clear()
    // Each delta is at least 1, so that no list begins with BITMAP.
    for (let i = from, last = -1; i < to && deltas.length <= this.bitmapBytes; i++) {
      deltas.varint(blocks[i] - last)
      last = blocks[i]
    }
    if (deltas.length <= this.bitmapBytes) out.append(deltas.view())
    else this.addBitmap(blocks, from, to)
    this.total += out.length - before
  }

  /** What was encoded since the last time. */
  take(): Uint8Array {
    const bytes = this.out.view().slice()
    this.out.clear()
    return bytes
  }

  private addBitmap(blocks: Uint16Array, from: number, to: number): void {
    const bitmap = emptyBitmap(this.blockCount)
    for (let i = from; i < to; i++) setBit(bitmap, blocks[i])
    this.out.byte(BITMAP)
    this.out.append(new Uint8Array(bitmap.buffer))
  }
}

/** Where the list of each gram starts. */
class HeadTable {
  private readonly grams: number[] = []
  private readonly offsets: number[] = []

  add(gram: number, offset: number): void {
    this.grams.push(gram)
    this.offsets.push(offset)
  }

  /** Sparse: the count, the grams, their offsets and the end. Direct: 2³²-1, then an offset for each gram there can be, and the end. */
  encode(end: number): Uint8Array {
    const numbers = this.grams.length <= SPARSE_LIMIT ? sparse(this.grams, this.offsets, end) : direct(this.grams, this.offsets, end)
    return new Uint8Array(numbers.buffer)
  }
}

export const DIRECT = 0xffffffff

function sparse(grams: readonly number[], offsets: readonly number[], end: number): Uint32Array {
  const numbers = new Uint32Array(2 * grams.length + 2)
  numbers[0] = grams.length
  numbers.set(grams, 1)
  numbers.set(offsets, 1 + grams.length)
  numbers[numbers.length - 1] = end
  return numbers
}

function direct(grams: readonly number[], offsets: readonly number[], end: number): Uint32Array {
  const numbers = new Uint32Array(GRAM_COUNT + 2)
  numbers[0] = DIRECT
  let next = end
  let i = grams.length - 1
  for (let gram = GRAM_COUNT; gram >= 0; gram--) {
    if (i >= 0 && grams[i] === gram) next = offsets[i--]
    numbers[1 + gram] = next
  }
  return numbers
}
