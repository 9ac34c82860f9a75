import { countIn, FIELDS } from '../../../engine/terms/index.ts'
import type { Hits } from './hits.ts'
import type { SignalTerm } from './signal.ts'

/** How much of a signal's words a candidate speaks of. */
export interface Relevance {
  /** Over all fields at once. */
  all: number
  /** Of the subject alone. */
  subject: number
  /** The part of the signal's words, by weight, that stands anywhere in it: 0–1. */
  covered: number
  /** The weight of its rarest word. */
  rarest: number
}

/** What a term counts in each field: BM25F's weights (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009), tuned as docs/suspects.md says. */
const fieldWeights = { subject: 2, body: 1, path: 2, section: 1, added: 0.4, removed: 0.1 }
/** How soon more of the same says nothing new. */
const saturation = 1.2
/** How far a long field counts less: 0 not at all, 1 by its length. */
const lengthPenalty = 0.5
/** Above 1: rare words count more than BM25 has them. */
const rarityPower = 1.5
/** Names and paths are meant as they stand; words may mean anything. */
const exactness = { word: 1, name: 1.15, path: 1.15 }

/** The weight of each term among these candidates; 0 for one that none has. */
export function termWeights(signal: readonly SignalTerm[], { frequencies }: Hits, candidates: number): Float64Array {
  return Float64Array.from(signal, ({ kind, count }, place) => {
    const frequency = frequencies[place]
    if (frequency === 0) return 0
    return (1 + Math.log(count)) * rarity(frequency, candidates) ** rarityPower * exactness[kind]
  })
}

const rarity = (frequency: number, candidates: number) => Math.log(1 + (candidates - frequency + 0.5) / (frequency + 0.5))

export function createRelevance(hits: Hits, weights: Float64Array, candidates: number): (candidate: number) => Relevance {
  const averages = averageLengths(hits, candidates)
  const norm = Math.hypot(...weights) || 1
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  return (candidate) => {
    const relevance = { all: 0, subject: 0, covered: 0, rarest: 0 }
    const scale = fieldScales(hits, candidate, averages)
    for (const { place, counts } of hits.of(candidate)) {
      const weight = weights[place] ?? 0 // other terms are asked for too
      if (weight === 0) continue
      const whole = saturated(FIELDS.reduce((sum, _name, field) => sum + countIn(counts, field) * scale[field], 0))
      relevance.all += (weight * whole) / norm
      relevance.subject += (weight * saturated((countIn(counts, 0) * scale[0]) / fieldWeights.subject)) / norm
      relevance.covered += weight / total
      relevance.rarest = Math.max(relevance.rarest, weight * whole)
    }
    return relevance
  }
}

const saturated = (frequency: number) => frequency / (frequency + saturation)

/** What one occurrence in each field of a candidate counts. */
function fieldScales({ lengths }: Hits, candidate: number, averages: readonly number[]): number[] {
  return FIELDS.map((name, field) => fieldWeights[name] / (1 - lengthPenalty + (lengthPenalty * lengths[candidate * FIELDS.length + field]) / averages[field]))
}

function averageLengths({ lengths }: Hits, candidates: number): number[] {
  const sums = FIELDS.map(() => 0)
  lengths.forEach((length, at) => (sums[at % FIELDS.length] += length))
  return sums.map((sum) => Math.max(1, sum / Math.max(1, candidates)))
}
