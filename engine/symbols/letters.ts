/** Which letters a name has, as 32 bits: a name without a letter of what is typed need not be looked at. */

/** 26 for letters, one for all digits, one for bytes outside of ASCII; the rest counts nothing. */
export function lettersOf(bytes: Uint8Array, from: number, to: number): number {
  let letters = 0
  for (let at = from; at < to; at++) letters |= BIT[bytes[at]]
  return letters >>> 0
}

const BIT = Int32Array.from({ length: 256 }, (_, byte) => bitOf(byte))

function bitOf(byte: number): number {
  const lower = byte | 0x20
  if (lower >= 0x61 && lower <= 0x7a) return 1 << (lower - 0x61)
  if (byte >= 0x30 && byte <= 0x39) return 1 << 26
  return byte >= 0x80 ? 1 << 27 : 0
}
