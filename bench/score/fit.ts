/** Fits the weights of a log-linear model: conditional logit, that is, the most likely weights given that one of each case's culprits was chosen. */

import { FEATURES, type Feature } from '../../src/intel/suspects/features.ts'
import { chances } from '../../src/intel/suspects/model.ts'

/** The features of all candidates of a case, and which of them are culprits. */
export interface Example {
  values: readonly Float64Array[]
  culprits: readonly number[]
}

const epochs = 40
const step = 0.05
/** Keeps weights small that little depends on. */
const decay = 1e-3

/** Deterministic. Features that are the same for all candidates of all cases get 0. */
export function fitWeights(examples: readonly Example[], used: readonly Feature[] = FEATURES): Record<Feature, number> {
  const scales = deviations(examples)
  const weights = new Float64Array(FEATURES.length)
  const [slope, energy] = [new Float64Array(FEATURES.length), new Float64Array(FEATURES.length).fill(1e-8)]
  let steps = 0
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const example of examples) {
      const gradient = gradientOf(example, weights, scales)
      steps += 1
      FEATURES.forEach((name, at) => { // Adam (Kingma, Ba 2015)
        if (!used.includes(name) || scales[at] === 0) return
        const pull = gradient[at] - decay * weights[at]
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
