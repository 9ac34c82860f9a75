/** Randomness for tests that are the same on every machine: the seed stands in the name of the test. */

/** A whole number from 0 up to, but not including, `below`. */
export type Random = (below: number) => number

/** A small generator of even quality (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export const pick = <T>(random: Random, choices: readonly T[]): T => choices[random(choices.length)]
