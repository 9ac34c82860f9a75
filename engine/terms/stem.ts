/** English endings: `locks`, `locked` and `locking` are about the same as `lock`. Cruder than Porter's rules, and the same for every text. */

const [D, E, G, I, N, S] = Buffer.from('degins')

/** Where a word ends without its ending. */
export function stemEnd(bytes: Uint8Array, from: number, to: number): number {
  return withoutTail(bytes, from, withoutSuffix(bytes, from, to))
}

function withoutSuffix(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from
  const [third, second, last] = [lower(bytes[to - 3]), lower(bytes[to - 2]), lower(bytes[to - 1])]
  if (length >= 6 && third === I && second === N && last === G) return to - 3
  if (length >= 5 && second === E && (last === D || last === S)) return to - 2
  return length >= 4 && last === S && second !== S ? to - 1 : to
}

/** `stopp` and `cache` are what is left of `stopped` and stands in `cached`: a doubled letter and a last e go too. */
function withoutTail(bytes: Uint8Array, from: number, to: number): number {
  const end = to - from >= 4 && lower(bytes[to - 1]) === E ? to - 1 : to
  const last = lower(bytes[end - 1])
  return end - from >= 4 && isLetter(last) && last === lower(bytes[end - 2]) ? end - 1 : end
}

const lower = (byte: number | undefined): number => (byte !== undefined && byte >= 0x41 && byte <= 0x5a ? byte + 32 : (byte ?? 0))
const isLetter = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a
