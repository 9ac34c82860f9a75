/** Fits the weights of a log-linear model: conditional logit, that is, the most likely weights given that one of each case's culprits was chosen. */

import { FEATURES, type Feature } from '../../src/intel/suspects/features.ts'
import { chances, scoreOf, type Weights } from '../../src/intel/suspects/model.ts'

/** The features of all candidates of a case, and which of them are culprits. */
export interface Example {
  values: readonly Float64Array[]
  culprits: readonly number[]
}

/** The candidates with the best scores, and the culprits: the others hardly pull at the weights, and there are many. */
export function hardest({ values, culprits }: Example, weights: Weights): Example {
  const scores = values.map((each) => scoreOf(each, weights))
  const kept = [...values.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).filter((at, rank) => rank < hardestKept || culprits.includes(at))
  return { values: kept.map((at) => values[at] ?? new Float64Array(FEATURES.length)), culprits: culprits.map((at) => kept.indexOf(at)) }
}

const hardestKept = 500
const mostSteps = 30
/** So little more likely, in logarithms, is not worth another step. */
const littleMore = 0.01

export interface Fitting {
  /** What the weights are held near where the cases say little; 0 unless said. */
  prior?: Weights
  /** How strongly: the prior is normal, and this one over its variance in deviations of the feature. */
  hold?: number
}

/** By Newton's method, with half a step wherever a whole one leads down. Deterministic. Features that are the same for all candidates of all cases get 0. */
export function fitWeights(examples: readonly Example[], { prior, hold = 20 }: Fitting = {}): Record<Feature, number> {
  const scales = deviations(examples)
  const start = Float64Array.from(FEATURES, (name, at) => (prior?.[name] ?? 0) * scales[at])
  const scaled = examples.map(({ values, culprits }) => ({ values: values.map((each) => each.map((value, at) => (scales[at] === 0 ? 0 : value / scales[at]))), culprits }))
  let best = placeOf(scaled, start, { start, hold })
  let step = stepFrom(best)
  for (let count = 0; count < mostSteps; count++) {
    const next = placeOf(scaled, best.weights.map((weight, at) => weight + step[at]), { start, hold })
    const gain = next.likelihood - best.likelihood
    if (gain > 0) best = next
    if (Math.abs(gain) < littleMore) break
    step = gain > 0 ? stepFrom(best) : step.map((each) => each / 2)
  }
  return Object.fromEntries(FEATURES.map((name, at) => [name, scales[at] === 0 ? 0 : Number((best.weights[at] / scales[at]).toPrecision(3))])) as Record<Feature, number>
}

/** Where the search stands: how likely it makes what happened, and which way it gets likelier. */
interface Place {
  weights: Float64Array
  likelihood: number
  slope: Float64Array
  /** The second derivatives, with their signs turned; row by row. */
  curvature: Float64Array
}

function placeOf(examples: readonly Example[], weights: Float64Array, { start, hold }: { start: Float64Array; hold: number }): Place {
  const size = weights.length
  const off = weights.map((weight, at) => weight - start[at])
  const place: Place = { weights, likelihood: -off.reduce((sum, each) => sum + each * each, 0) * hold / 2, slope: off.map((each) => -hold * each), curvature: new Float64Array(size * size) }
  for (let at = 0; at < size; at++) place.curvature[at * size + at] = hold
  for (const example of examples) addExample(place, example)
  return place
}

function addExample(place: Place, { values, culprits }: Example): void {
  const all = chances(Float64Array.from(values, (each) => each.reduce((sum, value, at) => sum + place.weights[at] * value, 0)))
  const known = culprits.reduce((sum, culprit) => sum + all[culprit], 0)
  if (known === 0) return
  place.likelihood += Math.log(known)
  const size = place.weights.length
  const means = new Float64Array(size)
  values.forEach((each, candidate) => each.forEach((value, at) => (means[at] += all[candidate] * value)))
  values.forEach((each, candidate) => {
    const chance = all[candidate]
    const pull = (culprits.includes(candidate) ? chance / known : 0) - chance
    each.forEach((value, at) => (place.slope[at] += pull * value))
    if (chance > 1e-4) addSpread(place.curvature, each.map((value, at) => value - means[at]), chance)
  })
}

function addSpread(curvature: Float64Array, off: Float64Array, chance: number): void {
  off.forEach((one, row) => {
    const weighed = chance * one
    if (weighed !== 0) for (let column = 0; column < off.length; column++) curvature[row * off.length + column] += weighed * off[column]
  })
}

/** Solves curvature · step = slope by Cholesky's decomposition: the prior makes it positive. */
function stepFrom({ curvature, slope }: Place): Float64Array {
  const size = slope.length
  const lower = new Float64Array(size * size)
  const step = slope.slice()
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = curvature[row * size + column]
      for (let k = 0; k < column; k++) sum -= lower[row * size + k] * lower[column * size + k]
      lower[row * size + column] = row === column ? Math.sqrt(sum) : sum / lower[column * size + column]
    }
    for (let k = 0; k < row; k++) step[row] -= lower[row * size + k] * step[k]
    step[row] /= lower[row * size + row]
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) step[row] -= lower[k * size + row] * step[k]
    step[row] /= lower[row * size + row]
  }
  return step
}

/** The standard deviation of each feature within the cases. */
function deviations(examples: readonly Example[]): Float64Array {
  const squares = new Float64Array(FEATURES.length)
  let count = 0
  for (const { values } of examples) {
    const means = new Float64Array(FEATURES.length)
    for (const each of values) each.forEach((value, at) => (means[at] += value / values.length))
    for (const each of values) each.forEach((value, at) => (squares[at] += (value - means[at]) ** 2))
    count += values.length
  }
  return squares.map((sum) => (sum / count < 1e-12 ? 0 : Math.sqrt(sum / count)))
}
