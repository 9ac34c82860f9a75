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
const epochs = 40
const step = 0.05

export interface Fitting {
  /** What the weights are held near where the cases say little; 0 unless said. */
  prior?: Weights
  /** How strongly. */
  hold?: number
}

/** Deterministic. Features that are the same for all candidates of all cases get 0. */
export function fitWeights(examples: readonly Example[], { prior, hold = 1e-3 }: Fitting = {}): Record<Feature, number> {
  const scales = deviations(examples)
  const start = Float64Array.from(FEATURES, (name, at) => (prior?.[name] ?? 0) * scales[at])
  const weights = start.slice()
  const [slope, energy] = [new Float64Array(FEATURES.length), new Float64Array(FEATURES.length).fill(1e-8)]
  let steps = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const example of examples) {
      const gradient = gradientOf(example, weights, scales)
      steps += 1
      FEATURES.forEach((_name, at) => { // Adam (Kingma, Ba 2015)
        if (scales[at] === 0) return
        const pull = gradient[at] - hold * (weights[at] - start[at])
        slope[at] = 0.9 * slope[at] + 0.1 * pull
        energy[at] = 0.999 * energy[at] + 0.001 * pull * pull
        weights[at] += (step * (1 - epoch / epochs) * slope[at]) / (1 - 0.9 ** steps) / (Math.sqrt(energy[at] / (1 - 0.999 ** steps)) + 1e-6)
      })
    }
  }
  return Object.fromEntries(FEATURES.map((name, at) => [name, scales[at] === 0 ? 0 : Number((weights[at] / scales[at]).toPrecision(3))])) as Record<Feature, number>
}

function gradientOf({ values, culprits }: Example, weights: Float64Array, scales: Float64Array): Float64Array {
  const scores = Float64Array.from(values, (each) => each.reduce((sum, value, at) => sum + (scales[at] === 0 ? 0 : (weights[at] * value) / scales[at]), 0))
  const all = chances(scores)
  const known = culprits.reduce((sum, culprit) => sum + all[culprit], 0) || 1
  const gradient = new Float64Array(FEATURES.length)
  values.forEach((each, candidate) => {
    const pull = (culprits.includes(candidate) ? all[candidate] / known : 0) - all[candidate]
    for (let at = 0; at < gradient.length; at++) if (scales[at] > 0) gradient[at] += (pull * each[at]) / scales[at]
  })
  return gradient
}

/** The standard deviation of each feature over all candidates. */
function deviations(examples: readonly Example[]): Float64Array {
  const [sums, squares] = [new Float64Array(FEATURES.length), new Float64Array(FEATURES.length)]
  let count = 0
  for (const { values } of examples) {
    for (const each of values) {
      count += 1
      each.forEach((value, at) => {
        sums[at] += value
        squares[at] += value * value
      })
    }
  }
  return sums.map((sum, at) => Math.sqrt(Math.max(0, squares[at] / count - (sum / count) ** 2)))
}
