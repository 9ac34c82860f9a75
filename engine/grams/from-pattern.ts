import { escapeRegex, mayCrossLines, NO_FLAGS, parseRegex } from '../regex/index.ts'
import { gramQueryOf } from './from-regex.ts'
import { maxMatchBytes } from './length.ts'
import { ALL, type GramQuery } from './query.ts'

export type PatternGrams = {
  query: GramQuery
  /** A match may contain a line break. */
  crossesLines: boolean
  /** The longest match, in bytes; Infinity if there is none. */
  maxBytes: number
}

/** What is needed by a pattern as searches have it: RE2 syntax in which ^ and $ match at every line, or the text itself. */
export function gramQueryOfPattern({ pattern, regex, caseSensitive }: { pattern: string; regex: boolean; caseSensitive: boolean }): PatternGrams {
  const parsed = parseRegex(regex ? pattern : escapeRegex(pattern), { ...NO_FLAGS, multiLine: true, ignoreCase: !caseSensitive })
  if (!parsed.ok) return { query: ALL, crossesLines: true, maxBytes: Infinity }
  return { query: gramQueryOf(parsed.ast), crossesLines: mayCrossLines(parsed.ast), maxBytes: maxMatchBytes(parsed.ast) }
}
