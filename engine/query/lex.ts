import type { Issue, PatternType, Range } from './ast.ts'
import { fieldNamed, predicateNamed, type Field, type FieldName } from './fields.ts'

/**
 * Cuts a query into tokens. Parentheses come out as they stand: whether a pair groups or is text is decided
 * afterwards (parens.ts), because it depends on everything between the two.
 *
 * Every token is followed by white space, a parenthesis or the end, so a token is always read at a fresh start.
 * Time is linear in the text: a scan that fails (an unclosed quote) stops at the next character that could have
 * started the same scan again.
 */
export type Token = Range & (
  | { kind: 'space' | 'open' | 'close' | 'and' | 'or' | 'not' | 'text' }
  | { kind: 'quoted' | 'regexp'; value: string }
  | { kind: 'parameter'; field: FieldName; value: string; valueRange: Range; quoted: boolean; negated: boolean }
  | { kind: 'content'; form: 'text' | 'quoted' | 'regexp'; value: string; valueRange: Range; negated: boolean }
)

type Lexer = {
  text: string
  type: PatternType
  issues: Issue[]
  /** No character class that starts before this offset is closed before the next white space. */
  openClassUntil: number
  /** Made by `balance` when it is first needed. */
  closing: Int32Array | undefined
}

/** Some text between delimiters: its value without them, and the offset behind the closing one. */
type Delimited = { value: string; end: number }

const OPERATORS = new Set(['and', 'or', 'not'])
const SPACE = /\s+/y
const FIELD = /(-?)([A-Za-z]+):/y
const PREDICATE = /([A-Za-z.]+)\(/y

/** The tokens of `text`, without gaps or overlaps, and what is wrong with the quoting. */
export function lex(text: string, type: PatternType): { tokens: Token[]; issues: Issue[] } {
  const lexer: Lexer = { text, type, issues: [], openClassUntil: 0, closing: undefined }
  const tokens: Token[] = []
  for (let at = 0; at < text.length;) {
    const token = nextToken(lexer, at)
    tokens.push(token)
    at = token.end
  }
  return { tokens, issues: lexer.issues }
}

function nextToken(lexer: Lexer, at: number): Token {
  const char = lexer.text[at]
  if (char === '(') return { kind: 'open', start: at, end: at + 1 }
  if (char === ')') return { kind: 'close', start: at, end: at + 1 }
  return readSpace(lexer, at) ?? readParameter(lexer, at) ?? readQuotedPattern(lexer, at) ?? readSlashed(lexer, at) ?? readText(lexer, at)
}

function readSpace({ text }: Lexer, at: number): Token | undefined {
  SPACE.lastIndex = at
  return SPACE.test(text) ? { kind: 'space', start: at, end: SPACE.lastIndex } : undefined
}

/** Quotes are ordinary characters of the phrase in standard, literal and structural queries. */
function readQuotedPattern(lexer: Lexer, at: number): Token | undefined {
  if (lexer.type !== 'keyword' && lexer.type !== 'regexp') return undefined
  const quoted = scanQuoted(lexer, at)
  return quoted && { kind: 'quoted', value: quoted.value, start: at, end: quoted.end }
}

function readSlashed(lexer: Lexer, at: number): Token | undefined {
  const slashed = scanSlashed(lexer, at)
  return slashed && { kind: 'regexp', value: slashed.value, start: at, end: slashed.end }
}

function readText(lexer: Lexer, at: number): Token {
  const end = lexer.type === 'regexp' ? scanRegexpText(lexer, at) : scanWhile(lexer.text, at, isPlain)
  const typed = lexer.text.slice(at, end)
  // In code `and`, `or` and `not` are words of many languages.
  const word = lexer.type === 'structural' && typed !== typed.toUpperCase() ? '' : typed.toLowerCase()
  if (OPERATORS.has(word)) return { kind: word as 'and' | 'or' | 'not', start: at, end }
  return { kind: 'text', start: at, end }
}

function readParameter(lexer: Lexer, at: number): Token | undefined {
  FIELD.lastIndex = at
  const match = FIELD.exec(lexer.text)
  const field = match?.[2] === undefined ? undefined : fieldNamed(match[2])
  if (!match || !field) return undefined
  const negated = match[1] === '-'
  const from = at + match[0].length
  if (lexer.type === 'structural' && isCode(lexer.text.charAt(from))) return undefined
  if (field.name === 'content') return readContent(lexer, { at, from, negated })
  const { value, valueRange, quoted, end } = readValue(lexer, field, from)
  return { kind: 'parameter', field: field.name, value, valueRange, quoted, negated, start: at, end }
}

/** What stands behind a name and a colon in code, as in `{ type: $A }`, `rule:` on a line of its own, or `f:[x]` with a hole of Comby's. */
function isCode(next: string): boolean {
  return next === '[' || !isPlain(next) || next === ''
}

/** In a regexp query the value of `content:` is a regular expression, quoted or not; elsewhere it is exact text unless between slashes. */
function readContent(lexer: Lexer, { at, from, negated }: { at: number; from: number; negated: boolean }): Token {
  const slashed = scanSlashed(lexer, from)
  if (slashed) {
    return { kind: 'content', form: 'regexp', value: slashed.value, valueRange: inside(from, slashed.end), negated, start: at, end: slashed.end }
  }
  const { value, valueRange, end } = readValue(lexer, undefined, from)
  return { kind: 'content', form: lexer.type === 'regexp' ? 'text' : 'quoted', value, valueRange, negated, start: at, end }
}

type Value = { value: string; valueRange: Range; quoted: boolean; end: number }

function readValue(lexer: Lexer, field: Field | undefined, from: number): Value {
  const quoted = scanQuoted(lexer, from)
  if (quoted) return { value: quoted.value, valueRange: inside(from, quoted.end), quoted: true, end: quoted.end }
  const end = scanPredicate(lexer, field, from) ?? scanValue(lexer, from, field?.value.kind === 'regexp')
  return { value: closeEscape(lexer.text.slice(from, end)), valueRange: { start: from, end }, quoted: false, end }
}

function inside(start: number, end: number): Range {
  return { start: start + 1, end: end - 1 }
}

/** `name(…)` with balanced parentheses, where `name` is a predicate of the field; the offset behind it. */
function scanPredicate(lexer: Lexer, field: Field | undefined, from: number): number | undefined {
  PREDICATE.lastIndex = from
  const name = field?.predicates.length ? PREDICATE.exec(lexer.text)?.[1] : undefined
  if (name === undefined || !field || !predicateNamed(field, name)) return undefined
  lexer.closing ??= balance(lexer.text)
  const close = lexer.closing[from + name.length] ?? -1
  return close >= 0 && isDelimited(lexer.text, close + 1) ? close + 1 : undefined
}

/** For each `(` of a text, the offset of the `)` that balances it, or −1: by parentheses and backslashes alone. */
export function balance(text: string): Int32Array {
  const closing = new Int32Array(text.length).fill(-1)
  const open: number[] = []
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '(') open.push(at)
    else if (text[at] === ')') {
      const start = open.pop()
      if (start !== undefined) closing[start] = at
    }
  }
  return closing
}

/** Up to white space, or to a parenthesis that closes more than the value opened. */
function scanValue(lexer: Lexer, from: number, isRegexp: boolean): number {
  const { text } = lexer
  let depth = 0
  let at = from
  while (at < text.length && !isSpace(text[at])) {
    if (text[at] === ')' && --depth < 0) return at
    if (text[at] === '(') depth++
    at = text[at] === '\\' ? at + 2 : isRegexp ? skipClass(lexer, at) : at + 1
  }
  return Math.min(at, text.length)
}

function scanRegexpText(lexer: Lexer, from: number): number {
  const { text } = lexer
  let at = from
  while (at < text.length && isPlain(text[at])) {
    at = text[at] === '\\' ? at + 2 : skipClass(lexer, at)
  }
  return Math.min(at, text.length)
}

/** The offset behind the character class at `at`, so that its parentheses are not counted; else behind one character. */
function skipClass(lexer: Lexer, at: number): number {
  const { text } = lexer
  if (text[at] !== '[' || at < lexer.openClassUntil) return at + 1
  const first = at + (text[at + 1] === '^' ? 2 : 1)
  let end = first
  for (; end < text.length && !isSpace(text[end]); end += text[end] === '\\' ? 2 : 1) {
    // A bracket that comes first in a class is a member of it.
    if (text[end] === ']' && end > first) return end + 1
  }
  lexer.openClassUntil = end
  return at + 1
}

/** Between quotes, `\n \r \t \\` and the quote itself are escapes; `\a \b \f \v` stay as they are; others are refused. */
function scanQuoted(lexer: Lexer, at: number): Delimited | undefined {
  const { text } = lexer
  const quote = text[at]
  if (quote !== '"' && quote !== "'") return undefined
  const unknown: Range[] = []
  let value = ''
  for (let i = at + 1; i < text.length; i++) {
    const char = text.charAt(i)
    if (char === quote) return isDelimited(text, i + 1) ? finishQuoted(lexer, value, unknown, i + 1) : undefined
    if (char === '\\') {
      const next = text.charAt(++i)
      const unescaped = next === quote ? quote : ESCAPES.get(next)
      if (unescaped === undefined && !'abfv'.includes(next)) unknown.push({ start: i - 1, end: i + 1 })
      value += unescaped ?? char + next
    } else value += char
  }
  return undefined
}

const ESCAPES = new Map([['n', '\n'], ['r', '\r'], ['t', '\t'], ['\\', '\\']])

function finishQuoted(lexer: Lexer, value: string, unknown: Range[], end: number): Delimited {
  for (const range of unknown) {
    const escape = lexer.text.slice(range.start, range.end)
    lexer.issues.push({
      ...range, severity: 'error', suggestion: `\\${escape}`,
      message: `Between quotes, ${escape} is not an escape. Write \\${escape} for a backslash.`,
    })
  }
  return { value, end }
}

/** `/…/`, not in literal and structural queries. The first slash without a backslash ends it, and `//` alone is text. */
function scanSlashed({ text, type }: Lexer, at: number): Delimited | undefined {
  if (text[at] !== '/' || type === 'literal' || type === 'structural') return undefined
  let value = ''
  for (let i = at + 1; i < text.length; i++) {
    const char = text.charAt(i)
    if (char === '/') return value !== '' && isDelimited(text, i + 1) ? { value, end: i + 1 } : undefined
    if (char === '\\') {
      const next = text.charAt(++i)
      value += next === '/' ? next : char + next
    } else value += char
  }
  return undefined
}

function isDelimited(text: string, at: number): boolean {
  return at >= text.length || !isPlain(text[at])
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && /\s/.test(char)
}

function isPlain(char: string | undefined): boolean {
  return char !== '(' && char !== ')' && !isSpace(char)
}

function scanWhile(text: string, from: number, test: (char: string | undefined) => boolean): number {
  let at = from
  while (at < text.length && test(text[at])) at++
  return at
}

/** A lone backslash at the very end has nothing to keep: it stands for itself, so that printing it cannot escape what follows. */
export function closeEscape(value: string): string {
  const trailing = /\\*$/.exec(value)?.[0].length ?? 0
  return trailing % 2 === 1 ? `${value}\\` : value
}
