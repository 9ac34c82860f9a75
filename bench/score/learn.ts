/** Learns the network that ranks the changes for a symptom: Adam (Kingma, Ba 2015) over the cases in small lots, drawn by a fixed seed. */

import { HIDDEN, JUDGES, sizesOf, SAID, VOICES, type Network } from '../../src/intel/suspects/network.ts'
import { TRAITS } from '../../src/intel/suspects/traits.ts'
import { addSlope, type Lesson } from './gradient.ts'
import { numbers } from './metrics.ts'

const rounds = 16
const lot = 32
/** The largest step, after a fifth of the way; from there it falls to nothing by half a cosine. */
const stride = 0.01
const warm = 0.2
/** How strongly each number is held to 0. */
const hold = 1e-4
const [firstMoment, secondMoment, leastMoment] = [0.9, 0.999, 1e-8]
const seed = 20_261_130

/** What words count in each field at first; learning goes on from there. */
const firstSaid = [0, 0.6, 0.3, 0.3, 0.3, 0.12, 0.03]

export const emptyNetwork = (facts: number): Network => Object.fromEntries(Object.entries(sizesOf(facts)).map(([name, size]) => [name, new Float64Array(size)])) as unknown as Network

/** Numbers by chance where the network would else learn the same in every row. */
export function firstNetwork(facts: number, next: () => number): Network {
  const network = emptyNetwork(facts)
  const spread = (values: Float64Array, most: number) => values.forEach((_none, at) => (values[at] = most * (2 * next() - 1)))
  spread(network.traits, 1 / Math.sqrt(TRAITS))
  spread(network.bias, 1 / Math.sqrt(TRAITS))
  spread(network.said, 0.5 / Math.sqrt(HIDDEN))
  for (let voice = 0; voice < VOICES; voice++) firstSaid.forEach((count, at) => (network.saidBias[voice * SAID + at] = count + (at > 0 ? 0.04 * (next() - 0.5) : 0)))
  network.half.fill(0.2)
  network.places.fill(0.05)
  network.norm.fill(0.5)
  network.worth.fill(2, 0, VOICES)
  spread(network.judges, 1 / Math.sqrt(VOICES + facts))
  spread(network.judgesBias, 1 / Math.sqrt(VOICES + facts))
  spread(network.verdicts, 0.1 / Math.sqrt(JUDGES))
  return network
}

const namesOf = (network: Network) => Object.keys(network) as (keyof Network)[]

/** The facts are scaled by their deviations while it learns: they are of very different sizes. */
export function learn(lessons: readonly Lesson[], told: (round: number, loss: number) => void = () => {}): Network {
  const deviations = deviationsOf(lessons)
  const scaled = lessons.map((lesson) => ({ ...lesson, candidates: lesson.candidates.map((each) => ({ ...each, facts: each.facts.map((fact, at) => (deviations[at] === 0 ? 0 : fact / deviations[at])) })) }))
  const next = numbers(seed)
  const network = firstNetwork(deviations.length, next)
  const [first, second] = [emptyNetwork(deviations.length), emptyNetwork(deviations.length)]
  const steps = rounds * Math.ceil(lessons.length / lot)
  let step = 0
  for (let round = 0; round < rounds; round++) {
    let loss = 0
    const order = shuffled(scaled, next)
    for (let from = 0; from < order.length; from += lot) {
      const slope = emptyNetwork(deviations.length)
      const some = order.slice(from, from + lot)
      for (const lesson of some) loss += addSlope(network, lesson, slope)
      takeStep({ network, slope, first, second }, { size: some.length, stride: strideAt(step / steps), count: ++step })
    }
    told(round, loss / lessons.length)
  }
  return unscaled(network, deviations)
}

/** The same network for facts as they are. */
function unscaled(network: Network, deviations: Float64Array): Network {
  const size = VOICES + deviations.length
  const ofFact = (weight: number, at: number) => {
    const fact = (at % size) - VOICES
    return fact < 0 ? weight : deviations[fact] === 0 ? 0 : weight / deviations[fact]
  }
  return { ...network, worth: network.worth.map(ofFact), judges: network.judges.map(ofFact) }
}

const strideAt = (part: number) => (part < warm ? stride * (0.04 + (0.96 * part) / warm) : (stride * (1 + Math.cos((Math.PI * (part - warm)) / (1 - warm)))) / 2)

interface Moving {
  network: Network
  slope: Network
  first: Network
  second: Network
}

function takeStep({ network, slope, first, second }: Moving, { size, stride: most, count }: { size: number; stride: number; count: number }): void {
  for (const name of namesOf(network)) {
    const [values, slopes, means, squares] = [network[name], slope[name], first[name], second[name]]
    for (let at = 0; at < values.length; at++) {
      const pull = slopes[at] / size + hold * values[at]
      means[at] = firstMoment * means[at] + (1 - firstMoment) * pull
      squares[at] = secondMoment * squares[at] + (1 - secondMoment) * pull * pull
      values[at] -= (most * (means[at] / (1 - firstMoment ** count))) / (Math.sqrt(squares[at] / (1 - secondMoment ** count)) + leastMoment)
    }
  }
}

/** Fisher and Yates. */
function shuffled<T>(all: readonly T[], next: () => number): T[] {
  const order = [...all]
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1))
    ;[order[at], order[other]] = [order[other], order[at]]
  }
  return order
}

/** Of each fact, over all candidates. */
function deviationsOf(lessons: readonly Lesson[]): Float64Array {
  const all = lessons.flatMap(({ candidates }) => candidates.map(({ facts }) => facts))
  const mean = (of: (facts: Float64Array, at: number) => number) => Float64Array.from(all[0] ?? [], (_none, at) => all.reduce((total, facts) => total + of(facts, at), 0) / all.length)
  const means = mean((facts, at) => facts[at])
  return mean((facts, at) => (facts[at] - means[at]) ** 2).map((square) => (square < 1e-12 ? 0 : Math.sqrt(square)))
}

/** With four digits: more say nothing. */
export const printed = (network: Network): string => JSON.stringify(Object.fromEntries(namesOf(network).map((name) => [name, [...network[name]].map((value) => Number(value.toPrecision(4)))])))

