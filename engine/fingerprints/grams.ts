/** Runs of tokens as numbers. */

const FACTOR = 0x9e3779b1

/** A hash of each `length` tokens that follow each other, by the place of the first; none where there are fewer. Rabin and Karp's, modulo 2³². */
export function gramsOf(tokens: Uint32Array, length: number): Uint32Array {
  const count = Math.max(0, tokens.length - length + 1)
  const grams = new Uint32Array(count)
  const leading = powerOf(FACTOR, length - 1)
  let hash = 0
  for (let at = 0; at < tokens.length; at++) {
    if (at >= length) hash = (hash - Math.imul(mixed(tokens[at - length]), leading)) | 0
    hash = (Math.imul(hash, FACTOR) + mixed(tokens[at])) | 0
    if (at >= length - 1) grams[at - length + 1] = finished(hash)
  }
  return grams
}

function powerOf(factor: number, times: number): number {
  let power = 1
  for (let i = 0; i < times; i++) power = Math.imul(power, factor)
  return power
}

/** Signs are small numbers, and sums of small numbers meet too often. */
function mixed(token: number): number {
  const once = Math.imul(token ^ (token >>> 15), 0x85ebca6b)
  return Math.imul(once ^ (once >>> 13), 0xc2b2ae35)
}

/** So that the smallest of several is any of them. */
function finished(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (once ^ (once >>> 16)) >>> 0
}

/** Whether so many different tokens stand in a run: a table of numbers repeats few. */
export function hasDifferent(tokens: Uint32Array, from: number, to: number, least: number): boolean {
  let different = 0
  for (let at = from; at < to; at++) {
    let first = from
    while (tokens[first] !== tokens[at]) first += 1
    if (first === at && ++different === least) return true
  }
  return false
}
