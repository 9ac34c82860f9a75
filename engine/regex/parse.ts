/**
 * RE2 syntax (https://github.com/google/re2/wiki/Syntax) to a syntax tree.
 *
 * Open groups are kept on a stack of our own, so that nesting cannot exhaust the call stack; and since the steps that
 * follow walk the tree by recursion, its depth is bounded here. Whatever is typed, the answer is a tree or an issue.
 */

import type { Assertion, Regex } from './ast.ts'
import { ANY, ANY_BUT_NEWLINE } from './charset.ts'
import { Cursor, RegexSyntaxError, type RegexIssue } from './cursor.ts'
import { readBracketClass } from './parse-class.ts'
import { readClassEscape, readCodePointEscape } from './parse-escape.ts'
import { caseOrbit } from './unicode.ts'

export type { RegexIssue } from './cursor.ts'

/** The flags in force at the start: `i`, `m`, `s` and `U` of RE2. */
export type RegexFlags = { ignoreCase: boolean; multiLine: boolean; dotAll: boolean; swapGreed: boolean }

export const NO_FLAGS: RegexFlags = { ignoreCase: false, multiLine: false, dotAll: false, swapGreed: false }

export type ParseResult = { ok: true; ast: Regex } | { ok: false; issue: RegexIssue }

export const MAX_SOURCE_LENGTH = 16_384
export const MAX_NESTING = 200
/** Ranges in all bracket classes. `[\pL一]` has 650, so that a few characters can ask for much work. */
const MAX_CLASS_RANGES = 100_000
/** As in RE2. */
export const MAX_REPEAT = 1000

export function parseRegex(source: string, flags: RegexFlags = NO_FLAGS): ParseResult {
  if (source.length > MAX_SOURCE_LENGTH) return { ok: false, issue: tooLong(source) }
  try {
    return { ok: true, ast: new Parser(source, flags).parse() }
  } catch (error) {
    if (error instanceof RegexSyntaxError) return { ok: false, issue: error.issue }
    throw error
  }
}

function tooLong(source: string): RegexIssue {
  const message = `The expression has ${source.length} characters; at most ${MAX_SOURCE_LENGTH} are allowed.`
  return { message, start: MAX_SOURCE_LENGTH, end: source.length }
}

/** An open group, or the whole expression. */
type Group = {
  /** Where it opens, for messages. */
  start: number
  capture: { index: number; name: string | null } | null
  /** The flags to go back to when it closes. */
  outerFlags: RegexFlags
  /** The alternatives before the last `|`. */
  branches: Regex[]
  /** What has been read of the current alternative. */
  items: Regex[]
}

class Parser {
  private readonly cursor: Cursor
  private flags: RegexFlags
  private group: Group
  private readonly outer: Group[] = []
  private captures = 0
  private classRanges = 0
  private readonly names = new Set<string>()

  constructor(source: string, flags: RegexFlags) {
    this.cursor = new Cursor(source)
    this.flags = flags
    this.group = { start: 0, capture: null, outerFlags: flags, branches: [], items: [] }
  }

  parse(): Regex {
    while (!this.cursor.done) this.readItem()
    if (this.outer.length > 0) {
      this.cursor.fail('A ( has no ) that closes it; write \\( for a bracket itself.', this.group.start)
    }
    return alternate(this.group)
  }

  private readItem(): void {
    const { cursor } = this
    switch (cursor.peek()) {
      case '(':
        return this.open()
      case ')':
        return this.close()
      case '|':
        cursor.pos += 1
        this.group.branches.push(concat(this.group.items))
        this.group.items = []
        return
      case '*':
      case '+':
      case '?':
        return cursor.fail(`There is nothing for ${cursor.next()} to repeat; write \\ before it for the character itself.`, cursor.pos - 1)
      case '{':
        return this.readBrace()
      default:
        // Not even something to repeat.
        if (cursor.accept('\\Q\\E')) return
        return this.push(this.readAtom())
    }
  }

  /** Adds an item to the current alternative, with the repetition that may follow it. */
  private push(item: Regex): void {
    const bounds = this.readRepetition()
    if (bounds === null) {
      this.group.items.push(item)
      return
    }
    const lazy = this.cursor.accept('?') !== this.flags.swapGreed
    this.refuseSecondRepetition()
    this.group.items.push({ kind: 'repeat', ...bounds, lazy, node: item })
  }

  private readRepetition(): { min: number; max: number } | null {
    const { cursor } = this
    if (cursor.accept('*')) return { min: 0, max: Infinity }
    if (cursor.accept('+')) return { min: 1, max: Infinity }
    if (cursor.accept('?')) return { min: 0, max: 1 }
    return this.readCounts()
  }

  private readCounts(): { min: number; max: number } | null {
    const start = this.cursor.pos
    // A number that starts with 0 is none, as in RE2: `a{01}` is a text.
    const found = this.cursor.match(/\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}/y)
    if (found === null) return null
    const min = Number(found[1])
    const max = found[2] === undefined ? min : found[3] === undefined ? Infinity : Number(found[3])
    if (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Infinity)) {
      this.cursor.fail(`${found[0]} repeats too often; counts go up to ${MAX_REPEAT}.`, start)
    }
    if (max < min) this.cursor.fail(`${found[0]} asks for at least ${min} and at most ${max}.`, start)
    return { min, max }
  }

  private refuseSecondRepetition(): void {
    const start = this.cursor.pos
    const possessive = this.cursor.startsWith('+')
    if (this.readRepetition() === null) return
    this.cursor.fail(
      possessive
        ? 'Possessive repetition (*+, ++, ?+) is not supported; leave out the second +.'
        : 'A repetition cannot itself be repeated; put brackets around the first one.',
      start,
    )
  }

  /** A brace that does not open a count stands for itself. */
  private readBrace(): void {
    const start = this.cursor.pos
    if (this.readCounts() !== null) {
      this.cursor.fail('There is nothing for this count to repeat; write \\{ for a brace itself.', start)
    }
    this.push(this.literal(this.cursor.next()))
  }

  private readAtom(): Regex {
    const { cursor } = this
    switch (cursor.peek()) {
      case '^':
        cursor.pos += 1
        return assert(this.flags.multiLine ? 'line-start' : 'text-start')
      case '$':
        cursor.pos += 1
        return assert(this.flags.multiLine ? 'line-end' : 'text-end')
      case '.':
        cursor.pos += 1
        return { kind: 'class', set: this.flags.dotAll ? ANY : ANY_BUT_NEWLINE }
      case '[':
        return this.readClass()
      case '\\':
        return this.readEscape()
      default:
        return this.literal(cursor.next())
    }
  }

  private readClass(): Regex {
    const start = this.cursor.pos
    const set = readBracketClass(this.cursor, this.flags.ignoreCase)
    this.classRanges += set.length / 2
    if (this.classRanges > MAX_CLASS_RANGES) this.cursor.fail('The classes up to here are too large together; use fewer or smaller ones.', start)
    return { kind: 'class', set }
  }

  private readEscape(): Regex {
    const { cursor } = this
    if (cursor.accept('\\Q')) return this.readQuotation()
    const assertion = ASSERTION_ESCAPES.get(cursor.source.charAt(cursor.pos + 1))
    if (assertion !== undefined) {
      cursor.pos += 2
      return assert(assertion)
    }
    const set = readClassEscape(cursor, this.flags.ignoreCase)
    if (set !== null) return { kind: 'class', set }
    return this.literal(String.fromCodePoint(readCodePointEscape(cursor)))
  }

  /** `\Q…\E`, or to the end of the expression. A repetition after it repeats its last character, as in RE2. */
  private readQuotation(): Regex {
    const { cursor } = this
    const end = cursor.source.indexOf('\\E', cursor.pos)
    const chars = Array.from(cursor.source.slice(cursor.pos, end < 0 ? undefined : end))
    cursor.pos = end < 0 ? cursor.source.length : end + 2
    const last = chars.pop()
    for (const char of chars) this.group.items.push(this.literal(char))
    return last === undefined ? { kind: 'empty' } : this.literal(last)
  }

  private literal(char: string): Regex {
    return { kind: 'literal', text: char, fold: this.flags.ignoreCase && !isCaseless(char) }
  }

  private open(): void {
    const start = this.cursor.pos
    this.cursor.pos += 1
    if (!this.cursor.accept('?')) {
      this.captures += 1
      return this.enter(start, { index: this.captures, name: null })
    }
    const name = this.readGroupName(start)
    if (name !== null) {
      this.captures += 1
      return this.enter(start, { index: this.captures, name })
    }
    this.readFlagGroup(start)
  }

  private readGroupName(start: number): string | null {
    const { cursor } = this
    const found = cursor.match(/P?<([A-Za-z0-9_]+)>/y)
    if (found === null) return null
    if (this.names.has(found[1])) cursor.fail(`There are two groups named “${found[1]}”.`, start)
    this.names.add(found[1])
    return found[1]
  }

  /** `(?i)` changes the flags up to the end of the group around it; `(?i:…)` is a group. */
  private readFlagGroup(start: number): void {
    const { cursor } = this
    const found = cursor.match(/([imsU]*)(?:-([imsU]+))?([:)])/y)
    if (found === null || found[0] === ')') return this.refuseGroup(start)
    const flags = withFlags(withFlags(this.flags, found[1], true), found[2] ?? '', false)
    if (found[3] === ':') this.enter(start, null)
    this.flags = flags
  }

  private refuseGroup(start: number): never {
    const { cursor } = this
    for (const [opening, what] of FOREIGN_GROUPS) {
      if (cursor.accept(opening)) return cursor.fail(`(?${opening} ${what}.`, start)
    }
    cursor.next()
    return cursor.fail('This group is not one that RE2 syntax knows; a group starts with (, (?:, (?P<name> or flags such as (?i:.', start)
  }

  private enter(start: number, capture: Group['capture']): void {
    if (this.outer.length === MAX_NESTING) {
      this.cursor.fail(`The brackets are nested too deeply; ${MAX_NESTING} levels are allowed.`, start)
    }
    this.outer.push(this.group)
    this.group = { start, capture, outerFlags: this.flags, branches: [], items: [] }
  }

  private close(): void {
    const { capture, outerFlags } = this.group
    const outer = this.outer.pop()
    this.cursor.pos += 1
    if (outer === undefined) {
      return this.cursor.fail('A ) has no ( before it; write \\) for a bracket itself.', this.cursor.pos - 1)
    }
    const body = alternate(this.group)
    this.group = outer
    this.flags = outerFlags
    this.push(capture === null ? body : { kind: 'capture', ...capture, node: body })
  }
}

const ASSERTION_ESCAPES = new Map<string, Assertion>([
  ['A', 'text-start'],
  ['z', 'text-end'],
  ['b', 'word-boundary'],
  ['B', 'not-word-boundary'],
])

/** What other dialects write after `(?`, longest first, and what it is. */
const FOREIGN_GROUPS: readonly [opening: string, what: string][] = [
  ['<=', 'is look-behind, which is not possible in a search that takes linear time'],
  ['<!', 'is look-behind, which is not possible in a search that takes linear time'],
  ['=', 'is look-ahead, which is not possible in a search that takes linear time'],
  ['!', 'is look-ahead, which is not possible in a search that takes linear time'],
  ['>', 'is an atomic group, which is not supported; write (?: instead'],
  ['#', 'is a comment, which is not supported'],
  ['|', 'is a branch reset, which is not supported; write (?: instead'],
  ['(', 'is a condition, which is not supported'],
  ['R', 'is recursion, which is not supported'],
  ['&', 'is recursion, which is not supported'],
  ['P>', 'is recursion, which is not supported'],
  ['P=', 'is a back-reference, which is not possible in a search that takes linear time'],
  ['P<', 'must go on with a name of letters, digits and _, and then >'],
  ['<', 'must go on with a name of letters, digits and _, and then >'],
]

const FLAG_NAMES = { i: 'ignoreCase', m: 'multiLine', s: 'dotAll', U: 'swapGreed' } as const

function withFlags(flags: RegexFlags, letters: string, value: boolean): RegexFlags {
  const changed = { ...flags }
  for (const letter of letters) changed[FLAG_NAMES[letter as keyof typeof FLAG_NAMES]] = value
  return changed
}

function assert(what: Assertion): Regex {
  return { kind: 'assert', what }
}

function alternate({ branches, items }: Group): Regex {
  const nodes = [...branches, concat(items)]
  return nodes.length === 1 ? nodes[0] : { kind: 'alternate', nodes }
}

/** Joins items, and neighbouring literals into one. */
function concat(items: readonly Regex[]): Regex {
  const nodes: Regex[] = []
  for (const item of items) {
    if (item.kind === 'empty') continue
    const joined = joinLiterals(nodes.at(-1), item)
    if (joined === null) nodes.push(item)
    else nodes[nodes.length - 1] = joined
  }
  if (nodes.length === 0) return { kind: 'empty' }
  return nodes.length === 1 ? nodes[0] : { kind: 'concat', nodes }
}

/** One literal for two, if either both fold case, or neither, or one has no case that could be folded. */
function joinLiterals(left: Regex | undefined, right: Regex): Regex | null {
  if (left?.kind !== 'literal' || right.kind !== 'literal') return null
  if (left.fold !== right.fold && !isCaseless(left.fold ? right.text : left.text)) return null
  return { kind: 'literal', text: left.text + right.text, fold: left.fold || right.fold }
}

function isCaseless(text: string): boolean {
  for (const char of text) {
    if (caseOrbit(char.codePointAt(0) ?? 0).length > 1) return false
  }
  return true
}
