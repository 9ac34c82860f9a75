import { countIn, FIELDS, namedIn, type Field, type TermVector } from '../../../engine/terms/index.ts'

/** Which of some terms stand in which candidates, and how rare each is among all changes that are known. */
export class Hits {
  /** How many of the known changes have each term, by its place. */
  readonly frequencies: Float64Array
  /** The same among the candidates alone. */
  readonly candidatesWith: Float64Array
  /** How many of the candidates have it in their messages. */
  readonly told: Float64Array
  /** How many have it in their diffs. */
  readonly changed: Float64Array
  /** How many changes are known: the candidates and those before them. */
  known = 0
  readonly candidates: number
  /** How many words each candidate has in each field, one candidate after another. */
  private readonly lengths: Uint32Array
  private readonly places: ReadonlyMap<number, number>
  /** A bit for each upper half of a term: most terms of a change are not asked for, and need no look-up. */
  private readonly sieve = new Uint8Array(1 << 16)
  private readonly ofCandidate: (readonly Hit[])[]
  /** Candidates by the commits that they name. */
  private readonly namers = new Map<number, number[]>()

  /** A term's place is that of the list, the first one where it comes twice. */
  constructor(terms: readonly number[], candidates: number) {
    this.frequencies = new Float64Array(terms.length)
    this.candidatesWith = new Float64Array(terms.length)
    this.told = new Float64Array(terms.length)
    this.changed = new Float64Array(terms.length)
    this.candidates = candidates
    this.lengths = new Uint32Array(candidates * FIELDS.length)
    this.places = new Map(terms.map((term, place): [number, number] => [term, place]).reverse())
    this.ofCandidate = Array.from({ length: candidates }, () => none)
    for (const term of terms) this.sieve[term >>> 16] = 1
  }

  /** Of each candidate once. */
  add(candidate: number, vector: TermVector): void {
    const hits = this.find(vector)
    for (const { place, counts } of hits) {
      this.candidatesWith[place] += 1
      if (inMessage(counts)) this.told[place] += 1
      if (inDiff(counts)) this.changed[place] += 1
    }
    this.lengths.set(vector.lengths, candidate * FIELDS.length)
    if (hits.length > 0) this.ofCandidate[candidate] = hits
    for (const commit of namedIn(vector)) this.addNamer(commit, candidate)
  }

  private addNamer(commit: number, candidate: number): void {
    const known = this.namers.get(commit)
    if (known) known.push(candidate)
    else this.namers.set(commit, [candidate])
  }

  /** Of a change that is no candidate: it tells how rare words are. */
  addKnown(vector: TermVector): void {
    this.find(vector)
  }

  private find({ terms, counts }: TermVector): Hit[] {
    const hits: Hit[] = []
    for (let at = 0; at < terms.length; at++) {
      if (this.sieve[terms[at] >>> 16] === 0) continue
      const place = this.places.get(terms[at])
      if (place === undefined) continue
      hits.push({ place, counts: counts[at] })
      this.frequencies[place] += 1
    }
    this.known += 1
    return hits
  }

  placeOf(term: number): number {
    return this.places.get(term) ?? -1
  }

  of(candidate: number): readonly Hit[] {
    return this.ofCandidate[candidate] ?? none
  }

  /** The candidates that name a commit, by its term. */
  thatName(commit: number): readonly number[] {
    return this.namers.get(commit) ?? []
  }

  /** How many words a candidate has in a field. */
  lengthOf(candidate: number, field: number): number {
    return this.lengths[candidate * FIELDS.length + field]
  }

  /** Of the candidates, by field; at least 1. */
  averageLengths(): Float64Array {
    const sums = new Float64Array(FIELDS.length)
    this.lengths.forEach((length, at) => (sums[at % FIELDS.length] += length))
    return sums.map((sum) => Math.max(1, sum / Math.max(1, this.ofCandidate.length)))
  }
}

/** A term, by its place, and its packed counts in the candidate. */
export interface Hit {
  place: number
  counts: number
}

export const standsIn = ({ counts }: Hit, field: (typeof FIELDS)[number]): boolean => countIn(counts, FIELDS.indexOf(field)) > 0

/** Whether a term stands in any of some fields, from its packed counts. */
const inAny = (fields: readonly Field[]) => {
  const places = fields.map((field) => FIELDS.indexOf(field))
  return (counts: number): boolean => places.some((place) => countIn(counts, place) > 0)
}

export const inMessage = inAny(['subject', 'body'])
export const inDiff = inAny(['path', 'section', 'added', 'removed'])

const none: readonly Hit[] = []
