/** Small scanners that formats share. All are linear. */
import { endOffsetOf, type Line, offsetOf } from './line.ts'

/** Index of the first character that is no blank. */
export function indentOf(text: string): number {
  let i = 0
  while (i < text.length && (text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9)) i++
  return i
}

export function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** The trimmed text of a line, with its range in the pasted text. */
export function rangeOf(line: Line): { raw: string; start: number; end: number } {
  const from = line.text.length - line.text.trimStart().length // blanks other than those of an indentation, too
  const raw = line.text.trim()
  return { raw, start: offsetOf(line, from), end: endOffsetOf(line, from + raw.length) }
}

/** One range from the start of `first` to the end of `last`. */
export function spanOf(first: Line, last: Line): { raw: string; start: number; end: number } {
  const head = rangeOf(first)
  const tail = rangeOf(last)
  return { raw: `${head.raw}\n${tail.raw}`, start: head.start, end: tail.end }
}

export interface Position {
  path: string
  line: number
  column?: number
}

/** Splits `path:line` and `path:line:column` at the end of `text`. */
export function splitPosition(text: string): Position | undefined {
  const last = trailingNumber(text)
  if (!last) return undefined
  const before = trailingNumber(last.rest)
  return before ? { path: before.rest, line: before.value, column: last.value } : { path: last.rest, line: last.value }
}

function trailingNumber(text: string): { rest: string; value: number } | undefined {
  let at = text.length
  while (at > 0 && isDigit(text.charCodeAt(at - 1))) at--
  const digits = text.length - at
  if (digits === 0 || digits > 9 || at < 2 || text.charCodeAt(at - 1) !== 58) return undefined
  return { rest: text.slice(0, at - 1), value: Number(text.slice(at)) }
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** Letters, digits, `_`, `$`, `.` and everything outside ASCII: the characters of a dotted name. */
export function isNameCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || isDigit(code) || code === 95 || code === 36 || code === 46 || code > 127
}

export interface NamedError {
  type: string
  /** Index in the text at which the name begins. */
  at: number
  /** What follows the name and its colon. */
  message: string
}

/** The first name in `text` that ends as errors do and is followed by `:`, ` [CODE]:` or the end of the line. */
export function findErrorName(text: string): NamedError | undefined {
  for (const { end } of errorEnds(text)) {
    const named = headerAt(text, end)
    if (named) return named
  }
  return undefined
}

function* errorEnds(text: string): Generator<{ end: number }> {
  const pattern = /Error|Exception|Rejection|Interrupt/g
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length
    if (!isNameCode(text.charCodeAt(end))) yield { end }
  }
}

function headerAt(text: string, end: number): NamedError | undefined {
  let at = end
  while (at > 0 && isNameCode(text.charCodeAt(at - 1))) at--
  const type = text.slice(at, end)
  const code = / \[[\w.-]{1,80}\](?=:|$)/y
  code.lastIndex = end
  const after = end + (code.exec(text)?.[0].length ?? 0)
  const rest = text.slice(after)
  if (rest.startsWith(':')) return { type, at, message: rest.slice(1).trimStart() }
  return /^\s*[\]'"{]*\s*\{?$/.test(rest.slice(0, 20)) && rest.length < 20 ? { type, at, message: '' } : undefined
}
