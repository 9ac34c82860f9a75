/** A gram index over blocks of text: what the snapshot of files and the history of lines both stand on. */

export { countBits, emptyBitmap, fullBitmap, hasAnyBit, hasBit, intersect, nextBit, setBit, setBits, unite, type Bitmap } from './bitmap.ts'
export { BlockIndexBuilder, MAX_BLOCKS } from './builder.ts'
export { BlockIndex, type Widen } from './reader.ts'
