import { commitTerm, FIELDS, visitWords } from '../../../engine/terms/index.ts'
import { indexFrames, type FrameEvidence, type SuspectFrame } from './frames.ts'
import { Hits, standsIn } from './hits.ts'
import { createRelevance, termWeights, type Relevance } from './relevance.ts'
import type { SignalTerm } from './signal.ts'

/** What is looked at in a candidate, in the order of the model's weights. */
export const FEATURES = ['relevance', 'covered', 'told', 'changed', 'removed', 'names', 'echo', 'sections', 'recency', 'age', 'repair', 'routine', 'restyle', 'size', 'mended', 'reverted', 'file', 'function', 'line', 'latest'] as const
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
  of(candidate: number): { values: Float64Array; frames: FrameEvidence; mending: Mending }
}

/** What later changes say that name a candidate. */
export interface Mending {
  /** How much whoever mended it told of the same; 0 where nobody did. */
  mended: number
  /** The candidate that told most of the same; null for none. */
  by: number | null
  reverted: boolean
}

const day = 24 * 60 * 60
/** Older ones are all of one age: of what is latent, nothing says that the older is the likelier. */
const oldestDays = 90
/** The repairs of one series are committed together, and the first would give away what the last mends: what is named so shortly before is not looked at. */
const namedBefore = day

/** Words of subjects that say what kind of change it is. Repairs, routine and what is only put differently break things less often than what is new. */
const kindWords = {
  repair: ['fix', 'revert', 'cleanup', 'typo'],
  routine: ['doc', 'document', 'release', 'version', 'test', 'comment', 'changelog', 'copyright'],
  restyle: ['rename', 'typo', 'spelling', 'style', 'coding', 'indent', 'indentation', 'whitespace', 'format'],
  revert: ['revert'],
} as const
type Kind = keyof typeof kindWords
const kinds = Object.keys(kindWords) as Kind[]

/** The terms that must be looked for in the candidates, and in the changes before them, before `of` can be asked: through `hits`. */
export function createFeatures({ signal, frames, candidates, at }: Case): Features {
  const index = indexFrames(frames, candidates)
  const functions = frames.map((frame) => termsOf(frame.function ?? '').slice(0, 1))
  const ofKinds = kinds.map((kind) => kindWords[kind].flatMap(termsOf))
  const hits = new Hits([...signal.map(({ term }) => term), ...index.terms, ...functions.flat(), ...ofKinds.flat()], candidates.length)
  const places = (terms: readonly number[]) => new Set(terms.map((term) => hits.placeOf(term)))
  const asked = { files: index.terms.map((term) => hits.placeOf(term)), functions: functions.map(places), kinds: ofKinds.map(places) }
  let prepared: ReturnType<typeof createRelevance> | null = null
  const weights = new Float64Array(signal.length)
  const sight = (candidate: number) => sightOf(hits, candidate, asked)
  /** One change may name many. */
  const relevanceOfNamers = new Map<number, number>()
  const timeOf = (candidate: number) => candidates[candidate]?.time ?? 0

  function relevanceOf(candidate: number): Relevance {
    if (prepared === null) weights.set(termWeights(signal, hits))
    prepared ??= createRelevance(signal, hits, weights)
    return prepared(candidate)
  }

  function namerRelevance(candidate: number): number {
    const known = relevanceOfNamers.get(candidate) ?? relevanceOf(candidate).relevance
    relevanceOfNamers.set(candidate, known)
    return known
  }

  /** It was mended before, and whoever did told of the same, or it was taken back. */
  function mendingOf(candidate: number): Mending {
    const namers = hits.thatName(commitTerm(candidates[candidate]?.oid ?? '')).filter((each) => each !== candidate && timeOf(each) < at - namedBefore)
    const found: Mending = { mended: 0, by: null, reverted: namers.some((each) => sight(each).kinds.has('revert')) }
    for (const by of namers) if (namerRelevance(by) > found.mended) Object.assign(found, { mended: namerRelevance(by), by })
    return found
  }

  return {
    hits, weights,
    of(candidate) {
      const { relevance, covered, told, changed, removed, names, echo, sections } = relevanceOf(candidate)
      const seen = sight(candidate)
      const frame = index.of(candidates[candidate]?.oid ?? '', seen.files)
      const ageDays = Math.max(0, at - timeOf(candidate)) / day
      const mending = mendingOf(candidate)
      const words = [relevance, covered, told, changed, removed, names, echo, sections]
      const kind = (['repair', 'routine', 'restyle'] as const).map((each) => Number(seen.kinds.has(each)))
      const values = Float64Array.of(...words, -Math.log1p(ageDays), -Math.min(ageDays, oldestDays) / 30, ...kind, sizeOf(hits, candidate), mending.mended, Number(mending.reverted), frame.file, seen.functions, frame.line, frame.latest)
      return { values, frames: frame, mending }
    },
  }
}

interface Asked {
  files: readonly number[]
  functions: readonly ReadonlySet<number>[]
  /** In the order of the kinds. */
  kinds: readonly ReadonlySet<number>[]
}

function sightOf(hits: Hits, candidate: number, asked: Asked) {
  const sight = { files: [] as number[], functions: 0, kinds: new Set<Kind>() }
  for (const hit of hits.of(candidate)) {
    if (standsIn(hit, 'path') && asked.files.includes(hit.place)) sight.files.push(asked.files.indexOf(hit.place))
    if (standsIn(hit, 'section') || standsIn(hit, 'added')) asked.functions.forEach((names, at) => (sight.functions += names.has(hit.place) ? 1 / (1 + at) : 0))
    if (standsIn(hit, 'subject')) kinds.forEach((kind, at) => asked.kinds[at]?.has(hit.place) && sight.kinds.add(kind))
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
