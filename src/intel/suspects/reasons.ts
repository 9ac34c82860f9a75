import { FIELDS, visitWords, type Field } from '../../../engine/terms/index.ts'
import type { Case, Features } from './features.ts'
import { standsIn } from './hits.ts'
import type { SignalTerm } from './signal.ts'

/** Why a change is suspected, in words, and where to look. */
export interface Reason {
  text: string
  /** The file of a frame. */
  path: string | null
  line: number | null
}

const maxWords = 4
/** A word that weighs less than this part of the heaviest one convinces nobody. */
const leastPart = 0.35
/** A mending that tells less of the same makes a change likelier by less than half. */
const leastMended = 0.25
const day = 24 * 60 * 60

/** From the strongest to the weakest; none for a change that speaks of nothing in the signal. */
export function reasonsOf(asked: Case, features: Features, candidate: number): Reason[] {
  const told = [...frameReasons(asked, features, candidate), ...wordReasons(asked, features, candidate)]
  return told.length === 0 ? [] : [...told, ...mendedReasons(asked, features, candidate), ageReason(asked, candidate)]
}

function frameReasons({ frames, candidates }: Case, features: Features, candidate: number): Reason[] {
  const { line, first } = features.of(candidate).frames
  const frame = first === null ? undefined : frames[first]
  if (first === null || frame === undefined) return []
  const where = { path: frame.path, line: frame.line }
  const brought = line > 0 && frame.broughtBy.includes(candidates[candidate]?.oid ?? '')
  const which = first === 0 ? 'where it failed' : `frame ${first + 1} of the trace`
  return [{ ...where, text: brought ? `brought in line ${frame.line} of ${frame.path}, ${which}` : `changes ${frame.path}, ${which}` }]
}

/** What is told of the words in some fields. */
const groups: readonly (readonly [fields: readonly Field[], tell: (words: string) => string])[] = [
  [['section', 'added', 'removed'], (words) => `changes lines with ${words}`],
  [['subject', 'body'], (words) => `its message speaks of ${words}`],
  [['path'], (words) => `touches ${words}`],
]

function wordReasons({ signal }: Case, { hits, weights }: Features, candidate: number): Reason[] {
  const heaviest = weights.reduce((most, weight) => Math.max(most, weight), 0)
  const isTold = isTelling(signal)
  const heavy = hits.of(candidate).filter(({ place }) => (weights[place] ?? 0) >= leastPart * heaviest && heaviest > 0 && isTold(place)).sort((a, b) => weights[b.place] - weights[a.place])
  return groups.flatMap(([fields, tell]) => {
    const words = heavy.filter((hit) => FIELDS.some((field) => fields.includes(field) && standsIn(hit, field))).map(({ place }) => signal[place]?.text ?? '')
    return words.length === 0 ? [] : [{ text: tell(withoutParts(words).slice(0, maxWords).join(', ')), path: null, line: null }]
  })
}

/** Columns of frames, and small numbers of any kind, convince nobody; nor do the folders that a program lies in, as a path is told whole. */
function isTelling(signal: readonly SignalTerm[]): (place: number) => boolean {
  const inPaths = new Map<number, number>()
  for (const { kind, text, count } of signal) {
    if (kind === 'path') visitWords(Buffer.from(text), {}, (term) => inPaths.set(term, (inPaths.get(term) ?? 0) + count))
  }
  return (place) => {
    const told = signal[place]
    return told?.kind === 'path' || (told !== undefined && !/^\d{1,2}$/.test(told.text) && (inPaths.get(told.term) ?? 0) < told.count)
  }
}

/** What stands in a name that is told already is not told again. */
function withoutParts(words: readonly string[]): string[] {
  const told: string[] = []
  for (const word of words) if (!told.some((name) => name.toLowerCase().includes(word.toLowerCase()))) told.push(word)
  return told
}

/** For symptoms: with a trace it is not weighed. Whoever took it back left nothing of it that could fail. */
function mendedReasons({ frames, candidates }: Case, features: Features, candidate: number): Reason[] {
  const { mended, by, reverted } = features.of(candidate).mending
  if (frames.length > 0 || by === null || reverted || mended < leastMended) return []
  return [{ text: `was mended before by ${candidates[by]?.oid.slice(0, 12)}, which speaks of the same`, path: null, line: null }]
}

function ageReason({ candidates, at }: Case, candidate: number): Reason {
  const seconds = Math.max(0, at - (candidates[candidate]?.time ?? 0))
  return { text: `committed ${ageInWords(seconds)} before`, path: null, line: null }
}

function ageInWords(seconds: number): string {
  const [count, unit] = seconds < 2 * 3600 ? [seconds / 60, 'minute'] : seconds < 2 * day ? [seconds / 3600, 'hour'] : [seconds / day, 'day']
  const whole = Math.round(count)
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`
}
