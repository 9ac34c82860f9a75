/** The terms of a change: how often each stands in each field. */

import { FIELDS, type Change, type Field } from './change.ts'
import { namedCommits, withoutTrailers } from './message.ts'
import { commitTerm, pathTerm, visitWords } from './words.ts'

export type TermVector = {
  /** Each once, in the order in which they came; before them those of the commits that the message names, which stand in no field. */
  terms: Uint32Array
  /** Four bits a field, the first one lowest: how often the term stands there, 15 for more. */
  counts: Uint32Array
  /** How many words each field has. */
  lengths: Uint32Array
}

const BITS = 4
const MOST = 15
/** A generated file has more; what comes first is kept. */
const MAX_TERMS = 6_000

/** How often a term stands in a field, from its packed counts. */
export const countIn = (counts: number, field: number): number => (counts >>> (field * BITS)) & MOST

/** The terms of the commits that the message names. */
export function namedIn({ terms, counts }: TermVector): Uint32Array {
  let end = 0
  while (end < terms.length && counts[end] === 0) end++
  return terms.subarray(0, end)
}

/** Depends on nothing but the change. */
export function vectorOf({ message, files }: Change): TermVector {
  const counter = new TermCounter()
  for (const oid of namedCommits(message)) counter.addNamed(oid)
  const { subject, body } = withoutTrailers(message)
  counter.addText('subject', Buffer.from(subject))
  counter.addText('body', Buffer.from(body))
  for (const file of files) {
    counter.addPath(file.path)
    counter.addText('section', file.sections)
    counter.addText('added', file.added)
    counter.addText('removed', file.removed)
  }
  return counter.vector()
}

class TermCounter {
  private readonly counts = new Map<number, number>()
  private readonly lengths = new Uint32Array(FIELDS.length)

  addNamed(oid: string): void {
    this.counts.set(commitTerm(oid), 0)
  }

  addText(name: Field, text: Uint8Array): void {
    const field = FIELDS.indexOf(name)
    visitWords(text, {}, (term) => this.count(term, field))
  }

  /** Its words, and as a whole: its own path and the name of the file. */
  addPath(path: string): void {
    this.addText('path', Buffer.from(path))
    const field = FIELDS.indexOf('path')
    this.count(pathTerm(path), field)
    if (path.includes('/')) this.count(pathTerm(path.slice(path.lastIndexOf('/') + 1)), field)
  }

  vector(): TermVector {
    return { terms: Uint32Array.from(this.counts.keys()), counts: Uint32Array.from(this.counts.values()), lengths: this.lengths }
  }

  private count(term: number, field: number): void {
    this.lengths[field] += 1
    const known = this.counts.get(term)
    if (known === undefined && this.counts.size >= MAX_TERMS) return
    const counts = known ?? 0
    if (countIn(counts, field) < MOST) this.counts.set(term, counts + (1 << (field * BITS)))
  }
}
