/**
 * Texts of any length, the items, in blocks: as many whole ones as fit into a block, and longer ones in pieces of their own. The grams of
 * one match may lie in different pieces, so what holds for one of them holds for all.
 */

import type { SectionWriter } from '../disk/index.ts'
import { hasBit, setBits, type Bitmap } from './bitmap.ts'
import { BlockIndexBuilder, MAX_BLOCKS } from './builder.ts'

/** Items on their way into blocks. Each has a byte at least. */
export type Items = {
  count: number
  /** In bytes. */
  lengthOf(item: number): number
  /** The text of items from…to-1, back to back. */
  textOf(from: number, to: number): Buffer
}

export type ItemPlaces = {
  /** Where each block starts in the text, and the end. */
  starts: number[]
  /** The item that each block starts in; the pieces of a long one have the same. */
  firsts: number[]
}

/**
 * Writes the sections `text`, `postings` and `heads`. Blocks have at most `blockBytes`, or twice as much and so on where there would be more
 * of them than an index can have.
 */
export function writeItems(out: SectionWriter, items: Items, { blockBytes }: { blockBytes: number }): ItemPlaces {
  const bytes = fittingBlockBytes(items, blockBytes)
  const index = new BlockIndexBuilder()
  const places: ItemPlaces = { starts: [0], firsts: [] }
  out.begin('text')
  for (let item = 0; item < items.count; ) {
    const next = endOfBlock(items, item, bytes)
    const text = items.textOf(item, next)
    for (let from = 0; from < text.length; from += bytes) {
      const to = Math.min(text.length, from + bytes)
      index.add(text, from, to, text.length)
      places.firsts.push(item)
      places.starts.push((places.starts.at(-1) ?? 0) + to - from)
    }
    out.write(text)
    item = next
  }
  index.writeTo(out)
  return places
}

function fittingBlockBytes(items: Items, least: number): number {
  let bytes = least
  while (countBlocks(items, bytes) > MAX_BLOCKS) bytes *= 2
  return bytes
}

function countBlocks(items: Items, blockBytes: number): number {
  let count = 0
  for (let item = 0; item < items.count; ) {
    const next = endOfBlock(items, item, blockBytes)
    count += next === item + 1 ? Math.ceil(items.lengthOf(item) / blockBytes) : 1
    item = next
  }
  return count
}

/** The item behind those that fit into one block with the first; a long one is alone. */
function endOfBlock(items: Items, first: number, blockBytes: number): number {
  let item = first
  for (let bytes = 0; item < items.count; item++) {
    bytes += items.lengthOf(item)
    if (bytes > blockBytes) break
  }
  return Math.max(item, first + 1)
}

/** Blocks in which there are whole items, or one item that is longer than a block. */
export type BlockGroup = { block: number; end: number }

/** Which items lie in which blocks. */
export class ItemBlocks {
  readonly count: number
  private readonly firsts: Uint32Array
  private long: readonly BlockGroup[] | undefined

  /** `firsts` are the items that blocks start in, and the number of items. */
  constructor(firsts: Uint32Array) {
    this.firsts = firsts
    this.count = firsts.length - 1
  }

  /** The block with the pieces that belong to the same item. */
  groupOf(block: number): BlockGroup {
    const { firsts } = this
    let [from, end] = [block, block + 1]
    while (from > 0 && firsts[from - 1] === firsts[block]) from -= 1
    while (end < this.count && firsts[end] === firsts[block]) end += 1
    return { block: from, end }
  }

  /** The block that an item begins in. */
  blockOf(item: number): number {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.firsts[middle] <= item) low = middle
      else high = middle - 1
    }
    return this.groupOf(low).block
  }

  /** Adds the other pieces of a long item of which there is one. */
  readonly widen = (blocks: Bitmap): void => {
    for (const { block, end } of (this.long ??= findLong(this.firsts))) {
      for (let piece = block; piece < end; piece++) {
        if (!hasBit(blocks, piece)) continue
        setBits(blocks, block, end)
        break
      }
    }
  }
}

function findLong(firsts: Uint32Array): BlockGroup[] {
  const found: BlockGroup[] = []
  for (let block = 0; block + 1 < firsts.length; ) {
    let end = block + 1
    while (end + 1 < firsts.length && firsts[end] === firsts[block]) end += 1
    if (end - block > 1) found.push({ block, end })
    block = end
  }
  return found
}
