/** Bracket expressions: `[a-z]`, `[^\d_]`, `[[:alpha:]\p{Greek}]`. */

import { charSet, negate, type CharSet } from './charset.ts'
import type { Cursor } from './cursor.ts'
import { DIGIT, namedClass, readClassEscape, readCodePointEscape, WORD } from './parse-escape.ts'
import { foldCase } from './unicode.ts'

const ALPHA = [0x41, 0x5a, 0x61, 0x7a]
const PUNCTUATION = [0x21, 0x2f, 0x3a, 0x40, 0x5b, 0x60, 0x7b, 0x7e]

const POSIX_CLASSES = new Map<string, CharSet>([
  ['alnum', charSet([...DIGIT, ...ALPHA])],
  ['alpha', charSet(ALPHA)],
  ['ascii', charSet([0, 0x7f])],
  ['blank', charSet([0x09, 0x09, 0x20, 0x20])],
  ['cntrl', charSet([0, 0x1f, 0x7f, 0x7f])],
  ['digit', DIGIT],
  ['graph', charSet([0x21, 0x7e])],
  ['lower', charSet([0x61, 0x7a])],
  ['print', charSet([0x20, 0x7e])],
  ['punct', charSet(PUNCTUATION)],
  ['space', charSet([0x09, 0x0d, 0x20, 0x20])],
  ['upper', charSet([0x41, 0x5a])],
  ['word', WORD],
  ['xdigit', charSet([0x30, 0x39, 0x41, 0x46, 0x61, 0x66])],
])

/**
 * Reads a bracket expression; `[` must stand here. With `fold`, each member brings its case variants, before the
 * negation: `(?i)[^k]` matches neither `k` nor `K`. A named class counts once, however often it is a member.
 */
export function readBracketClass(cursor: Cursor, fold: boolean): CharSet {
  const open = cursor.pos
  cursor.pos += 1
  const negated = cursor.accept('^')
  const ranges: number[] = []
  const named = new Set<CharSet>()
  // A bracket that closes at once would leave an empty class, so the first one is a member.
  for (let first = true; first || !cursor.startsWith(']'); first = false) {
    if (cursor.done) cursor.fail('A [ has no ] that closes it; write \\[ for a bracket itself.', open)
    const set = readPosixClass(cursor, fold) ?? readClassEscape(cursor, fold)
    if (set === null) ranges.push(...readRange(cursor))
    else named.add(set)
  }
  cursor.pos += 1
  const plain = charSet(ranges)
  const set = union([fold ? foldCase(plain) : plain, ...named])
  return negated ? negate(set) : set
}

/** One of the sets itself where the others are empty, so that what is known of it stays known. */
function union(sets: readonly CharSet[]): CharSet {
  const filled = sets.filter((set) => set.length > 0)
  return filled.length === 1 ? filled[0] : charSet(filled.flat())
}

function readPosixClass(cursor: Cursor, fold: boolean): CharSet | null {
  const start = cursor.pos
  const found = cursor.match(/\[:(\^?)([A-Za-z]*):\]/y)
  if (found === null) return null
  const set = POSIX_CLASSES.get(found[2])
  if (set === undefined) return cursor.fail(`There is no POSIX class ${found[0]}.`, start)
  return namedClass(set, { negated: found[1] === '^', fold })
}

function readRange(cursor: Cursor): [lo: number, hi: number] {
  const start = cursor.pos
  const lo = readClassCodePoint(cursor)
  // A hyphen before the closing bracket is a member, not a range.
  if (!cursor.startsWith('-') || cursor.startsWith('-]')) return [lo, lo]
  cursor.pos += 1
  if (cursor.done) return [lo, lo]
  if (readClassEscape(cursor, false) !== null) return cursor.fail('A range cannot end in a class.', start)
  const hi = readClassCodePoint(cursor)
  if (hi < lo) return cursor.fail('The range ends before it starts.', start)
  return [lo, hi]
}

function readClassCodePoint(cursor: Cursor): number {
  if (cursor.startsWith('\\')) return readCodePointEscape(cursor)
  return cursor.next().codePointAt(0) ?? 0
}
