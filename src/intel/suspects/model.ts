import { FEATURES, type Case, type Feature } from './features.ts'

export type Weights = Readonly<Record<Feature, number>>

/** A log-linear model: the chance of a candidate is in proportion to e to its score. Printed by `npm run score -- fit`; docs/suspects.md says what they were fitted to. */
export const symptomWeights: Weights = {
  relevance: 5.11, covered: -5.2, told: 1.48, changed: 8.94, removed: -1.76, names: 1.47, echo: 1.56, sections: -3.9,
  recency: 0.442, age: 0.357, repair: -0.472, routine: -0.532, size: 0.0674, file: 0, function: 0, line: 0,
}

/** Set by hand over DPDK's traces, and scaled so that the chances were the likeliest in 65 traces of five other repositories: fitted weights ranked worse. */
export const traceWeights: Weights = {
  relevance: 2.85, covered: -2.92, told: 0.858, changed: 5.72, removed: -0.786, names: 0.822, echo: 0.984, sections: -2.11,
  recency: 0, age: 0.516, repair: 0, routine: -0.606, size: 0.15, file: 0.69, function: 1.05, line: 1.8,
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

/** What was asked, as far as the model is more or less often right with it: a symptom among the changes of months or of years, or a trace. */
export type Question = 'months' | 'years' | 'trace'

/** Of the first five suspects of each answer in the older halves: the model's chance, and how many of them were culprits. Printed by `npm run score -- fit`. */
const calibrations: Readonly<Record<Question, readonly (readonly [chance: number, right: number])[]>> = {
  months: [[0, 0], [0.009, 0.028], [0.056, 0.089], [0.158, 0.216], [0.366, 0.399], [0.643, 0.573], [0.884, 0.736], [0.986, 0.894], [1, 0.9]],
  years: [[0, 0], [0.011, 0.047], [0.055, 0.117], [0.156, 0.213], [0.359, 0.328], [0.63, 0.469], [0.887, 0.625], [0.985, 0.676], [1, 0.68]],
  trace: [[0, 0], [0.009, 0.054], [0.055, 0.21], [0.26, 0.373], [0.775, 0.611], [0.978, 0.857], [1, 0.86]],
}

const longestMonths = 365 * 24 * 60 * 60

export function questionOf({ frames, candidates, at }: Pick<Case, 'frames' | 'candidates' | 'at'>): Question {
  if (frames.length > 0) return 'trace'
  const oldest = candidates.reduce((least, { time }) => Math.min(least, time), at)
  return at - oldest > longestMonths ? 'years' : 'months'
}

/** The chance that is told to people: where the model is surer than it should be, what came true. Linear between what was measured. */
export function toldChance(chance: number, question: Question): number {
  const calibration = calibrations[question]
  const at = Math.max(1, calibration.findIndex(([from]) => from >= chance))
  const [[low, lowRight], [high, highRight]] = [calibration[at - 1] ?? [0, 0], calibration[at] ?? [1, 1]]
  return lowRight + ((highRight - lowRight) * (chance - low)) / (high - low)
}

/** Where frames lead into the code, they say most of it. */
export const weightsFor = (question: Question): Weights => (question === 'trace' ? traceWeights : symptomWeights)
