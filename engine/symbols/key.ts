/**
 * What the store knows is of a blob as it is read by one grammar. Its key is the blob's id with the number of the grammar in the last
 * byte; of an id of SHA-1, which is filled up with zeros, that byte is free.
 */

import { OID_BYTES } from '../blobs/index.ts'

export const MAX_GRAMMAR = 254

/** Writes the key of an id of `length` bytes that begins at `from`. It is its own inverse where `length` is OID_BYTES. */
export function writeKey(into: Uint8Array, { oids, from, length, grammar }: { oids: Uint8Array; from: number; length: number; grammar: number }): void {
  into.fill(0)
  into.set(oids.subarray(from, from + length))
  into[OID_BYTES - 1] ^= grammar + 1
}
