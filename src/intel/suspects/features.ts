import { FIELDS, visitWords } from '../../../engine/terms/index.ts'
import { indexFrames, type FrameEvidence, type SuspectFrame } from './frames.ts'
import { Hits, standsIn } from './hits.ts'
import { createRelevance, termWeights } from './relevance.ts'
import type { SignalTerm } from './signal.ts'

/** What is looked at in a candidate, in the order of the model's weights. */
export const FEATURES = ['relevance', 'covered', 'told', 'changed', 'removed', 'names', 'echo', 'sections', 'recency', 'age', 'repair', 'routine', 'size', 'file', 'function', 'line'] as const
export type Feature = (typeof FEATURES)[number]

export interface Candidate {
  oid: string
  /** When it was committed, in seconds since 1970. */
  time: number
}

export interface Case {
  signal: readonly SignalTerm[]
  /** The innermost first. */
  frames: readonly SuspectFrame[]
  candidates: readonly Candidate[]
  /** The moment of the signal, in seconds since 1970. */
  at: number
}

/** All that is known of the candidates of a case. */
export interface Features {
  hits: Hits
  /** Of the terms of the signal, by their places. */
  weights: Float64Array
  of(candidate: number): { values: Float64Array; frames: FrameEvidence }
}

const day = 24 * 60 * 60
/** Older ones are all of one age: of what is latent, nothing says that the older is the likelier. */
const oldestDays = 90

/** Words of subjects that say what kind of change it is. Repairs and routine break things less often than what is new. */
const repairs = ['fix', 'revert', 'cleanup', 'typo']
const routines = ['doc', 'document', 'release', 'version', 'test', 'comment', 'changelog', 'copyright']

/** The terms that must be looked for in the candidates, and in the changes before them, before `of` can be asked: through `hits`. */
export function createFeatures({ signal, frames, candidates, at }: Case): Features {
  const index = indexFrames(frames)
  const functions = frames.map((frame) => termsOf(frame.function ?? '').slice(0, 1))
  const kinds = { repair: repairs.flatMap(termsOf), routine: routines.flatMap(termsOf) }
  const hits = new Hits([...signal.map(({ term }) => term), ...index.terms, ...functions.flat(), ...kinds.repair, ...kinds.routine], candidates.length)
  const places = (terms: readonly number[]) => new Set(terms.map((term) => hits.placeOf(term)))
  const asked = { files: index.terms.map((term) => hits.placeOf(term)), functions: functions.map(places), repair: places(kinds.repair), routine: places(kinds.routine) }
  let prepared: ReturnType<typeof createRelevance> | null = null
  const weights = new Float64Array(signal.length)
  return {
    hits, weights,
    of(candidate) {
      if (prepared === null) weights.set(termWeights(signal, hits))
      prepared ??= createRelevance(signal, hits, weights)
      const seen = sightOf(hits, candidate, asked)
      const frame = index.of(candidates[candidate]?.oid ?? '', seen.files)
      const ageDays = Math.max(0, at - (candidates[candidate]?.time ?? 0)) / day
      const { relevance, covered, told, changed, removed, names, echo, sections } = prepared(candidate)
      const words = [relevance, covered, told, changed, removed, names, echo, sections]
      const values = Float64Array.of(...words, -Math.log1p(ageDays), -Math.min(ageDays, oldestDays) / 30, Number(seen.repair), Number(seen.routine), sizeOf(hits, candidate), frame.file, seen.functions, frame.line)
      return { values, frames: frame }
    },
  }
}

interface Asked {
  files: readonly number[]
  functions: readonly ReadonlySet<number>[]
  repair: ReadonlySet<number>
  routine: ReadonlySet<number>
}

function sightOf(hits: Hits, candidate: number, { files, functions, repair, routine }: Asked) {
  const sight = { files: [] as number[], functions: 0, repair: false, routine: false }
  for (const hit of hits.of(candidate)) {
    if (standsIn(hit, 'path') && files.includes(hit.place)) sight.files.push(files.indexOf(hit.place))
    if (standsIn(hit, 'section') || standsIn(hit, 'added')) functions.forEach((names, at) => (sight.functions += names.has(hit.place) ? 1 / (1 + at) : 0))
    if (!standsIn(hit, 'subject')) continue
    sight.repair ||= repair.has(hit.place)
    sight.routine ||= routine.has(hit.place)
  }
  return sight
}

/** By the words of the lines that it changes. */
const sizeOf = (hits: Hits, candidate: number): number => Math.log1p(hits.lengthOf(candidate, FIELDS.indexOf('added')) + hits.lengthOf(candidate, FIELDS.indexOf('removed')))

function termsOf(text: string): number[] {
  const terms: number[] = []
  visitWords(Buffer.from(text), {}, (term) => terms.push(term))
  return terms
}
