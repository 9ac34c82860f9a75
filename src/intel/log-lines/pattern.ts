/**
 * Templates as they are held against lines. How well one fits is told by what it leaves unexplained: each letter of a line that no literal
 * part of the template accounts for costs, so the most specific of the templates that could have written the line costs least.
 */

import type { HoleKind, Template } from '../../../syntax/index.ts'
import { flattened } from './record.ts'
import type { LogRecord } from './record.ts'

export interface Pattern {
  /** The statement that it belongs to, by number. */
  writer: number
  /** Literal texts, none empty, with single blanks. */
  literals: readonly string[]
  /** `holes[i]` stands before literal i, the last one behind them all; null where there is none. Only the outer ones may be null. */
  holes: readonly (HoleKind | null)[]
  /** Letters and digits of the literals; 0 where they are marks only, which tell too little to be looked for in any line. */
  weight: number
  /** The last literal is a mark behind a value, such as a bracket: it may stand on a later line, as values may have breaks. */
  mayBeCut: boolean
}

/** With fewer letters and digits a template tells nothing unless it fits the message from its beginning to its end; where it does not begin the message, more are needed. */
const LEAST_WEIGHT = 3
const LEAST_SHARE = 8
const LEAST_WEIGHT_WITHIN = 10
const LEAST_EXPLAINED = 0.25

/** One for each of the template's lines, as each is a line of the log. */
export function patternsOf(template: Template, writer: number): Pattern[] {
  return linesOf(template).flatMap((line) => patternOf(line, writer) ?? [])
}

type Piece = string | HoleKind & {} | { hole: HoleKind }

function linesOf(template: Template): Piece[][] {
  const lines: Piece[][] = [[]]
  for (const part of template) {
    if (typeof part !== 'string') {
      lines.at(-1)?.push({ hole: 'hole' in part ? part.hole : 'any' })
      continue
    }
    const [first = '', ...others] = part.split(/\r?\n/)
    lines.at(-1)?.push(first)
    for (const other of others) lines.push([other])
  }
  return lines
}

function patternOf(pieces: readonly Piece[], writer: number): Pattern | null {
  const literals: string[] = []
  const holes: (HoleKind | null)[] = [null]
  const ends = { first: pieces.findIndex((piece) => piece !== ''), last: pieces.findLastIndex((piece) => piece !== '') }
  for (const [at, piece] of pieces.entries()) {
    if (typeof piece === 'object') holes[holes.length - 1] = merge(holes.at(-1) ?? null, piece.hole)
    else {
      const single = flattened(piece, 'none')
      const text = at === ends.first && at === ends.last ? single.trim() : at === ends.first ? single.trimStart() : at === ends.last ? single.trimEnd() : single
      if (text === '') continue
      literals.push(text)
      holes.push(null)
    }
  }
  // A value may be empty, and blanks at the end of a line are lost.
  if (holes.at(-1) !== null && literals.length > 0) literals.push((literals.pop() ?? '').trimEnd())
  if (literals.at(-1) === '') {
    literals.pop()
    holes.splice(-2, 2, 'any')
  }
  const weight = literals.reduce((sum, literal) => sum + (literal.match(/[\p{L}\p{N}]/gu)?.length ?? 0), 0)
  if (literals.length === 0 || literals.includes('')) return null
  const mayBeCut = literals.length > 1 && holes.at(-1) === null && holes.at(-2) !== null && !hasLetters(literals.at(-1) ?? '')
  return { writer, literals, holes, weight, mayBeCut }
}

const hasLetters = (text: string) => /[\p{L}\p{N}]/u.test(text)

/** Two values side by side are any text. */
const merge = (before: HoleKind | null, hole: HoleKind): HoleKind => (before === null ? hole : hole === 'rest' ? before : 'any')

export interface Fit {
  cost: number
  /** The part of the message that literals account for, 0–1. */
  explained: number
  anchored: boolean
  /** Where the message begins, with a value or with its first literal. */
  from: number
  /** The message begins with a literal, ends where the line does, and has letters enough: where it begins is beyond doubt. */
  telling: boolean
}

/** Where a literal begins that cannot be told from where another one does, this many places are tried. */
const MOST_TRIES = 6
const PER_HOLE = 2
const LATE_START = 12
const EARLY_END = 6
const CUT = 6

/** Null where the template cannot have written the line. The blanks around an empty value have become one, which both literals have. Takes time in proportion to the line for each of the template's parts. */
export function fit(pattern: Pattern, record: LogRecord): Fit | null {
  const [first = ''] = pattern.literals
  const { text } = record
  let best: Fit | null = null
  for (let at = text.indexOf(first), tries = 0; at >= 0 && tries < MOST_TRIES; at = text.indexOf(first, at + 1), tries++) {
    const found = fitFrom(pattern, record, at)
    if (found !== null && (best === null || found.cost < best.cost)) best = found
  }
  return best
}

function fitFrom(pattern: Pattern, record: LogRecord, start: number): Fit | null {
  const { text } = record
  const begun = beginning(pattern, record, start)
  if (begun === null) return null
  const last = pattern.literals.length - 1
  let cost = begun.cost
  let end = start + (pattern.literals[0]?.length ?? 0)
  let literal = pattern.literals[0]?.length ?? 0
  for (let at = 1; at <= last; at++) {
    const part = pattern.literals[at] ?? ''
    const isEnd = at === last && pattern.holes[last + 1] === null && text.endsWith(part) && text.length - part.length >= end
    const found = isEnd ? text.length - part.length : text.indexOf(part, part[0] === ' ' && text[end - 1] === ' ' ? end - 1 : end)
    if (found < 0 && at === last && pattern.mayBeCut) {
      cost += CUT + costOfHole(pattern.holes[at] ?? null, text, end, text.length)
      end = text.length
      break
    }
    if (found < 0) return null
    cost += costOfHole(pattern.holes[at] ?? null, text, end, Math.max(end, found))
    end = found + part.length
    literal += part.length
  }
  const hole = pattern.holes[last + 1] ?? null
  if (end <= record.start && start < record.start && (hole === null || pattern.weight < LEAST_WEIGHT_WITHIN)) return null // it is the prefix that it fits
  const left = text.length - end
  const isEnded = left === 0 || hole !== null
  if (pattern.weight < LEAST_WEIGHT && !(begun.anchored && isEnded && literal * LEAST_SHARE >= text.length - begun.from)) return null
  cost += hole === null ? costOfTail(text, end) : hole === 'rest' ? costOfRest(left) : costOfHole(hole, text, end, text.length)
  const explained = literal / Math.max(literal, text.length - begun.from)
  return begun.anchored || explained >= LEAST_EXPLAINED ? { cost, explained, anchored: begun.anchored && isEnded, from: pattern.holes[0] === null ? start : begun.from, telling: pattern.holes[0] === null && isEnded && pattern.weight >= LEAST_WEIGHT_WITHIN } : null
}

/** `from` is where the message begins, if the template has written it. */
interface Beginning {
  cost: number
  anchored: boolean
  from: number
}

/** What stands before the first literal: a prefix, a value, or text that is not accounted for. */
function beginning(pattern: Pattern, { text, start: likely, starts, weakStarts }: LogRecord, start: number): Beginning | null {
  const passed = start - likely
  const hole = pattern.holes[0] ?? null
  if (passed === 0) return { cost: hole === null ? 0 : PER_HOLE, anchored: true, from: start }
  if (hole === null && starts.has(start)) return { cost: passed < 0 ? 1 : 2 + 0.2 * passed, anchored: true, from: start }
  if (hole !== null && text[start] === ' ' && (passed === -1 || starts.has(start + 1))) return { cost: PER_HOLE + (passed < 0 ? 0 : 2 + 0.2 * passed), anchored: true, from: start + 1 } // the value is empty
  if (hole !== null && passed > 0) return valueBefore(hole, text, { likely, starts, start })
  if (weakStarts.has(start) && pattern.weight >= LEAST_WEIGHT_WITHIN) return { cost: 2 + 1.2 * Math.abs(passed), anchored: passed < 0, from: start }
  return pattern.weight < LEAST_WEIGHT_WITHIN ? null : { cost: LATE_START + 1.5 * Math.abs(passed), anchored: false, from: Math.min(likely, start) }
}

/** The value reaches back to the likely beginning of the message, or only to the last of the others before it. */
function valueBefore(kind: HoleKind, text: string, { likely, starts, start }: { likely: number; starts: ReadonlySet<number>; start: number }): Beginning {
  const whole = costOfHole(kind, text, likely, start)
  const near = Math.max(...[...starts].filter((at) => at > likely && at < start))
  const short = Number.isFinite(near) ? 6 + 0.2 * (near - likely) + costOfHole(kind, text, near, start) : Infinity
  return short < whole ? { cost: short, anchored: true, from: near } : { cost: whole, anchored: true, from: likely }
}

function costOfHole(kind: HoleKind | null, text: string, from: number, to: number): number {
  const length = to - from
  if (kind === null || kind === 'any' || kind === 'rest') return PER_HOLE + length
  const value = text.slice(from, to).trim()
  const fits = kind === 'hex' ? /^(?:0x)?[\da-fA-F]+$/ : /^[-+]?[\d.,]+(?:[eE][-+]?\d+)?$/
  return fits.test(value) ? PER_HOLE / 2 + length / 2 : PER_HOLE + length + 20
}

/** What was announced to stand behind a message costs a little less than what was not. */
const costOfRest = (left: number) => (left === 0 ? 0 : 3 + left)

/** Loggers put exceptions and fields behind a message. */
function costOfTail(text: string, end: number): number {
  const left = text.length - end
  if (left === 0) return 0
  return /^(?:[\s:;,."({[|-]|\w+=)/.test(text.slice(end, end + 20)) ? EARLY_END + left : EARLY_END + 6 + 1.5 * left
}
