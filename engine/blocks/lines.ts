/** Which lines of a text match: where a text is a list of names, one a line, each is judged as if it stood alone. */

import { gramQueryOfPattern, type GramQuery } from '../grams/index.ts'
import type { PatternAtom } from '../pattern.ts'
import { compileRegex, type Matcher, type Meter } from '../regex/index.ts'
import { setBit, type Bitmap } from './bitmap.ts'

/** A pattern that is asked of lines. `linewise`: what it matches in a text of lines it matches in each line alone. */
export type LineAtom = { matcher: Matcher; query: GramQuery; linewise: boolean }

/** The atom must compile: whoever plans queries has checked it. */
export function lineAtom({ pattern, regex }: Pick<PatternAtom, 'pattern' | 'regex'>, { caseSensitive }: { caseSensitive: boolean }): LineAtom {
  const compiled = compileRegex(pattern, { ignoreCase: !caseSensitive, literal: !regex })
  if (!compiled.ok) throw new Error('An atom of a compiled pattern does not compile.')
  const { query, crossesLines } = gramQueryOfPattern({ pattern, regex, caseSensitive })
  return { matcher: compiled.matcher, query, linewise: !crossesLines && !(regex && asksForEnds(pattern)) }
}

/** Whether an expression may ask where the text begins or ends: a line is one text, and a text of them is not. */
const asksForEnds = (pattern: string): boolean => /\\[Az]|\(\?[a-zA-Z]*-/.test(pattern)

/** Lines with a line feed behind each. */
export type Lines = {
  bytes: Buffer
  /** Where each line starts, and the end. */
  offsets: Uint32Array
  /** No line holds a line feed itself, so that all can be searched as one text. */
  linewise: boolean
}

/** Lines from…to-1 that match, to be added to `found`. */
export type LineSearch = { atom: LineAtom; meter: Meter; from: number; to: number; found: Bitmap }

export function findLines(lines: Lines, search: LineSearch): void {
  const find = search.atom.linewise && lines.linewise ? findTogether : findOneByOne
  find(lines, search)
}

function findTogether({ bytes, offsets }: Lines, { atom, meter, from, to, found }: LineSearch): void {
  const end = offsets[to]
  let line = from
  for (let at = offsets[from]; at < end; at = offsets[line + 1]) {
    const match = atom.matcher.find(bytes, at, end, meter)
    if (match === null || match.start >= end) return
    while (offsets[line + 1] <= match.start) line += 1
    setBit(found, line)
  }
}

function findOneByOne({ bytes, offsets }: Lines, { atom, meter, from, to, found }: LineSearch): void {
  for (let line = from; line < to; line++) if (atom.matcher.test(bytes.subarray(offsets[line], offsets[line + 1] - 1), meter)) setBit(found, line)
}
