/**
 * The program that both matchers run: a non-deterministic automaton over bytes.
 *
 * An instruction is a number, an index into `op`, `x` and `y`:
 *
 *     MATCH                 the text so far matches
 *     SPLIT   x, y          goes on at x, and with less priority at y
 *     BYTES   x, y          reads one byte: edges x…y-1 of `edges` say which, and where to go on
 *     ASSERT  x, y          goes on at x if all looks of the mask y hold here
 *
 * An edge is three numbers of `edges`: lowest byte, highest byte, instruction. A set of code points may have two edges
 * for one byte only in a reversed program, where the two are the last bytes of encodings of different lengths.
 *
 * `a|b` is `0 MATCH, 1 BYTES a→0, 2 BYTES b→0, 3 SPLIT 1 2`, to be started at 3.
 */

export const MATCH = 0
export const SPLIT = 1
export const BYTES = 2
export const ASSERT = 3

export type Program = {
  op: Uint8Array
  x: Int32Array
  y: Int32Array
  edges: Int32Array
  /** Matches here. */
  anchored: number
  /** Matches here or further on, an earlier start being preferred. */
  unanchored: number
  /** All looks that any ASSERT asks for. */
  looks: number
}

/** What an assertion may ask of a place between two bytes, as bits. */
export const TEXT_START = 1
export const TEXT_END = 2
export const LINE_START = 4
export const LINE_END = 8
export const WORD_BOUNDARY = 16
export const NOT_WORD_BOUNDARY = 32

export const LOOKS_AT_WORDS = WORD_BOUNDARY | NOT_WORD_BOUNDARY

export const NEWLINE_BYTE = 0x0a

/** Words are ASCII, as in RE2. */
export function isWordByte(byte: number): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f
  )
}
