/** What is known of the symbols of a text, as it is stored. */

import { MAX_NAME, type OutlineFailure } from './format.ts'
import type { CodeSymbol } from './symbol.ts'

export type Outline =
  | { state: 'done'; symbols: readonly CodeSymbol[] }
  /** The text could not be read for symbols, and will not be tried again. */
  | { state: 'failed'; reason: OutlineFailure }

/** Symbols as the store holds them: each with a name of one line, which is not longer than it may be. */
export function tidySymbols(symbols: readonly CodeSymbol[]): CodeSymbol[] {
  return symbols.flatMap((symbol) => {
    const name = tidyName(symbol.name)
    return name === '' ? [] : [{ ...symbol, name, container: tidyName(symbol.container) }]
  })
}

/** A part of a surrogate pair alone has no bytes in UTF-8. */
function tidyName(name: string): string {
  const line = name.toWellFormed().replace(/\s*[\r\n]\s*/g, ' ').trim()
  return line.length <= MAX_NAME ? line : [...line].slice(0, MAX_NAME).join('')
}
