/** What follows a backslash. */

import { charSet, MAX_CODE_POINT, negate, type CharSet } from './charset.ts'
import type { Cursor } from './cursor.ts'
import { foldCase, unicodeProperty } from './unicode.ts'

export const DIGIT: CharSet = charSet([0x30, 0x39])
export const SPACE: CharSet = charSet([0x09, 0x0a, 0x0c, 0x0d, 0x20, 0x20])
export const WORD: CharSet = charSet([0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a])

const PERL_CLASSES = new Map<string, CharSet>([
  ['d', DIGIT],
  ['s', SPACE],
  ['w', WORD],
])

/**
 * The members of a named class. Case variants come in before the negation: otherwise `(?i)\W`, which has the Kelvin
 * sign, would have `k` too.
 */
export function namedClass(set: CharSet, { negated, fold }: { negated: boolean; fold: boolean }): CharSet {
  const folded = fold ? foldCase(set) : set
  return negated ? negate(folded) : folded
}

/** Reads `\d`, `\pL`, `\p{Greek}`, `\P{^L}` and the like; null, and nothing read, if something else stands here. */
export function readClassEscape(cursor: Cursor, fold: boolean): CharSet | null {
  if (!cursor.startsWith('\\')) return null
  const letter = cursor.source.charAt(cursor.pos + 1)
  const perl = PERL_CLASSES.get(letter.toLowerCase())
  if (perl === undefined) return readUnicodeClass(cursor, fold)
  cursor.pos += 2
  return namedClass(perl, { negated: letter !== letter.toLowerCase(), fold })
}

function readUnicodeClass(cursor: Cursor, fold: boolean): CharSet | null {
  const start = cursor.pos
  const opening = cursor.match(/\\([pP])/y)
  if (opening === null) return null
  const found = cursor.match(/\{(\^?)([^}]*)\}|[^{}]/uy)
  if (found === null) return cursor.fail('The Unicode class is not complete; write it as \\pL or \\p{Greek}.', start)
  const name = found[2] ?? found[0]
  const set = unicodeProperty(name)
  if (set === null) return cursor.fail(`There is no Unicode category or script named “${name}”.`, start)
  return namedClass(set, { negated: (opening[1] === 'P') !== (found[1] === '^'), fold })
}

const CONTROLS = new Map([
  ['a', 0x07],
  ['f', 0x0c],
  ['t', 0x09],
  ['n', 0x0a],
  ['r', 0x0d],
  ['v', 0x0b],
])

/** Reads an escape that stands for one code point, in a bracket expression or outside. A backslash must stand here. */
export function readCodePointEscape(cursor: Cursor): number {
  const start = cursor.pos
  cursor.pos += 1
  if (cursor.done) cursor.fail('The expression ends in a single backslash; write \\\\ for a backslash.', start)
  const octal = cursor.match(/0[0-7]{0,2}|[1-7][0-7]{1,2}/y)
  if (octal !== null) return parseInt(octal[0], 8)
  if (cursor.peek() === 'x') return readHex(cursor, start)
  const char = cursor.next()
  const control = CONTROLS.get(char)
  if (control !== undefined) return control
  if (char < '\u0080' && !/[0-9A-Za-z]/.test(char)) return char.charCodeAt(0)
  return cursor.fail(whyRefused(char), start)
}

function readHex(cursor: Cursor, start: number): number {
  const found = cursor.match(/x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/y)
  if (found === null) {
    cursor.pos += 1
    return cursor.fail('After \\x come two hexadecimal digits, or any number of them in braces: \\x41, \\x{10FFFF}.', start)
  }
  const value = parseInt(found[1] ?? found[2], 16)
  if (value > MAX_CODE_POINT) return cursor.fail(`\\${found[0]} is beyond the last code point, \\x{10FFFF}.`, start)
  return value
}

/** Escapes that other dialects have, with what to do instead. */
const FOREIGN_ESCAPES = new Map([
  ['Z', 'write \\z for the end of the text'],
  ['C', 'a single byte of a character cannot be matched'],
  ['u', 'write \\x{…} with the hexadecimal code point'],
  ['K', 'the start of a match cannot be moved'],
  ['G', 'the end of the previous match cannot be named'],
  ['R', 'write \\r?\\n for a line break'],
  ['X', 'extended grapheme clusters cannot be matched'],
  ['e', 'write \\x1b for the escape character'],
  ['h', 'write [ \\t] for a horizontal space'],
  ['N', 'write [^\\n] for anything but a line break'],
  ['k', 'back-references are not possible in a search that takes linear time'],
  ['g', 'back-references are not possible in a search that takes linear time'],
])

function whyRefused(char: string): string {
  if (/[1-9]/.test(char)) return `\\${char} is a back-reference, which is not possible in a search that takes linear time.`
  const advice = FOREIGN_ESCAPES.get(char)
  if (advice !== undefined) return `\\${char} is not supported: ${advice}.`
  return `\\${char} is not an escape that RE2 syntax knows.`
}
