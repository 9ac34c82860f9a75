/** Where the first of ascending numbers stands that is not below `least`; behind the last one if there is none. */
export function lowerBound(ascending: Uint32Array, least: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] < least) low = middle + 1
    else high = middle
  }
  return low
}
