import { pathTerm, visitWords, withoutTrailers } from '../../../engine/terms/index.ts'

/** A word of what somebody was handed, once. */
export interface SignalTerm {
  term: number
  /** As it stands there first. */
  text: string
  kind: 'word' | 'name' | 'path'
  count: number
}

/** What is beyond is not read: a log of megabytes has the same words over and over. */
const maxChars = 200_000
/** The first ones; an alert or a trace has fewer. */
const maxTerms = 400
/** Ids of commits and objects, and addresses: a suspect is found by what it does, never by a number that gives it away. */
const ids = /\b(?:0x[0-9a-f]{5,16}|(?=[0-9a-f]*\d)[0-9a-f]{7,64})\b/gi
const paths = /[\w.+@-]+(?:\/[\w.+@-]+)+|[\w.+@-]+\.[A-Za-z]\w{0,9}(?![\w.])/g

/** The terms of a text. Trailers (`Fixes: …`, `Signed-off-by: …`) and ids say nothing of what is broken, so they are left out. */
export function readSignal(text: string): SignalTerm[] {
  const { subject, body } = withoutTrailers(text.slice(0, maxChars))
  const told = `${subject}\n${body}`.replace(ids, ' ')
  const terms = new Map<number, SignalTerm>()
  const bytes = Buffer.from(told)
  visitWords(bytes, {}, (term, kind, from, to) => note(terms, { term, kind: kind === 'name' ? 'name' : 'word', textOf: () => bytes.toString('utf8', from, to) }))
  for (const [path] of told.matchAll(paths)) note(terms, { term: pathTerm(path), kind: 'path', textOf: () => path })
  return [...terms.values()]
}

function note(terms: Map<number, SignalTerm>, { term, kind, textOf }: { term: number; kind: SignalTerm['kind']; textOf: () => string }): void {
  const known = terms.get(term)
  if (known) known.count += 1
  else if (terms.size < maxTerms) terms.set(term, { term, text: textOf(), kind, count: 1 })
}
