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

/** Finds code by its structure, for each of several finders. */
export function findStructure(source: Source, { finders, maxMatches }: { finders: readonly Finder[]; maxMatches: number }): StructureMatches[] {
  return finders.map((finder) => findOne(source, finder, maxMatches))
}

function findOne(source: Source, finder: Finder, maxMatches: number): StructureMatches {
  const spans = new Map<string, [start: number, end: number]>()
  for (const node of findWith(source, finder)) {
    const { start, end } = node.range()
    if (end.index > start.index) spans.set(`${start.index} ${end.index}`, [start.index, end.index])
  }
  const ordered = [...spans.values()].sort((a, b) => a[0] - b[0] || b[1] - a[1])
  const shown = ordered.slice(0, maxMatches)
  const at = locate(source.text, shown.flat())
  return { matches: shown.map(([start, end]) => ({ start: at(start), end: at(end) })), limitHit: ordered.length > maxMatches }
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
