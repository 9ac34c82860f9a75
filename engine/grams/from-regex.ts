/**
 * The grams that every match of an expression needs: Russ Cox's analysis ("Regular Expression Matching with a Trigram Index",
 * 2012), over symbols instead of characters, so that case and kinds of punctuation cost nothing.
 *
 * Of each node it is known either exactly which strings it matches, or with what its matches begin and end, and what they need
 * besides. Where strings meet, their grams are needed. All sets are bounded, so that no expression takes long.
 */

import type { CharSet } from '../regex/charset.ts'
import type { Regex } from '../regex/index.ts'
import { caseOrbit } from '../regex/unicode.ts'
import { ALL, both, either, gramsOfAny, NONE, pruned, type GramQuery } from './query.ts'
import { cross, shortest, symbolsOf, symbolsOfText, union } from './symbols.ts'

/** So many strings are known exactly; ten digits are, the alphabet is not. */
const MAX_EXACT = 24
/** So many beginnings or ends are kept. */
const MAX_SET = 128
/** Where beginnings and ends meet, so many pairs are written out: digit, point, digit is 100 of them. */
const MAX_PAIRS = 160
/** A class of more code points is any character. */
const MAX_CLASS = 512
/** A longer string is taken apart, so that a long expression does not grow longer strings at every step. */
const MAX_LENGTH = 256
/** `x{5}` is written out so often at most. */
const MAX_UNROLLED = 4
/** So many strings are made for one expression, each node counting as some more; what is left of it then is any text. */
const MAX_WORK = 50_000
const WORK_OF_NODE = 100

type Work = { left: number }

type Info = {
  /** All strings that are matched; null if that is not known. Then the rest tells. */
  exact: ReadonlySet<string> | null
  /** Every match begins with one of these, and ends with one of those. */
  prefix: ReadonlySet<string>
  suffix: ReadonlySet<string>
  match: GramQuery
}

const EMPTY: Info = { exact: new Set(['']), prefix: new Set(), suffix: new Set(), match: ALL }
const NOTHING: Info = { exact: new Set(), prefix: new Set(), suffix: new Set(), match: NONE }
const ANYTHING: Info = { exact: null, prefix: new Set(['']), suffix: new Set(['']), match: ALL }

export function gramQueryOf(ast: Regex): GramQuery {
  return pruned(inexact(analyse(ast, { left: MAX_WORK })).match)
}

function analyse(node: Regex, work: Work): Info {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return EMPTY
    case 'literal':
      return ofLiteral(node, work)
    case 'class':
      return ofClass(node.set, work)
    case 'capture':
      return analyse(node.node, work)
    case 'repeat':
      return repeat(analyse(node.node, work), node)
    case 'concat':
      return joined(node.nodes, { join: concat, none: EMPTY, infoOf: analyse }, work)
    case 'alternate':
      return joined(node.nodes, { join: alternate, none: NOTHING, infoOf: analyse }, work)
  }
}

type Joining<Part> = { join: (one: Info, other: Info) => Info; none: Info; infoOf: (part: Part, work: Work) => Info }

/** Once the work is used up, any text stands for the rest: more may match then, but nothing less. */
function joined<Part>(parts: readonly Part[], { join, none, infoOf }: Joining<Part>, work: Work): Info {
  let all = none
  for (const part of parts) {
    if (work.left <= 0) return join(all, ANYTHING)
    all = join(all, infoOf(part, work))
    work.left -= WORK_OF_NODE + (all.exact?.size ?? 0) + all.prefix.size + all.suffix.size
  }
  return all
}

function exactly(strings: ReadonlySet<string>): Info {
  return bounded({ exact: strings, prefix: new Set(), suffix: new Set(), match: ALL })
}

/** As one string, unless a code point has variants that differ in the alphabet. */
function ofLiteral({ text, fold }: { text: string; fold: boolean }, work: Work): Info {
  if (!fold || ASCII.test(text)) return exactly(new Set([symbolsOfText(text)]))
  return joined([...text], { join: concat, none: EMPTY, infoOf: (char) => ofCodePoint(char, fold) }, work)
}

/** Their variants are the same symbols. */
const ASCII = /^\p{ASCII}*$/u

function ofCodePoint(char: string, fold: boolean): Info {
  const codePoint = char.codePointAt(0) ?? 0
  return exactly(new Set([codePoint, ...(fold ? caseOrbit(codePoint) : [])].map(symbolsOf)))
}

function ofClass(set: CharSet, work: Work): Info {
  if (set.length === 0) return NOTHING
  const size = sizeOf(set)
  if (size > MAX_CLASS) return ANYTHING
  work.left -= size
  const strings = new Set<string>()
  for (let i = 0; i < set.length; i += 2) {
    for (let codePoint = set[i]; codePoint <= set[i + 1]; codePoint++) strings.add(symbolsOf(codePoint))
  }
  return exactly(strings)
}

function sizeOf(set: CharSet): number {
  let size = 0
  for (let i = 0; i < set.length; i += 2) size += set[i + 1] - set[i] + 1
  return size
}

function repeat(info: Info, { min, max }: { min: number; max: number }): Info {
  if (max === 0) return EMPTY
  if (min === 0) return max === 1 ? alternate(info, EMPTY) : ANYTHING
  let all = info
  for (let times = 1; times < Math.min(min, MAX_UNROLLED); times++) all = concat(all, info)
  if (max === min && min <= MAX_UNROLLED) return all
  // There is more in between or behind, but the first ones begin it and, as well, the last ones end it.
  return inexact(all)
}

function concat(one: Info, other: Info): Info {
  if (isImpossible(one) || isImpossible(other)) return NOTHING
  if (one.exact && other.exact && one.exact.size * other.exact.size <= MAX_EXACT) {
    const exact = cross(one.exact, other.exact)
    if (shortest(exact) <= MAX_LENGTH) return { ...one, exact, match: ALL }
  }
  return bounded({
    exact: null,
    prefix: one.exact ? (crossed(one.exact, beginnings(other)) ?? one.exact) : one.prefix,
    suffix: other.exact ? (crossed(ends(one), other.exact) ?? other.exact) : other.suffix,
    match: both(both(needs(one), needs(other)), whereTheyMeet(ends(one), beginnings(other))),
  })
}

function alternate(one: Info, other: Info): Info {
  if (isImpossible(one)) return other
  if (isImpossible(other)) return one
  if (one.exact && other.exact) return bounded({ ...one, exact: union(one.exact, other.exact) })
  return bounded({
    exact: null,
    prefix: union(beginnings(one), beginnings(other)),
    suffix: union(ends(one), ends(other)),
    match: either(needs(one), needs(other)),
  })
}

const isImpossible = ({ exact }: Info) => exact?.size === 0
const beginnings = ({ exact, prefix }: Info) => exact ?? prefix
const ends = ({ exact, suffix }: Info) => exact ?? suffix

/** What is known exactly is not yet told as grams. */
const needs = ({ exact, match }: Info): GramQuery => (exact ? gramsOfAny(exact) : match)

/** Null if there are too many pairs: then the nearer half of them has to do. */
function crossed(one: ReadonlySet<string>, other: ReadonlySet<string>): ReadonlySet<string> | null {
  return one.size * other.size <= MAX_SET * 4 ? cross(one, other) : null
}

function whereTheyMeet(before: ReadonlySet<string>, after: ReadonlySet<string>): GramQuery {
  const heads = new Set([...before].map((string) => string.slice(-2)))
  const tails = new Set([...after].map((string) => string.slice(0, 2)))
  if (heads.size * tails.size > MAX_PAIRS || shortest(heads) + shortest(tails) < 3) return ALL
  return gramsOfAny(cross(heads, tails))
}

/** No longer exact: what was known is told as beginnings, ends and grams. */
function inexact(info: Info): Info {
  if (!info.exact) return info
  return bounded({ exact: null, prefix: info.exact, suffix: info.exact, match: gramsOfAny(info.exact) })
}

/** Brings all sets within their bounds. */
function bounded(info: Info): Info {
  if (info.exact) return info.exact.size <= MAX_EXACT && shortest(info.exact) <= MAX_LENGTH ? info : inexact(info)
  return { ...info, prefix: shorten(info.prefix, (string, length) => string.slice(0, length)), suffix: shorten(info.suffix, (string, length) => (length === 0 ? '' : string.slice(-length))) }
}

/** Two symbols are enough to make grams with what stands beside; fewer where there are still too many. */
function shorten(strings: ReadonlySet<string>, cut: (string: string, length: number) => string): ReadonlySet<string> {
  for (const length of [2, 1]) {
    const short = new Set([...strings].map((string) => cut(string, length)))
    const least = withoutLonger(short, cut)
    if (least.size <= MAX_SET) return least
  }
  return new Set([''])
}

/** A string that begins with another one of the set says nothing more. */
function withoutLonger(strings: ReadonlySet<string>, cut: (string: string, length: number) => string): ReadonlySet<string> {
  if (strings.has('')) return new Set([''])
  return new Set([...strings].filter((string) => string.length < 2 || !strings.has(cut(string, 1))))
}
