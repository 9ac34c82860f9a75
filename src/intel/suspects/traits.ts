import type { Hits } from './hits.ts'
import type { SignalTerm } from './signal.ts'

/** How many numbers tell of a word of a signal, before any candidate is looked at. */
export const TRAITS = 17

/** Where a word of a text stands counts by its tens of bytes, at first. */
const nearBytes = 50
const longName = 15
const maxChars = 30

/** What kind of word each is, where and how often it stands, among how many words and candidates, and how rare it is: row by row, each about 0–1. To be called when all candidates were added to the hits. */
export function traitsOf(signal: readonly SignalTerm[], hits: Hits): Float64Array {
  const end = signal.reduce((last, { at }) => Math.max(last, at), 1)
  const traits = new Float64Array(signal.length * TRAITS)
  signal.forEach((term, place) => traits.set([...lookOf(term), term.at / end, Math.log(signal.length) / 4, Math.log(hits.candidates) / 10, ...raritiesOf(hits, place)], place * TRAITS))
  return traits
}

function lookOf({ kind, count, at, text }: SignalTerm): number[] {
  return [
    Number(kind === 'name'), Number(kind === 'path'), Math.log(count), Math.log1p(at / nearBytes), Math.min(text.length, maxChars) / longName,
    Number(/^[A-Z][a-z]/.test(text)), Number(/^[A-Z0-9_]+$/.test(text)), Number(/\d/.test(text)),
  ]
}

/** Among all changes that are known, and among the candidates: anywhere, in their messages, in their diffs. */
function raritiesOf({ known, candidates, frequencies, candidatesWith, told, changed }: Hits, place: number): number[] {
  const [everywhere, here] = [rarity(frequencies[place], known), rarity(candidatesWith[place], candidates)]
  return [everywhere / 10, (everywhere / 10) ** 2, here / 8, rarity(told[place], candidates) / 8, rarity(changed[place], candidates) / 8, (everywhere - here) / 8]
}

/** BM25's inverse document frequency. */
export const rarity = (frequency: number, among: number): number => Math.log(1 + (among - frequency + 0.5) / (frequency + 0.5))
