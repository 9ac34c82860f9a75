/**
 * Finds matches of one expression in bytes, by the cheapest way that gives the exact answer.
 *
 *  - A plain text is looked for as such.
 *  - If every match contains some text and stays within one line, only the lines that have the text are searched.
 *  - If every match starts with some text, the automaton skips from one occurrence to the next.
 *  - The DFA finds where the match ends and then, backwards, where it starts.
 *  - If the DFA does not pay, the simulation answers, from then on for this matcher.
 */

import type { Regex } from './ast.ts'
import { compile } from './compile.ts'
import { GAVE_UP, LazyDfa, NO_MATCH, type Skip } from './dfa.ts'
import { mayCrossLines, prefixLiteral, requiredLiteral } from './literals.ts'
import { METER_STRIDE, UNMETERED, type Meter } from './meter.ts'
import { createPike, type Match, type Pike, type Span } from './pike.ts'
import { NEWLINE_BYTE, type Program } from './program.ts'

export type Matcher = {
  /**
   * The leftmost match within from…to, with Perl's preference among those that start there, as byte offsets; or null.
   * It may be empty. What `^`, `$` and `\b` say at the borders depends on the bytes around them, not on the borders.
   * Throws `SearchStopped` when the meter does.
   */
  find(bytes: Uint8Array, from: number, to?: number, meter?: Meter): Match | null
  /** True if there is any match, an empty one included. */
  test(bytes: Uint8Array, meter?: Meter): boolean
  /** The expression is one text, case and all. */
  isLiteral: boolean
  /** How the searches so far were done. */
  stats(): MatcherStats
}

export type MatcherStats = {
  /** Bytes read by the DFA, forwards and backwards. */
  dfaBytes: number
  /** How often a DFA was built anew because its table was full. */
  timesEmptied: number
  /** The DFA filled up faster than it was of use, and the simulation answers since. */
  gaveUp: boolean
}

/** A shorter text occurs too often to be worth stopping at. */
const MIN_PREFIX_LENGTH = 2
const MIN_REQUIRED_LENGTH = 3

/** Nothing is compiled before the first search, so that an expression can be checked where no search is to run. */
export function createMatcher(ast: Regex): Matcher {
  if (ast.kind === 'literal' && !ast.fold) return literalMatcher(ast.text)
  const prefix = encodeUtf8(prefixLiteral(ast))
  const automaton = new Automaton(ast, prefix.length >= MIN_PREFIX_LENGTH ? skipTo(prefix) : undefined)
  const required = encodeUtf8(requiredLiteral(ast))
  const byLines = required.length >= MIN_REQUIRED_LENGTH && required.length > prefix.length && !mayCrossLines(ast)
  const search = byLines ? searchLinesWith(required, automaton) : automaton
  return {
    find: (bytes, from, to = bytes.length, meter = UNMETERED) => (from > to ? null : search.find({ bytes, from, to }, meter)),
    test: (bytes, meter = UNMETERED) => search.test({ bytes, from: 0, to: bytes.length }, meter),
    isLiteral: false,
    stats: () => automaton.stats(),
  }
}

type Search = {
  find(span: Span, meter: Meter): Match | null
  test(span: Span, meter: Meter): boolean
}

const encodeUtf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Finds `text`, which is not empty, exactly as it is. */
export function literalMatcher(text: string): Matcher {
  const needle = encodeUtf8(text)
  const find = (bytes: Uint8Array, from: number, to = bytes.length, meter: Meter = UNMETERED): Match | null => {
    const start = indexOf(needle, { bytes, from, to }, meter)
    return start < 0 ? null : { start, end: start + needle.length }
  }
  return {
    find,
    test: (bytes, meter) => find(bytes, 0, bytes.length, meter) !== null,
    isLiteral: true,
    stats: () => ({ dfaBytes: 0, timesEmptied: 0, gaveUp: false }),
  }
}

/** Native search is some ten times faster than an automaton's step, and is metered accordingly. */
const LITERAL_BYTES_PER_STEP = 10
const LITERAL_CHUNK = METER_STRIDE * LITERAL_BYTES_PER_STEP

/** Where `needle` starts first in the span, or -1; in chunks, so that a search of a large text can be stopped. */
function indexOf(needle: Uint8Array, { bytes, from, to }: Span, meter: Meter): number {
  if (to === bytes.length && to - from <= LITERAL_CHUNK && bytes instanceof Buffer) {
    const found = bytes.indexOf(needle, from)
    meter.spend(1 + Math.ceil((found < 0 ? to - from : found - from) / LITERAL_BYTES_PER_STEP))
    return found
  }
  for (let at = from; at + needle.length <= to; at += LITERAL_CHUNK) {
    const end = Math.min(to, at + LITERAL_CHUNK + needle.length - 1)
    const found = asBuffer(bytes, at, end).indexOf(needle)
    meter.spend(1 + Math.ceil((found < 0 ? end - at : found) / LITERAL_BYTES_PER_STEP))
    if (found >= 0) return at + found
  }
  return -1
}

function asBuffer(bytes: Uint8Array, from: number, to: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
}

function skipTo(prefix: Uint8Array): (span: Span, meter: Meter) => Skip {
  return ({ to }, meter) => (bytes, at) => indexOf(prefix, { bytes, from: at, to }, meter)
}

/** The programs of an expression, its two DFAs and the simulation behind them: each made when it is first needed. */
class Automaton implements Search {
  private readonly ast: Regex
  private forward: Program | undefined
  private ends: LazyDfa | undefined
  private starts: LazyDfa | undefined
  private pike: Pike | undefined
  private readonly skip: ((span: Span, meter: Meter) => Skip) | undefined
  private gaveUp = false

  constructor(ast: Regex, skip: Automaton['skip']) {
    this.ast = ast
    this.skip = skip
  }

  find(span: Span, meter: Meter): Match | null {
    const end = this.findEnd(span, meter, { earliest: false })
    if (end === NO_MATCH) return null
    const start = end === GAVE_UP ? GAVE_UP : this.findStart({ ...span, to: end }, meter)
    return start === GAVE_UP ? this.simulate(span, meter) : { start, end }
  }

  test(span: Span, meter: Meter): boolean {
    const end = this.findEnd(span, meter, { earliest: true })
    return end === GAVE_UP ? this.simulate(span, meter) !== null : end !== NO_MATCH
  }

  stats(): MatcherStats {
    const made = [this.ends, this.starts].filter((dfa) => dfa !== undefined)
    const sum = (count: (dfa: LazyDfa) => number) => made.reduce((total, dfa) => total + count(dfa), 0)
    return { dfaBytes: sum((dfa) => dfa.bytesRead), timesEmptied: sum((dfa) => dfa.timesEmptied), gaveUp: this.gaveUp }
  }

  private findEnd(span: Span, meter: Meter, { earliest }: { earliest: boolean }): number {
    if (this.gaveUp) return GAVE_UP
    this.ends ??= this.dfa(this.forwards(), { anchored: false, longest: false })
    return this.remember(this.ends.searchForward(span, meter, { skip: this.skip?.(span, meter), earliest }))
  }

  private findStart(span: Span, meter: Meter): number {
    this.starts ??= this.dfa(compile(this.ast, 'reverse'), { anchored: true, longest: true })
    return this.remember(this.starts.searchBackward(span, meter))
  }

  private simulate(span: Span, meter: Meter): Match | null {
    this.pike ??= createPike(this.forwards())
    return this.pike(span, meter)
  }

  private forwards(): Program {
    this.forward ??= compile(this.ast, 'forward')
    return this.forward
  }

  private dfa(program: Program, { anchored, longest }: { anchored: boolean; longest: boolean }): LazyDfa {
    return new LazyDfa(program, { start: anchored ? program.anchored : program.unanchored, longest })
  }

  private remember(outcome: number): number {
    this.gaveUp ||= outcome === GAVE_UP
    return outcome
  }
}

/**
 * Searches only the lines that contain `required`. Sound if every match contains it and none contains a line break: the
 * first match from `from` on is then in one of these lines, and the first of them that has a match has that one.
 */
function searchLinesWith(required: Uint8Array, inner: Search): Search {
  const visit = <T>({ bytes, from, to }: Span, meter: Meter, line: (span: Span) => T | null): T | null => {
    for (let at = from; ; ) {
      const hit = indexOf(required, { bytes, from: at, to }, meter)
      if (hit < 0) return null
      const start = lineStart(bytes, hit, at)
      const end = lineEnd(bytes, hit, to, meter)
      const found = line({ bytes, from: start, to: end })
      if (found !== null || end === to) return found
      at = end + 1
    }
  }
  return {
    find: (span, meter) => visit(span, meter, (line) => inner.find(line, meter)),
    test: (span, meter) => visit(span, meter, (line) => (inner.test(line, meter) ? true : null)) ?? false,
  }
}

const LINE_END_REACH = 1024
const NEWLINE = Uint8Array.of(NEWLINE_BYTE)

/** Where the line of `at` starts, but not before `from`. */
function lineStart(bytes: Uint8Array, at: number, from: number): number {
  return from + asBuffer(bytes, from, at).lastIndexOf(NEWLINE_BYTE) + 1
}

/** `to` if the line is a long one: looking for its end anew for each of its matches would take quadratic time. */
function lineEnd(bytes: Uint8Array, at: number, to: number, meter: Meter): number {
  const end = indexOf(NEWLINE, { bytes, from: at, to: Math.min(to, at + LINE_END_REACH) }, meter)
  return end < 0 ? to : end
}
