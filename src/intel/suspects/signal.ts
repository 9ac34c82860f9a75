import { pathTerm, visitWords, withoutTrailers } from '../../../engine/terms/index.ts'

/** A word of what somebody was handed, once. */
export interface SignalTerm {
  term: number
  /** As it stands there first. */
  text: string
  kind: 'word' | 'name' | 'path'
  count: number
  /** Where it begins: how much of the text stands before it, in bytes. */
  at: number
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
  visitWords(bytes, {}, (term, kind, from, to) => note(terms, { term, kind: kind === 'name' ? 'name' : 'word', at: from, textOf: () => bytes.toString('utf8', from, to) }))
  for (const { 0: path, index } of told.matchAll(paths)) note(terms, { term: pathTerm(path), kind: 'path', at: index, textOf: () => path })
  return [...terms.values()]
}

function note(terms: Map<number, SignalTerm>, { textOf, ...word }: Pick<SignalTerm, 'term' | 'kind' | 'at'> & { textOf: () => string }): void {
  const known = terms.get(word.term)
  if (known) known.count += 1
  else if (terms.size < maxTerms) terms.set(word.term, { ...word, text: textOf(), count: 1 })
}
