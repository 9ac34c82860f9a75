import { createHash } from 'node:crypto'
import { compileRegex, matchesString, type Matcher } from '../../engine/regex/index.ts'
import type { Source } from '../source.ts'
import { findWith, type Finder } from './fit.ts'

/** Where something was found, half-open: lines from 0, columns in code points from 0, offsets in bytes of the text in UTF-8. */
export type StructureMatch = { start: StructurePosition; end: StructurePosition }
export type StructurePosition = { offset: number; line: number; column: number }

export type StructureMatches = {
  /** By where they start, then the longer first. One may lie within another. */
  matches: StructureMatch[]
  /** There are more. */
  limitHit: boolean
}

/** A match with what tells its code from other code: line breaks and blanks that part no words do not. */
export type StructurePrint = StructureMatch & { print: string }

type Asked = { finders: readonly Finder[]; maxMatches: number }

/** Finds code by its structure, for each of several finders. */
export function findStructure(source: Source, { finders, maxMatches }: Asked): StructureMatches[] {
  return finders.map((finder) => {
    const { spans, limitHit } = spansOf(source, finder, maxMatches)
    return { matches: placesOf(source, spans), limitHit }
  })
}

/** The same, to be held against what is found in another text. */
export function printStructure(source: Source, { finders, maxMatches }: Asked): { matches: StructurePrint[]; limitHit: boolean }[] {
  return finders.map((finder) => {
    const { spans, limitHit } = spansOf(source, finder, maxMatches)
    return { matches: placesOf(source, spans).map((match, at) => ({ ...match, print: printOf(source.text.slice(...spans[at] ?? [0, 0])) })), limitHit }
  })
}

type Span = [start: number, end: number]

function spansOf(source: Source, finder: Finder, maxMatches: number): { spans: Span[]; limitHit: boolean } {
  const spans = new Map<string, Span>()
  const fits = fitter(finder)
  for (const node of findWith(source, finder)) {
    const { start, end } = node.range()
    if (end.index > start.index && fits(source.text.slice(start.index, end.index))) spans.set(`${start.index} ${end.index}`, [start.index, end.index])
  }
  const ordered = [...spans.values()].sort((a, b) => a[0] - b[0] || b[1] - a[1])
  return { spans: ordered.slice(0, maxMatches), limitHit: ordered.length > maxMatches }
}

/** Whether the code of a match is there to the last token: some of them may be made up by the parser. */
function fitter({ sequences }: Finder): (code: string) => boolean {
  const lists = sequences?.map((list) => list.map(matcherOf))
  return (code) => lists === undefined || lists.some((list) => list.every((matcher) => matchesString(matcher, code)))
}

const matchers = new Map<string, Matcher>()
const mostMatchers = 200

function matcherOf(sequence: string): Matcher {
  const known = matchers.get(sequence)
  if (known) return known
  const compiled = compileRegex(sequence)
  if (!compiled.ok) throw new Error(`a sequence is an expression: ${compiled.issue.message}`)
  if (matchers.size >= mostMatchers) matchers.clear()
  matchers.set(sequence, compiled.matcher)
  return compiled.matcher
}

function placesOf({ text }: Source, spans: readonly Span[]): StructureMatch[] {
  const at = locate(text, spans.flat())
  return spans.map(([start, end]) => ({ start: at(start), end: at(end) }))
}

function printOf(code: string): string {
  const close = code.replace(/\s+(?=\W)|(?<=\W)\s+/g, '').replace(/\s/g, ' ')
  return createHash('sha256').update(close).digest('base64')
}

/** From offsets in UTF-16 units, in one walk over the text. */
function locate(text: string, offsets: readonly number[]): (offset: number) => StructurePosition {
  const places = new Map<number, StructurePosition>()
  let at = 0
  let place: StructurePosition = { offset: 0, line: 0, column: 0 }
  for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
    place = move(place, text.slice(at, offset))
    at = offset
    places.set(offset, place)
  }
  return (offset) => places.get(offset) ?? place
}

function move({ offset, line, column }: StructurePosition, passed: string): StructurePosition {
  const lastBreak = passed.lastIndexOf('\n')
  const lines = lastBreak < 0 ? 0 : passed.split('\n').length - 1
  return { offset: offset + Buffer.byteLength(passed), line: line + lines, column: (lastBreak < 0 ? column : 0) + countCodePoints(passed.slice(lastBreak + 1)) }
}

function countCodePoints(text: string): number {
  let pairs = 0
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) pairs++
  return text.length - pairs
}
