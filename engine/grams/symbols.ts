/** What an expression can match, as strings of symbols of the alphabet: character n of a string is symbol n. */

import { SYMBOLS } from './alphabet.ts'

const LONG_S = 0x17f
const KELVIN = 0x212a

/** The symbols of one code point. The two letters that fold to ASCII are read as that: see `GramCollector`. */
export function symbolsOf(codePoint: number): string {
  if (codePoint < 0x80) return String.fromCharCode(SYMBOLS[codePoint])
  if (codePoint === LONG_S) return symbolsOf(0x73)
  if (codePoint === KELVIN) return symbolsOf(0x6b)
  return String.fromCharCode(...[...Buffer.from(String.fromCodePoint(codePoint))].map((byte) => SYMBOLS[byte]))
}

export function symbolsOfText(text: string): string {
  return Array.from(text, (char) => symbolsOf(char.codePointAt(0) ?? 0)).join('')
}

/** The gram that stands at a place in a string of symbols. */
export const gramAt = (symbols: string, at: number): number => (symbols.charCodeAt(at) << 12) | (symbols.charCodeAt(at + 1) << 6) | symbols.charCodeAt(at + 2)

/** Every string of the one followed by every string of the other. */
export function cross(one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> {
  const both = new Set<string>()
  for (const a of one) for (const b of other) both.add(a + b)
  return both
}

export const union = (one: ReadonlySet<string>, other: ReadonlySet<string>): Set<string> => new Set([...one, ...other])

export const shortest = (strings: ReadonlySet<string>): number => [...strings].reduce((least, { length }) => Math.min(least, length), Infinity)
