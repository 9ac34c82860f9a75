import { FEATURES, type Case, type Feature } from './features.ts'

export type Weights = Readonly<Record<Feature, number>>

/** A log-linear model: the chance of a candidate is in proportion to e to its score. Printed by `npm run score -- fit`; docs/suspects.md says what they were fitted to. */
export const symptomWeights: Weights = {
  relevance: -0.837, covered: -5.97, told: 0.648, changed: 6.98, removed: -0.827, names: 1, echo: 1.37, sections: -2.64,
  early: 4.65, rarest: 2.17, own: 1.02,
  recency: 0.429, age: 0.37, repair: -0.486, routine: -0.416, restyle: -1.09, size: 0.0264, mended: 1.75, reverted: -1.65, file: 0, function: 0, line: 0, latest: 0,
}

/** Set by hand over DPDK's traces; `line` and `latest` were then fitted to the 81 traces of the older halves: more fitted weights ranked worse. */
export const traceWeights: Weights = {
  relevance: 2.85, covered: -2.92, told: 0.858, changed: 5.72, removed: -0.786, names: 0.822, echo: 0.984, sections: -2.11,
  early: 0, rarest: 0, own: 0,
  recency: 0, age: 0.516, repair: 0, routine: -0.606, restyle: 0, size: 0.15, mended: 0, reverted: 0, file: 0.69, function: 1.05, line: 0.917, latest: 1.88,
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
  months: [[0, 0], [0.001, 0.007], [0.006, 0.014], [0.02, 0.042], [0.054, 0.098], [0.161, 0.24], [0.364, 0.44], [0.652, 0.642], [0.881, 0.857], [0.982, 0.908], [1, 0.91]],
  years: [[0, 0], [0.001, 0.018], [0.006, 0.027], [0.018, 0.075], [0.055, 0.148], [0.155, 0.252], [0.353, 0.395], [0.727, 0.607], [0.98, 0.741], [1, 0.745]],
  trace: [[0, 0], [0.004, 0.031], [0.017, 0.098], [0.054, 0.174], [0.156, 0.333], [0.364, 0.364], [0.633, 0.5], [0.891, 0.727], [0.976, 0.75], [1, 0.75]],
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
