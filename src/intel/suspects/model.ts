import { FEATURES, type Case, type Feature } from './features.ts'

export type Weights = Readonly<Record<Feature, number>>

/** A log-linear model: the chance of a candidate is in proportion to e to its score. docs/suspects.md says what the weights were fitted to. */
export const symptomWeights: Weights = {
  relevance: 4.75, covered: -4.86, told: 1.43, changed: 9.53, removed: -1.31, names: 1.37, echo: 1.64, sections: -3.51,
  recency: 0.368, age: 0.377, repair: -0.553, routine: -0.573, size: -0.0676, file: 0, function: 0, line: 0,
}

/** Those of frames were set by hand over DPDK's traces. */
export const traceWeights: Weights = {
  relevance: 4.75, covered: -4.86, told: 1.43, changed: 9.53, removed: -1.31, names: 1.37, echo: 1.64, sections: -3.51,
  recency: 0, age: 0.86, repair: 0, routine: -1.01, size: 0.25, file: 1.15, function: 1.75, line: 3,
}

export function scoreOf(values: Float64Array, weights: Weights): number {
  return FEATURES.reduce((score, name, at) => score + weights[name] * values[at], 0)
}

/** The chance of each candidate, given that one of them is the culprit. */
export function chances(scores: Float64Array): Float64Array {
  const most = scores.reduce((max, score) => Math.max(max, score), -Infinity)
  const powers = scores.map((score) => Math.exp(score - most))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** Where frames lead into the code, they say most of it. */
export const weightsFor = ({ frames }: Pick<Case, 'frames'>): Weights => (frames.length > 0 ? traceWeights : symptomWeights)
