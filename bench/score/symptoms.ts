/** Track A: what a repair's message says of the fault → the commit that it names, among those of the 90 days before. */

import { createFeatures, FEATURES, type Feature } from '../../src/intel/suspects/features.ts'
import { scoreOf, symptomWeights, type Weights } from '../../src/intel/suspects/model.ts'
import { readSignal } from '../../src/intel/suspects/signal.ts'
import { commitsIn, knownBefore, type Corpus } from './corpus.ts'
import type { Repair } from './cases.ts'
import type { Example } from './fit.ts'
import { rankOf } from './metrics.ts'

export const windowSeconds = 90 * 24 * 60 * 60

export const isRecent = ({ culprits, time }: Repair): boolean => culprits.some((culprit) => culprit.time >= time - windowSeconds)

/** Among the changes of so many seconds before, or of all; the repair itself and all that is later is not among them. */
export function symptomExample(corpus: Corpus, { symptom, time, culprits }: Repair, seconds: number): Example {
  const from = Math.max(0, time - seconds)
  const candidates = commitsIn(corpus, from, time)
  const features = createFeatures({ signal: readSignal(symptom), frames: [], candidates, at: time })
  corpus.terms.visit(knownBefore(corpus, from, candidates.length), (_index, vector) => features.hits.addKnown(vector))
  corpus.terms.visit(candidates.map(({ oid }) => oid), (index, vector) => features.hits.add(index, vector))
  return { values: candidates.map((_none, at) => features.of(at).values), culprits: culprits.map((culprit) => candidates.indexOf(culprit)).filter((at) => at >= 0) }
}

const alone = (name: Feature): Weights => Object.fromEntries(FEATURES.map((each) => [each, Number(each === name)])) as Record<Feature, number>

/** The baselines and ours. The first two are what others show: the newest change, and the words alone. */
export const symptomRankers: Readonly<Record<string, Weights>> = { 'newest first': alone('recency'), 'words alone (BM25F)': alone('relevance'), Firebreak: symptomWeights }

export const rankBy = ({ values, culprits }: Example, weights: Weights): number => rankOf(Float64Array.from(values, (each) => scoreOf(each, weights)), culprits)
