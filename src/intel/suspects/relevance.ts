import { countIn, FIELDS, type Field } from '../../../engine/terms/index.ts'
import { inDiff, inMessage, type Hits } from './hits.ts'
import type { SignalTerm } from './signal.ts'
import { rarity } from './traits.ts'

/** How much of a signal's words a candidate speaks of. Shares are of the words' weight: 0–1. */
export interface Relevance {
  /** Over all fields at once, as BM25F has it. */
  relevance: number
  /** The share that stands anywhere in it. */
  covered: number
  /** The share that stands in its message. */
  told: number
  /** The share that stands in its diff: in paths, in what hunks stand in, in lines. */
  changed: number
  /** The share that stands in lines that it removes. */
  removed: number
  /** Of the names and paths alone: the share that stands anywhere in it. */
  names: number
  /** How much of its subject the signal speaks of: the rarity of the words that both have, by the length of the subject. */
  echo: number
  /** The names of functions that its hunks stand in, as BM25F has it. */
  sections: number
}

/** What a term counts in each field: BM25F's weights (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009), tuned as docs/suspects.md says. */
const fieldWeights: Readonly<Record<Field, number>> = { subject: 2, body: 1, path: 2, section: 1, added: 0.4, removed: 0.1 }
/** How soon more of the same says nothing new. */
const saturation = 1.2
/** How far a long field counts less: 0 not at all, 1 by its length. */
const lengthPenalty = 0.5
/** Above 1: rare words count more than BM25 has them. */
const rarityPower = 1.5
/** Names and paths are meant as they stand; words may mean anything. */
const exactness = { word: 1, name: 1.15, path: 1.15 }
/** A subject of one word is echoed whole by chance. */
const leastSubject = 3

const placeOf = (field: Field) => FIELDS.indexOf(field)
const fields = { subject: placeOf('subject'), section: placeOf('section'), removed: placeOf('removed') }
const weightOf = FIELDS.map((field) => fieldWeights[field])

/** The weight of each term among all changes that are known; 0 for one that no candidate has. */
export function termWeights(signal: readonly SignalTerm[], hits: Hits): Float64Array {
  return Float64Array.from(signal, ({ kind, count }, place) => (hits.candidatesWith[place] === 0 ? 0 : (1 + Math.log(count)) * rarityOf(hits, place) ** rarityPower * exactness[kind]))
}

const rarityOf = ({ frequencies, known }: Hits, place: number) => rarity(frequencies[place], known)

/** To be called when all candidates were added to the hits. */
export function createRelevance(signal: readonly SignalTerm[], hits: Hits, weights: Float64Array): (candidate: number) => Relevance {
  const averages = hits.averageLengths()
  const rarities = Float64Array.from(signal, (_term, place) => (hits.candidatesWith[place] > 0 ? rarityOf(hits, place) : 0))
  const norm = Math.hypot(...weights) || 1
  const total = sumOf(weights) || 1
  const totalOfNames = sumOf(weights.filter((_weight, place) => signal[place]?.kind !== 'word')) || 1
  const scales = new Float64Array(FIELDS.length)

  return (candidate) => {
    const found: Relevance = { relevance: 0, covered: 0, told: 0, changed: 0, removed: 0, names: 0, echo: 0, sections: 0 }
    for (let field = 0; field < FIELDS.length; field++) scales[field] = weightOf[field] / (1 - lengthPenalty + (lengthPenalty * hits.lengthOf(candidate, field)) / averages[field])
    for (const { place, counts } of hits.of(candidate)) {
      const weight = weights[place] ?? 0 // other terms are asked for too
      if (weight === 0) continue
      const { kind } = signal[place]
      const said = saturated(weightedCount(counts, scales))
      found.relevance += (weight * said) / norm
      found.covered += weight / total
      if (inMessage(counts)) found.told += weight / total
      if (inDiff(counts)) found.changed += weight / total
      if (countIn(counts, fields.removed) > 0) found.removed += weight / total
      if (kind !== 'word') found.names += weight / totalOfNames
      if (kind === 'name') found.sections += (weight * saturated((countIn(counts, fields.section) * scales[fields.section]) / weightOf[fields.section])) / norm
      if (kind === 'word' && countIn(counts, fields.subject) > 0) found.echo += rarities[place] / Math.max(leastSubject, hits.lengthOf(candidate, fields.subject))
    }
    return found
  }
}

const saturated = (frequency: number) => frequency / (frequency + saturation)
const sumOf = (numbers: Float64Array) => numbers.reduce((sum, each) => sum + each, 0)

function weightedCount(counts: number, scales: Float64Array): number {
  let sum = 0
  for (let field = 0; field < scales.length; field++) sum += countIn(counts, field) * scales[field]
  return sum
}
