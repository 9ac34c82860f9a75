/** Finds the blocks that may hold a match. */

import type { GramQuery } from '../grams/index.ts'
import { ByteReader } from '../disk/index.ts'
import { countBits, emptyBitmap, fullBitmap, intersect, setBit, unite, type Bitmap } from './bitmap.ts'
import { BITMAP, DIRECT } from './builder.ts'

/** Beyond so many lists the next one, being longer, hardly ever takes a block away. */
const MAX_LISTS_OF_AND = 8
/** So few blocks are sooner read than narrowed down further. */
const FEW_BLOCKS = 2

/** Where the lists are: a file, or memory. */
export type PostingSource = { read(section: 'postings', offset: number, length: number): Uint8Array }

/** Grows the set of blocks that have one gram before sets are combined: to all blocks of a line or document, say. */
export type Widen = (blocks: Bitmap) => void

export class BlockIndex {
  /** Lists that were read, over all queries. */
  listsRead = 0
  readonly heads: Uint32Array
  private readonly file: PostingSource
  private readonly blockCount: number

  /** `heads` are the numbers of the section of that name; threads share them. */
  constructor(file: PostingSource, { heads, blockCount }: { heads: Uint32Array; blockCount: number }) {
    this.file = file
    this.heads = heads
    this.blockCount = blockCount
  }

  /** The blocks that may hold a match; all of them where nothing is known. */
  candidates(query: GramQuery, widen?: Widen): Bitmap {
    switch (query.kind) {
      case 'all':
        return fullBitmap(this.blockCount)
      case 'none':
        return emptyBitmap(this.blockCount)
      case 'and':
        return this.all(query.grams, query.nodes, widen)
      case 'or':
        return this.any(query.grams, query.nodes, widen)
    }
  }

  private all(grams: readonly number[], nodes: readonly GramQuery[], widen: Widen | undefined): Bitmap {
    const lists = grams.map((gram) => this.listOf(gram))
    if (lists.some(({ length }) => length === 0)) return emptyBitmap(this.blockCount)
    let found: Bitmap | null = null
    for (const list of lists.sort((a, b) => a.length - b.length).slice(0, MAX_LISTS_OF_AND)) {
      const blocks = this.read(list, widen)
      if (found === null) found = blocks
      else intersect(found, blocks)
      if (countBits(found) <= FEW_BLOCKS) break
    }
    for (const node of nodes) {
      if (found !== null && countBits(found) <= FEW_BLOCKS) break
      const blocks = this.candidates(node, widen)
      if (found === null) found = blocks
      else intersect(found, blocks)
    }
    return found ?? fullBitmap(this.blockCount)
  }

  private any(grams: readonly number[], nodes: readonly GramQuery[], widen: Widen | undefined): Bitmap {
    const found = emptyBitmap(this.blockCount)
    for (const gram of grams) {
      const list = this.listOf(gram)
      if (list.length > 0) unite(found, this.read(list, widen))
    }
    for (const node of nodes) unite(found, this.candidates(node, widen))
    return found
  }

  /** Where the list of a gram stands; its length is 0 if no block has it. */
  private listOf(gram: number): { offset: number; length: number } {
    const { heads } = this
    const place = heads[0] === DIRECT ? 1 + gram : this.sparsePlace(gram)
    return place < 0 ? { offset: 0, length: 0 } : { offset: heads[place], length: heads[place + 1] - heads[place] }
  }

  private sparsePlace(gram: number): number {
    const { heads } = this
    const count = heads[0]
    let low = 1
    let high = count
    while (low <= high) {
      const middle = (low + high) >>> 1
      if (heads[middle] === gram) return middle + count
      if (heads[middle] < gram) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  private read({ offset, length }: { offset: number; length: number }, widen: Widen | undefined): Bitmap {
    this.listsRead += 1
    const bytes = this.file.read('postings', offset, length)
    const blocks = bytes[0] === BITMAP ? bitmapOf(bytes) : this.decode(bytes)
    widen?.(blocks)
    return blocks
  }

  private decode(bytes: Uint8Array): Bitmap {
    const blocks = emptyBitmap(this.blockCount)
    const reader = new ByteReader(bytes)
    for (let block = -1; !reader.done; ) {
      block += reader.varint()
      setBit(blocks, block)
    }
    return blocks
  }
}

/** The bytes are not aligned to words, so they are copied. */
const bitmapOf = (bytes: Uint8Array): Bitmap => new Uint32Array(new Uint8Array(bytes.subarray(1)).buffer)

