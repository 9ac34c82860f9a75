import type { TermVector } from '../../../engine/terms/index.ts'
import { createFeatures, type Case } from './features.ts'
import { chances, questionOf, scoresOf, toldChance } from './model.ts'
import { reasonsOf, type Reason } from './reasons.ts'

export interface RankedChange {
  oid: string
  time: number
  /** The higher the likelier; only good for comparing within one answer. */
  score: number
  /** 0–1: how often such a suspect was the culprit, where one of the candidates was. */
  chance: number
  reasons: readonly Reason[]
}

export interface RankRequest extends Case {
  /** Older changes, which tell how rare words are. */
  known: readonly string[]
  limit: number
}

/** Visits the vectors of the commits asked for, by their places in the list. */
export type VisitVectors = (oids: readonly string[], visit: (index: number, vector: TermVector) => void) => void

/** The likeliest culprits first. Candidates that speak of nothing in the signal are left out. */
export function rankChanges({ limit, known, ...asked }: RankRequest, visit: VisitVectors): RankedChange[] {
  const { candidates } = asked
  const features = createFeatures(asked)
  visit(known, (_index, vector) => features.hits.addKnown(vector))
  visit(candidates.map(({ oid }) => oid), (index, vector) => features.hits.add(index, vector))
  const question = questionOf(asked)
  const scores = scoresOf(asked, features, question)
  const all = chances(scores)
  return [...candidates.keys()]
    .sort((a, b) => scores[b] - scores[a] || a - b)
    .slice(0, limit)
    .map((at) => ({ ...asked.candidates[at], score: scores[at], chance: toldChance(all[at], question), reasons: reasonsOf(asked, features, at) }))
    .flatMap(({ oid = '', time = 0, ...rest }) => (rest.reasons.length > 0 ? [{ oid, time, ...rest }] : []))
}
