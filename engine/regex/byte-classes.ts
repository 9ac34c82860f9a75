/** Bytes that no instruction of a program tells apart are one class: `[a-z]+` has three, a-z and what is below and above. */

import { BYTES, isWordByte, LINE_END, LINE_START, LOOKS_AT_WORDS, NEWLINE_BYTE, type Program } from './program.ts'

export type ByteClasses = {
  /** From byte to class. */
  of: Uint8Array
  /** One byte of each class. */
  members: Uint8Array
}

export function byteClasses(program: Program): ByteClasses {
  const starts = classStarts(program)
  const of = new Uint8Array(256)
  const members: number[] = []
  for (let byte = 0; byte < 256; byte++) {
    if (byte === 0 || starts[byte] === 1) members.push(byte)
    of[byte] = members.length - 1
  }
  return { of, members: Uint8Array.from(members) }
}

/** 1 for each byte that is, or may be, told apart from the byte before it. */
function classStarts({ op, x, y, edges, looks }: Program): Uint8Array {
  const starts = new Uint8Array(257)
  for (let instruction = 0; instruction < op.length; instruction++) {
    if (op[instruction] !== BYTES) continue
    for (let edge = x[instruction] * 3; edge < y[instruction] * 3; edge += 3) {
      starts[edges[edge]] = 1
      starts[edges[edge + 1] + 1] = 1
    }
  }
  if ((looks & (LINE_START | LINE_END)) !== 0) {
    starts[NEWLINE_BYTE] = 1
    starts[NEWLINE_BYTE + 1] = 1
  }
  if ((looks & LOOKS_AT_WORDS) !== 0) {
    for (let byte = 1; byte < 256; byte++) if (isWordByte(byte) !== isWordByte(byte - 1)) starts[byte] = 1
  }
  return starts
}
