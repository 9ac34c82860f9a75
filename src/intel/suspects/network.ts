/**
 * How much a change speaks of a symptom: what each word counts, and in which field, is learnt from repairs that name their culprits.
 *
 * A small network reads the traits of each word and says, for each of several voices, how heavy the word is and what it counts in each field.
 * A voice of a candidate is the sum over the words that it has, as in BM25 but with learnt weights. A second layer weighs the voices and what else
 * is known of the candidate against each other, and gives its score. `npm run score -- fit` learns the numbers, by the gradient that bench/score/gradient.ts takes.
 */

import { countIn, FIELDS } from '../../../engine/terms/index.ts'
import { inDiff, inMessage, type Hit, type Hits } from './hits.ts'
import type { SignalTerm } from './signal.ts'
import { TRAITS, traitsOf } from './traits.ts'

export const VOICES = 3
/** So many numbers stand between the traits of a word and what is said of it, */
export const HIDDEN = 24
/** and so many between what is known of a candidate and its score. */
export const JUDGES = 16
/** What the network says of a word for each voice: its weight, as a logarithm, and what it counts in each field. */
export const SAID = 1 + FIELDS.length
/** Standing in the message at all, and in the diff. */
export const PLACES = 2

/** The learnt numbers, row by row. */
export interface Network {
  /** HIDDEN × TRAITS. */
  traits: Float64Array
  /** HIDDEN. */
  bias: Float64Array
  /** VOICES × SAID × HIDDEN. */
  said: Float64Array
  /** VOICES × SAID. */
  saidBias: Float64Array
  /** VOICES × FIELDS: of how often a word stands in a field of common length, the logarithm where half is said. */
  half: Float64Array
  /** VOICES × FIELDS: how much later so in a long field. */
  long: Float64Array
  /** VOICES × PLACES. */
  places: Float64Array
  /** VOICES: how much a text of many words is played down, by the logistic function. */
  norm: Float64Array
  /** What each voice is worth by itself, and then each fact of a candidate. */
  worth: Float64Array
  /** JUDGES × as many. */
  judges: Float64Array
  /** JUDGES. */
  judgesBias: Float64Array
  /** JUDGES: what the word of each is worth. */
  verdicts: Float64Array
}

/** The sizes of a network for so many facts of a candidate. */
export const sizesOf = (facts: number): Readonly<Record<keyof Network, number>> => ({
  traits: HIDDEN * TRAITS, bias: HIDDEN, said: VOICES * SAID * HIDDEN, saidBias: VOICES * SAID, half: VOICES * FIELDS.length, long: VOICES * FIELDS.length,
  places: VOICES * PLACES, norm: VOICES, worth: VOICES + facts, judges: JUDGES * (VOICES + facts), judgesBias: JUDGES, verdicts: JUDGES,
})

/** What the words of a signal count, before any candidate is looked at. */
export interface Spoken {
  /** Of each word: HIDDEN. */
  hidden: Float64Array
  /** Of each word and voice: SAID. */
  said: Float64Array
  /** Of each word and voice: its share of the voice. */
  shares: Float64Array
  /** Of each voice: the weight of all words, and by what it is divided. */
  totals: Float64Array
  norms: Float64Array
}

/** Heavier or lighter than e to these no word gets. */
export const lightest = -8
export const heaviest = 4
/** No text weighs nothing. */
export const leastTotal = 1e-3
/** The logarithm of one more than the common length of a field. */
const commonLength = Math.log(2)

export const logistic = (value: number): number => 1 / (1 + Math.exp(-value))

export function speak(network: Network, traits: Float64Array): Spoken {
  const words = traits.length / TRAITS
  const spoken: Spoken = { hidden: new Float64Array(words * HIDDEN), said: new Float64Array(words * VOICES * SAID), shares: new Float64Array(words * VOICES), totals: new Float64Array(VOICES), norms: new Float64Array(VOICES) }
  for (let word = 0; word < words; word++) sayWord(network, traits.subarray(word * TRAITS, (word + 1) * TRAITS), spoken, word)
  spoken.norms.set(spoken.totals.map((total, voice) => (total + leastTotal) ** logistic(network.norm[voice])))
  spoken.shares.forEach((weight, at) => (spoken.shares[at] = weight / spoken.norms[at % VOICES]))
  return spoken
}

function sayWord(network: Network, traits: Float64Array, { hidden, said, shares, totals }: Spoken, word: number): void {
  for (let row = 0; row < HIDDEN; row++) hidden[word * HIDDEN + row] = Math.tanh(network.bias[row] + dot(network.traits, row * TRAITS, traits, 0, TRAITS))
  const first = word * VOICES * SAID
  for (let row = 0; row < VOICES * SAID; row++) said[first + row] = network.saidBias[row] + dot(network.said, row * HIDDEN, hidden, word * HIDDEN, HIDDEN)
  for (let voice = 0; voice < VOICES; voice++) {
    const weight = Math.exp(Math.min(heaviest, Math.max(lightest, said[first + voice * SAID])))
    shares[word * VOICES + voice] = weight
    totals[voice] += weight
  }
}

function dot(one: Float64Array, from: number, other: Float64Array, start: number, length: number): number {
  let sum = 0
  for (let at = 0; at < length; at++) sum += one[from + at] * other[start + at]
  return sum
}

/** How long each field of a candidate is, by the common length: the logarithm of one more. */
export function lengthsOf(hits: Hits, candidate: number, averages: Float64Array): Float64Array {
  return averages.map((average, field) => Math.log1p(hits.lengthOf(candidate, field) / average))
}

/** Of each voice and field: how often a word must stand there to say half. */
export function halvesOf({ half, long }: Network, lengths: Float64Array): Float64Array {
  return half.map((value, at) => Math.exp(value + long[at] * (lengths[at % FIELDS.length] - commonLength)))
}

/** How much longer than common a field is, as `halvesOf` has it. */
export const beyondCommon = (length: number): number => length - commonLength

/** What each voice says of a candidate. */
export function voicesOf(network: Network, spoken: Spoken, hits: readonly Hit[], lengths: Float64Array): Float64Array {
  const voices = new Float64Array(VOICES)
  const halves = halvesOf(network, lengths)
  const words = spoken.shares.length / VOICES
  for (const { place, counts } of hits) {
    if (place >= words) continue // other terms are asked for too
    const [told, changed] = [Number(inMessage(counts)), Number(inDiff(counts))]
    for (let voice = 0; voice < VOICES; voice++) {
      const from = (place * VOICES + voice) * SAID + 1
      let sum = told * network.places[voice * PLACES] + changed * network.places[voice * PLACES + 1]
      for (let field = 0; field < FIELDS.length; field++) {
        const count = countIn(counts, field)
        if (count > 0) sum += (spoken.said[from + field] * count) / (count + halves[voice * FIELDS.length + field])
      }
      voices[voice] += spoken.shares[place * VOICES + voice] * sum
    }
  }
  return voices
}

/** What each judge makes of a candidate, by what the voices say of it and the facts after them: from −1 to 1. */
export function opinionsOf({ judges, judgesBias }: Network, known: Float64Array): Float64Array {
  return judgesBias.map((bias, row) => Math.tanh(bias + dot(judges, row * known.length, known, 0, known.length)))
}

export const scoreBy = ({ worth, verdicts }: Network, known: Float64Array, opinions: Float64Array): number => dot(worth, 0, known, 0, known.length) + dot(verdicts, 0, opinions, 0, JUDGES)

/** The scores of candidates; `factsOf` tells of each what the network has weights for. To be called when all candidates were added to the hits. */
export function createScorer(network: Network, signal: readonly SignalTerm[], hits: Hits, factsOf: (candidate: number) => Float64Array): (candidate: number) => number {
  const spoken = speak(network, traitsOf(signal, hits))
  const averages = hits.averageLengths()
  return (candidate) => {
    const known = Float64Array.of(...voicesOf(network, spoken, hits.of(candidate), lengthsOf(hits, candidate, averages)), ...factsOf(candidate))
    return scoreBy(network, known, opinionsOf(network, known))
  }
}
