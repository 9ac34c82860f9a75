/** Sets of small numbers, one bit each: number n is bit n % 32 of word n / 32. */
export type Bitmap = Uint32Array

export const emptyBitmap = (size: number): Bitmap => new Uint32Array(Math.ceil(size / 32))

export function fullBitmap(size: number): Bitmap {
  const bitmap = emptyBitmap(size).fill(0xffffffff)
  if (size % 32 !== 0) bitmap[bitmap.length - 1] = 2 ** (size % 32) - 1
  return bitmap
}

export const hasBit = (bitmap: Bitmap, n: number): boolean => (bitmap[n >>> 5] & (1 << (n & 31))) !== 0

export function setBit(bitmap: Bitmap, n: number): void {
  bitmap[n >>> 5] |= 1 << (n & 31)
}

export function intersect(into: Bitmap, other: Bitmap): void {
  for (let word = 0; word < into.length; word++) into[word] &= other[word]
}

export function unite(into: Bitmap, other: Bitmap): void {
  for (let word = 0; word < into.length; word++) into[word] |= other[word]
}

export function countBits(bitmap: Bitmap): number {
  let count = 0
  for (let word = 0; word < bitmap.length; word++) {
    let bits = bitmap[word]
    bits -= (bits >>> 1) & 0x55555555
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
    count += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
  }
  return count
}

/** The first number from `from` on that is in the set, or -1. */
export function nextBit(bitmap: Bitmap, from: number): number {
  let word = from >>> 5
  if (word >= bitmap.length) return -1
  let bits = bitmap[word] & (0xffffffff << (from & 31))
  while (bits === 0) {
    if (++word >= bitmap.length) return -1
    bits = bitmap[word]
  }
  return (word << 5) + 31 - Math.clz32(bits & -bits)
}

/** True if any number in from…to-1 is in the set. Looks no further than `to`: it is asked of short stretches of large sets that hold little. */
export function hasAnyBit(bitmap: Bitmap, from: number, to: number): boolean {
  const next = nextBit(bitmap.subarray(0, (to + 31) >>> 5), from)
  return next >= 0 && next < to
}

/** Adds all of from…to-1. */
export function setBits(bitmap: Bitmap, from: number, to: number): void {
  for (let n = from; n < to; n++) setBit(bitmap, n)
}
