import { readFileSync } from 'node:fs'
import { FEATURES, type Case, type Feature, type Features } from './features.ts'
import { createScorer, sizesOf, type Network } from './network.ts'

export type Weights = Readonly<Record<Feature, number>>

/** A log-linear model: the chance of a candidate is in proportion to e to its score. Set by hand over DPDK's traces; `line` and `latest` were then fitted to the 81 traces of the older halves: more fitted weights ranked worse. */
export const traceWeights: Weights = {
  relevance: 2.85, covered: -2.92, told: 0.858, changed: 5.72, removed: -0.786, names: 0.822, echo: 0.984, sections: -2.11,
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
  months: [[0, 0], [0.001, 0.005], [0.006, 0.015], [0.02, 0.029], [0.057, 0.066], [0.158, 0.162], [0.357, 0.379], [0.646, 0.679], [0.885, 0.846], [0.98, 0.946], [1, 0.95]],
  years: [[0, 0], [0.001, 0.014], [0.006, 0.014], [0.021, 0.038], [0.06, 0.072], [0.154, 0.146], [0.356, 0.355], [0.645, 0.518], [0.877, 0.758], [0.98, 0.796], [1, 0.8]],
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

/** What the network is told of a candidate besides its words. */
export const FACTS = ['recency', 'age', 'repair', 'routine', 'restyle', 'size', 'mended', 'reverted'] as const satisfies readonly Feature[]
const placesOfFacts = FACTS.map((name) => FEATURES.indexOf(name))

export const factsOf = (values: Float64Array): Float64Array => Float64Array.from(placesOfFacts, (place) => values[place])

/** Printed by `npm run score -- fit symptoms`; docs/suspects.md says from what it was learnt. */
export const symptomNetwork: Network = readNetwork(new URL('./symptom-network.json', import.meta.url))

function readNetwork(file: URL): Network {
  const read = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number[]>
  const ofSize = ([name, size]: [string, number]) => {
    if (read[name]?.length !== size) throw new Error(`${file.pathname} has ${read[name]?.length ?? 'no'} numbers as ${name}, not ${size}: it was learnt for another network.`)
    return [name, Float64Array.from(read[name])]
  }
  return Object.fromEntries(Object.entries(sizesOf(FACTS.length)).map(ofSize)) as unknown as Network
}

/** The score of each candidate. To be called when all candidates were added to the hits. Where frames lead into the code, they say most of it. */
export function scoresOf(asked: Case, features: Features, question: Question): Float64Array {
  const valuesOf = (candidate: number) => features.of(candidate).values
  if (question === 'trace') return Float64Array.from(asked.candidates, (_none, at) => scoreOf(valuesOf(at), traceWeights))
  const score = createScorer(symptomNetwork, asked.signal, features.hits, (at) => factsOf(valuesOf(at)))
  return Float64Array.from(asked.candidates, (_none, at) => score(at))
}
