/** How likely a network makes the culprits of a case, and which way each of its numbers makes them likelier: back-propagation through src/intel/suspects/network.ts. */

import { countIn, FIELDS } from '../../engine/terms/index.ts'
import { inDiff, inMessage, type Hit } from '../../src/intel/suspects/hits.ts'
import { chances } from '../../src/intel/suspects/model.ts'
import { beyondCommon, halvesOf, heaviest, HIDDEN, leastTotal, lightest, JUDGES, logistic, opinionsOf, PLACES, SAID, scoreBy, speak, voicesOf, VOICES, type Network, type Spoken } from '../../src/intel/suspects/network.ts'
import { TRAITS } from '../../src/intel/suspects/traits.ts'

/** A symptom and its candidates, as the network is told of them. */
export interface Lesson {
  traits: Float64Array
  candidates: readonly { hits: readonly Hit[]; lengths: Float64Array; facts: Float64Array }[]
  culprits: readonly number[]
}

/** What the words were found to pull at, until all candidates were looked at. */
interface Pull {
  /** At what each word says for each voice. */
  said: Float64Array
  /** At its share of each voice. */
  shares: Float64Array
}

const knownOf = (network: Network, spoken: Spoken, { hits, lengths, facts }: Lesson['candidates'][number]) => Float64Array.of(...voicesOf(network, spoken, hits, lengths), ...facts)

/** The scores of the candidates. */
export function lessonScores(network: Network, { traits, candidates }: Lesson): Float64Array {
  const spoken = speak(network, traits)
  return Float64Array.from(candidates, (candidate) => {
    const known = knownOf(network, spoken, candidate)
    return scoreBy(network, known, opinionsOf(network, known))
  })
}

/** Adds the slope of minus the logarithm of the culprits' chance to `slope`; answers that value. */
export function addSlope(network: Network, { traits, candidates, culprits }: Lesson, slope: Network): number {
  const spoken = speak(network, traits)
  const known = candidates.map((candidate) => knownOf(network, spoken, candidate))
  const opinions = known.map((each) => opinionsOf(network, each))
  const all = chances(Float64Array.from(known, (each, at) => scoreBy(network, each, opinions[at])))
  const right = Math.max(Number.MIN_VALUE, culprits.reduce((total, culprit) => total + all[culprit], 0))
  const pull: Pull = { said: new Float64Array(spoken.said.length), shares: new Float64Array(spoken.shares.length) }
  candidates.forEach((candidate, at) => {
    const off = all[at] - (culprits.includes(at) ? all[at] / right : 0)
    if (Math.abs(off) < least) return
    addCandidate({ network, spoken, slope, pull }, candidate, addJudged(network, slope, { off, known: known[at], opinions: opinions[at] }))
  })
  addWords({ network, spoken, slope, pull }, traits)
  return -Math.log(right)
}

/** What has less of a chance pulls at nothing. */
const least = 1e-6

/** By how much what is known of a candidate pulls. */
function addJudged(network: Network, slope: Network, { off, known, opinions }: { off: number; known: Float64Array; opinions: Float64Array }): Float64Array {
  const pulled = network.worth.map((worth) => off * worth)
  known.forEach((value, at) => (slope.worth[at] += off * value))
  for (let row = 0; row < JUDGES; row++) {
    slope.verdicts[row] += off * opinions[row]
    const turned = off * network.verdicts[row] * (1 - opinions[row] ** 2)
    slope.judgesBias[row] += turned
    for (let at = 0; at < known.length; at++) {
      slope.judges[row * known.length + at] += turned * known[at]
      pulled[at] += turned * network.judges[row * known.length + at]
    }
  }
  return pulled
}

interface Step {
  network: Network
  spoken: Spoken
  slope: Network
  pull: Pull
}

/** `off`: how far each voice is off, before the facts. */
function addCandidate({ network, spoken, slope, pull }: Step, { hits, lengths }: Lesson['candidates'][number], off: Float64Array): void {
  const halves = halvesOf(network, lengths)
  const pulledHalves = new Float64Array(halves.length)
  const words = spoken.shares.length / VOICES
  for (const { place, counts } of hits) {
    if (place >= words) continue
    const stands = [Number(inMessage(counts)), Number(inDiff(counts))]
    for (let voice = 0; voice < VOICES; voice++) {
      const [share, from] = [spoken.shares[place * VOICES + voice], (place * VOICES + voice) * SAID + 1]
      let total = 0
      for (let at = 0; at < PLACES; at++) {
        total += stands[at] * network.places[voice * PLACES + at]
        slope.places[voice * PLACES + at] += off[voice] * share * stands[at]
      }
      for (let field = 0; field < FIELDS.length; field++) {
        const count = countIn(counts, field)
        if (count === 0) continue
        const half = halves[voice * FIELDS.length + field]
        const part = count / (count + half)
        total += spoken.said[from + field] * part
        pull.said[from + field] += off[voice] * share * part
        pulledHalves[voice * FIELDS.length + field] -= (off[voice] * share * spoken.said[from + field] * part * half) / (count + half)
      }
      pull.shares[place * VOICES + voice] += off[voice] * total
    }
  }
  pulledHalves.forEach((pulled, at) => {
    slope.half[at] += pulled
    slope.long[at] += pulled * beyondCommon(lengths[at % FIELDS.length])
  })
}

/** From what the words say, down to their traits. */
function addWords({ network, spoken, slope, pull }: Step, traits: Float64Array): void {
  const words = spoken.shares.length / VOICES
  const pulledTotals = addNorms({ network, spoken, slope, pull })
  for (let word = 0; word < words; word++) {
    for (let voice = 0; voice < VOICES; voice++) {
      const [at, weight] = [word * VOICES + voice, spoken.said[(word * VOICES + voice) * SAID]]
      const pulled = pull.shares[at] / spoken.norms[voice] + pulledTotals[voice]
      pull.said[at * SAID] = weight > lightest && weight < heaviest ? pulled * Math.exp(weight) : 0
    }
    addWord({ network, spoken, slope, pull }, traits, word)
  }
}

/** By how much the weight of all words pulls, for each voice. */
function addNorms({ network, spoken, slope, pull }: Step): Float64Array {
  return spoken.norms.map((norm, voice) => {
    const power = logistic(network.norm[voice])
    let pulled = 0
    for (let at = voice; at < pull.shares.length; at += VOICES) pulled -= (pull.shares[at] * spoken.shares[at]) / norm
    slope.norm[voice] += pulled * norm * Math.log(spoken.totals[voice] + leastTotal) * power * (1 - power)
    return (pulled * power * norm) / (spoken.totals[voice] + leastTotal)
  })
}

function addWord({ network, spoken, slope, pull }: Step, traits: Float64Array, word: number): void {
  const pulled = new Float64Array(HIDDEN)
  const rows = VOICES * SAID
  for (let row = 0; row < rows; row++) {
    const off = pull.said[word * rows + row]
    if (off === 0) continue
    slope.saidBias[row] += off
    for (let at = 0; at < HIDDEN; at++) {
      slope.said[row * HIDDEN + at] += off * spoken.hidden[word * HIDDEN + at]
      pulled[at] += off * network.said[row * HIDDEN + at]
    }
  }
  for (let row = 0; row < HIDDEN; row++) {
    const off = pulled[row] * (1 - spoken.hidden[word * HIDDEN + row] ** 2)
    slope.bias[row] += off
    for (let at = 0; at < TRAITS; at++) slope.traits[row * TRAITS + at] += off * traits[word * TRAITS + at]
  }
}
