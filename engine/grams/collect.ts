import { GRAM_COUNT, SYMBOLS } from './alphabet.ts'

/** U+017F (ſ) and U+212A (the Kelvin sign) are the two letters outside ASCII whose other case is ASCII: s and k. */
const LONG_S = [0xc5, 0xbf] as const
const KELVIN = [0xe2, 0x84, 0xaa] as const
const S = 0x73
const K = 0x6b

/**
 * Collects the distinct grams of pieces of text, one piece after another.
 *
 * A piece owns the grams that begin in it; the last ones reach up to two bytes beyond. Letters whose other case is ASCII are
 * read both as they stand and as that letter, so that a search for `k` in any case has the grams of k alone.
 */
export class GramCollector {
  /** The grams of the last piece: the first `count` of them are valid, in the order of their first places. */
  readonly grams = new Int32Array(GRAM_COUNT)
  count = 0
  private readonly seenIn = new Int32Array(GRAM_COUNT)
  private piece = 0

  /** Collects the grams that begin in from…to; `end` is where the text ends that they may reach into. */
  collect(bytes: Uint8Array, from: number, to: number, end: number): void {
    this.piece += 1
    this.count = 0
    const isAscii = this.run(bytes, from, Math.min(end, to + 2))
    if (!isAscii && holdsFoldingLetter(bytes, from, to, end)) this.collectFolded(bytes, from, Math.min(end, to + 8))
  }

  /** True if all of it is ASCII, which has nothing to fold. */
  private run(bytes: Uint8Array, from: number, end: number): boolean {
    const { grams, seenIn, piece } = this
    let { count } = this
    if (end - from < 3) return true
    let gram = (SYMBOLS[bytes[from]] << 6) | SYMBOLS[bytes[from + 1]]
    let bits = bytes[from] | bytes[from + 1]
    for (let at = from + 2; at < end; at++) {
      const byte = bytes[at]
      bits |= byte
      gram = ((gram << 6) | SYMBOLS[byte]) & (GRAM_COUNT - 1)
      if (seenIn[gram] === piece) continue
      seenIn[gram] = piece
      grams[count++] = gram
    }
    this.count = count
    return bits < 0x80
  }

  private collectFolded(bytes: Uint8Array, from: number, end: number): void {
    const folded: number[] = []
    for (let at = from; at < end; at++) {
      if (startsAt(bytes, at, LONG_S)) folded.push(S)
      else if (startsAt(bytes, at, KELVIN)) folded.push(K)
      else {
        folded.push(bytes[at])
        continue
      }
      at += folded.at(-1) === S ? 1 : 2
    }
    this.run(Uint8Array.from(folded), 0, folded.length)
  }
}

/** Two bytes in front may begin such a letter whose end lies in the piece; they belong to the piece before. */
function holdsFoldingLetter(bytes: Uint8Array, from: number, to: number, end: number): boolean {
  for (let at = from; at < Math.min(to + 2, end); at++) {
    if (bytes[at] === 0xc5 && startsAt(bytes, at, LONG_S)) return true
    if (bytes[at] === 0xe2 && startsAt(bytes, at, KELVIN)) return true
  }
  return false
}

function startsAt(bytes: Uint8Array, at: number, letter: readonly number[]): boolean {
  return letter.every((byte, i) => bytes[at + i] === byte)
}
