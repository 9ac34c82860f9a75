/** Cuts a text into the blocks that the index speaks of. */

import { countNewlines } from '../scan/index.ts'

const NEWLINE = 0x0a

/** At most so many bytes are a block. Half of it makes the index a third larger, twice of it a quarter smaller and less telling. */
export const BLOCK_BYTES = 4096

/** A block: where it ends in the text, and the number (from 0) of the line that its first byte is in. */
export type Cut = { end: number; line: number }

/** Blocks first…last-1 are pieces of one line that is longer than a block. */
export type LongLine = { first: number; last: number }

export type Cuts = { blocks: Cut[]; longLines: LongLine[] }

/**
 * Blocks of whole lines, as many as fit; a longer line is cut hard. An empty text is one empty block, so that every text has one.
 *
 * A text of three lines with 3000, 3000 and 9000 bytes is the blocks 3000, 3000, 4096, 4096, 808, and the last three are one long line.
 */
export function cutText(text: Buffer): Cuts {
  const blocks: Cut[] = []
  const longLines: LongLine[] = []
  let line = 0
  for (let at = 0; at < text.length || blocks.length === 0; ) {
    const end = endOfLines(text, at)
    if (end - at > BLOCK_BYTES) {
      const first = blocks.length
      for (let piece = at + BLOCK_BYTES; piece < end; piece += BLOCK_BYTES) blocks.push({ end: piece, line })
      blocks.push({ end, line })
      longLines.push({ first, last: blocks.length })
      line += 1
    } else {
      blocks.push({ end, line })
      line += countNewlines(text, at, end)
    }
    at = end
  }
  return { blocks, longLines }
}

/** The end of the last line that ends within a block from `at` on; else that of the line that begins there. */
function endOfLines(text: Buffer, at: number): number {
  const limit = at + BLOCK_BYTES
  if (limit >= text.length) return text.length
  const before = text.lastIndexOf(NEWLINE, limit - 1)
  if (before >= at) return before + 1
  const after = text.indexOf(NEWLINE, limit)
  return after < 0 ? text.length : after + 1
}
