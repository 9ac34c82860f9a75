/** Track A: what a repair's message says of the fault → the commit that it names, among those of the 90 days before. */

import { createFeatures, FEATURES, type Case, type Feature } from '../../src/intel/suspects/features.ts'
import { factsOf, scoresOf } from '../../src/intel/suspects/model.ts'
import { lengthsOf } from '../../src/intel/suspects/network.ts'
import { readSignal } from '../../src/intel/suspects/signal.ts'
import { traitsOf } from '../../src/intel/suspects/traits.ts'
import { commitsIn, knownBefore, type Corpus } from './corpus.ts'
import type { Repair } from './cases.ts'
import type { Example } from './fit.ts'
import type { Lesson } from './gradient.ts'

export const windowSeconds = 90 * 24 * 60 * 60

/** Among the changes of months, or of all the years before. */
export const secondsOf = { months: windowSeconds, years: Infinity }

export const isRecent = ({ culprits, time }: Repair): boolean => culprits.some((culprit) => culprit.time >= time - windowSeconds)

/** A case, with the score that Firebreak gives each candidate. */
export interface Scored extends Example {
  scores: Float64Array
}

function readCase(corpus: Corpus, { symptom, time, culprits }: Repair, seconds: number) {
  const from = Math.max(0, time - seconds)
  const candidates = commitsIn(corpus, from, time)
  const asked: Case = { signal: readSignal(symptom), frames: [], candidates, at: time }
  const features = createFeatures(asked)
  corpus.terms.visit(knownBefore(corpus, from, candidates.length), (_index, vector) => features.hits.addKnown(vector))
  corpus.terms.visit(candidates.map(({ oid }) => oid), (index, vector) => features.hits.add(index, vector))
  return { asked, features, culprits: culprits.map((culprit) => candidates.indexOf(culprit)).filter((at) => at >= 0) }
}

/** Among the changes of so many seconds before, or of all; the repair itself and all that is later is not among them. */
export function symptomExample(corpus: Corpus, repair: Repair, seconds: number): Scored {
  const { asked, features, culprits } = readCase(corpus, repair, seconds)
  return { values: asked.candidates.map((_none, at) => features.of(at).values), scores: scoresOf(asked, features, 'months'), culprits }
}

/** Of the candidates those that the network as it is, or the words alone, take for the likeliest, and the culprits: the others hardly pull at the network, and there are many. */
export function symptomLesson(corpus: Corpus, repair: Repair, seconds: number): Lesson {
  const { asked, features, culprits } = readCase(corpus, repair, seconds)
  const values = asked.candidates.map((_none, at) => features.of(at).values)
  const likeliest = [scoresOf(asked, features, 'months'), values.map((each) => each[relevance])].flatMap((scores) => [...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, likeliestKept))
  const kept = [...new Set([...likeliest, ...culprits])]
  const averages = features.hits.averageLengths()
  const words = asked.signal.length
  return {
    traits: traitsOf(asked.signal, features.hits),
    candidates: kept.map((at) => ({ hits: features.hits.of(at).filter(({ place }) => place < words), lengths: lengthsOf(features.hits, at, averages), facts: factsOf(values[at]) })),
    culprits: culprits.map((culprit) => kept.indexOf(culprit)),
  }
}

const relevance = FEATURES.indexOf('relevance')
const likeliestKept = 150

const by = (name: Feature) => ({ values }: Scored) => Float64Array.from(values, (each) => each[FEATURES.indexOf(name)])

/** The baselines and ours. The first two are what others show: the newest change, and the words alone. */
export const symptomRankers: Readonly<Record<string, (example: Scored) => Float64Array>> = { 'newest first': by('recency'), 'words alone (BM25F)': by('relevance'), Firebreak: ({ scores }) => scores }
