/** A gram index over blocks of text: what the snapshot of files, the history of lines and the store of commits stand on. */

export { countBits, emptyBitmap, fullBitmap, hasAnyBit, hasBit, intersect, nextBit, setBit, setBits, unite, type Bitmap } from './bitmap.ts'
export { BlockIndexBuilder, MAX_BLOCKS } from './builder.ts'
export { ItemBlocks, writeItems, type BlockGroup, type Items } from './items.ts'
export { BlockIndex, type Widen } from './reader.ts'
export { findLines, lineAtom, type LineAtom, type Lines } from './lines.ts'
