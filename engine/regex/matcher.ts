/**
 * Finds matches of one expression in bytes, by the cheapest way that gives the exact answer.
 *
 *  - A plain text is looked for as such, and a row of classes as one with several letters in each place.
 *  - If every match contains some text and stays within one line, only the lines that have the text are searched, where that pays.
 *  - If every match starts with some text, or with certain bytes, the automaton skips from one place to the next where that stands.
 *  - The DFA finds where the match ends and then, backwards, where it starts.
 *  - If the DFA does not pay, the simulation answers, from then on for this matcher.
 */

import type { Regex } from './ast.ts'
import { compile } from './compile.ts'
import { GAVE_UP, LazyDfa, NO_MATCH } from './dfa.ts'
import { exactFinder, type Finder } from './finder.ts'
import { LineSearch, type Search } from './line-search.ts'
import { mayCrossLines, prefixLiteral, requiredLiteral } from './literals.ts'
import { UNMETERED, type Meter } from './meter.ts'
import { createPike, type Match, type Pike, type Span } from './pike.ts'
import type { Program } from './program.ts'
import { WindowFinder, windowOf } from './window.ts'

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
/** Native search of a text that is so long is faster than any other. */
const LONG_PREFIX_LENGTH = 4

/** Nothing is compiled before the first search, so that an expression can be checked where no search is to run. */
export function createMatcher(ast: Regex): Matcher {
  if (ast.kind === 'literal' && !ast.fold) return literalMatcher(ast.text)
  const prefix = exactFinder(prefixLiteral(ast))
  const automaton = new Automaton(ast, prefix.length >= MIN_PREFIX_LENGTH ? prefix : null)
  const required = exactFinder(requiredLiteral(ast))
  const byLines = required.length > 0 && !mayCrossLines(ast)
  const search = byLines ? new LineSearch({ required, inner: automaton, isFirst: required.length > Math.max(prefix.length, 2) }) : automaton
  return {
    find: (bytes, from, to = bytes.length, meter = UNMETERED) => (from > to ? null : search.find({ bytes, from, to }, meter)),
    test: (bytes, meter = UNMETERED) => search.test({ bytes, from: 0, to: bytes.length }, meter),
    isLiteral: false,
    stats: () => automaton.stats(),
  }
}

/** Finds `text`, which is not empty, exactly as it is. */
export function literalMatcher(text: string): Matcher {
  const finder = exactFinder(text)
  const find = (bytes: Uint8Array, from: number, to = bytes.length, meter: Meter = UNMETERED) => matchOf(finder, { bytes, from, to }, meter)
  return {
    find,
    test: (bytes, meter) => find(bytes, 0, bytes.length, meter) !== null,
    isLiteral: true,
    stats: () => ({ dfaBytes: 0, timesEmptied: 0, gaveUp: false }),
  }
}

/** What the finder finds is all of a match. */
function matchOf(finder: Finder, span: Span, meter: Meter): Match | null {
  const start = finder.find(span, meter)
  return start < 0 ? null : { start, end: start + finder.length }
}

/** The programs of an expression, its two DFAs and the simulation behind them: each made when it is first needed. */
class Automaton implements Search {
  private readonly ast: Regex
  private readonly prefix: Finder | null
  private starting: { finder: Finder | null; isExact: boolean } | undefined
  private forward: Program | undefined
  private ends: LazyDfa | undefined
  private starts: LazyDfa | undefined
  private pike: Pike | undefined
  private gaveUp = false

  constructor(ast: Regex, prefix: Finder | null) {
    this.ast = ast
    this.prefix = prefix
  }

  find(span: Span, meter: Meter): Match | null {
    const { finder, isExact } = this.startFinder()
    if (!isExact || finder?.pays !== true) return this.findByDfa(span, meter)
    const match = matchOf(finder, span, meter)
    return match === null || finder.pays ? match : this.findByDfa({ ...span, from: match.start }, meter)
  }

  /** False where every byte goes through the automaton. */
  get pays(): boolean {
    return this.startFinder().finder?.pays === true
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

  /** What finds the places where a match may start; `isExact` if what it finds are matches, and all of them. */
  private startFinder(): { finder: Finder | null; isExact: boolean } {
    this.starting ??= this.chooseFinder()
    return this.starting
  }

  private chooseFinder(): { finder: Finder | null; isExact: boolean } {
    const { prefix } = this
    if (prefix !== null && prefix.length >= LONG_PREFIX_LENGTH) return { finder: prefix, isExact: false }
    const window = windowOf(this.forwards())
    const isWider = window.sets.length > (prefix?.length ?? 0)
    return isWider ? { finder: new WindowFinder(window), isExact: window.isExact } : { finder: prefix, isExact: false }
  }

  private findByDfa(span: Span, meter: Meter): Match | null {
    const end = this.findEnd(span, meter, { earliest: false })
    if (end === NO_MATCH) return null
    const start = end === GAVE_UP ? GAVE_UP : this.findStart({ ...span, to: end }, meter)
    return start === GAVE_UP ? this.simulate(span, meter) : { start, end }
  }

  private findEnd(span: Span, meter: Meter, { earliest }: { earliest: boolean }): number {
    if (this.gaveUp) return GAVE_UP
    this.ends ??= this.dfa(this.forwards(), { anchored: false, longest: false })
    return this.remember(this.ends.searchForward(span, meter, { starts: this.startFinder().finder ?? undefined, earliest }))
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
