/** What a ranking is worth, with how sure that is. */

/** The rank of the first culprit in each case, from 1; Infinity where none was ranked. */
export type Ranks = readonly number[]

export interface Worth {
  cases: number
  hit1: Interval
  hit5: Interval
  /** The mean of 1 / rank. */
  mrr: Interval
}

/** A mean, and where 95 of 100 means of as many cases, drawn again, lie. */
export interface Interval {
  mean: number
  low: number
  high: number
}

const draws = 1_000

export function worthOf(ranks: Ranks): Worth {
  return {
    cases: ranks.length,
    hit1: bootstrap(ranks.map((rank) => Number(rank === 1))),
    hit5: bootstrap(ranks.map((rank) => Number(rank <= 5))),
    mrr: bootstrap(ranks.map((rank) => 1 / rank)),
  }
}

/** The percentile bootstrap (Efron 1979), with the same draws every time. */
export function bootstrap(values: readonly number[]): Interval {
  const next = numbers(20_251_126)
  const means = Array.from({ length: draws }, () => mean(values.map(() => values[Math.floor(next() * values.length)] ?? 0))).sort((a, b) => a - b)
  return { mean: mean(values), low: means[Math.floor(draws * 0.025)] ?? 0, high: means[Math.floor(draws * 0.975)] ?? 0 }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** The generator of Park and Miller: numbers from 0 to below 1. */
export function numbers(seed: number): () => number {
  let state = seed % 2_147_483_647
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

/** Where the best of the culprits stands when candidates are sorted by their scores; of those with one score the culprits come last. */
export function rankOf(scores: Float64Array, culprits: readonly number[]): number {
  const ranks = culprits.map((culprit) => 1 + scores.reduce((better, score, at) => better + Number(score > scores[culprit] || (score === scores[culprit] && !culprits.includes(at))), 0))
  return Math.min(Infinity, ...ranks)
}
