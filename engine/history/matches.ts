/**
 * Which lines of a history match, and when each of them came and went: what searches of changes and counts over time are made from.
 *
 * A history knows lines and not texts: each line is searched by itself, as git does, and an expression that can only match across
 * lines is refused.
 */

import { hasBit, nextBit, unite, type Bitmap, type BlockGroup } from '../blocks/index.ts'
import { gramQueryOfPattern, type GramQuery } from '../grams/index.ts'
import type { PatternAtom, PatternNode } from '../pattern.ts'
import { compileRegex, type Matcher, type Meter } from '../regex/index.ts'
import { ALIVE } from './format.ts'
import type { Run } from './run.ts'
import { lineStarts } from './run-lines.ts'

/** An atom of a pattern that is ready to be asked of lines. */
export type LineAtom = {
  atom: PatternAtom
  matcher: Matcher
  query: GramQuery
  /** What it finds is what was looked for, and not what must not be. */
  shown: boolean
  /** In a text its matches could go on over line breaks (`\s` is one), so that no more than a line may be given to it at once. */
  byLine: boolean
}

export type LinePattern = { node: PatternNode | null; atoms: readonly LineAtom[] }

export type LinePatternResult = { ok: true; pattern: LinePattern } | { ok: false; message: string }

/** Bits of a mask tell which atoms a line matches. */
const MAX_ATOMS = 30
const ACROSS_LINES = 'The history knows lines, and this expression asks for a line break, or where a text begins or ends. Leave out \\n, \\A and \\z.'
/** A line break that is written out, not one among the characters of a class; \\A and \\z; and ^ and $ without their usual meaning. */
const ASKS_FOR_MORE = /^(?:[^\\]|\\[^])*?(?:\n|\\[nAz]|\(\?[a-zA-Z]*-[a-zA-Z]*m)/

/** Null as a pattern is every line. */
export function compileLinePattern(node: PatternNode | null, { caseSensitive }: { caseSensitive: boolean }): LinePatternResult {
  const atoms: LineAtom[] = []
  for (const { atom, shown } of node === null ? [] : atomsOf(node, true)) {
    const { query, crossesLines } = gramQueryOfPattern({ ...atom, caseSensitive })
    const compiled = compileRegex(atom.pattern, { ignoreCase: !caseSensitive, literal: !atom.regex })
    if (!compiled.ok) return { ok: false, message: compiled.issue.message }
    if (atom.regex ? ASKS_FOR_MORE.test(atom.pattern) : atom.pattern.includes('\n')) return { ok: false, message: ACROSS_LINES }
    atoms.push({ atom, matcher: compiled.matcher, query, shown, byLine: crossesLines })
  }
  if (atoms.length > MAX_ATOMS) return { ok: false, message: `At most ${MAX_ATOMS} patterns can be asked of a history at once.` }
  return { ok: true, pattern: { node, atoms } }
}

function* atomsOf(node: PatternNode, shown: boolean): Generator<{ atom: PatternAtom; shown: boolean }> {
  if (node.kind === 'atom') yield { atom: node, shown }
  else if (node.kind === 'not') yield* atomsOf(node.node, !shown)
  else for (const inner of node.nodes) yield* atomsOf(inner, shown)
}

/** Whether the tree holds where exactly the atoms of a mask match. */
export function holdsFor({ node, atoms }: LinePattern, mask: number): boolean {
  if (node === null) return true
  const judge = (inner: PatternNode): boolean => {
    switch (inner.kind) {
      case 'atom':
        return (mask & (1 << atoms.findIndex(({ atom }) => atom === inner))) !== 0
      case 'not':
        return !judge(inner.node)
      case 'and':
        return inner.nodes.every(judge)
      case 'or':
        return inner.nodes.some(judge)
    }
  }
  return judge(node)
}

/** The atoms whose finds are shown, as a mask. */
export const shownMask = ({ atoms }: LinePattern): number => atoms.reduce((mask, { shown }, i) => (shown ? mask | (1 << i) : mask), 0)

/** A line that matches came to a file or went from it. */
export type LineEvent = { path: number; position: number; line: number; mask: number; came: boolean }

export type MatchOptions = {
  /** Files of the run that are asked about: 1 for each number of a path that is; null for all. */
  paths: Uint8Array | null
  meter: Meter
}

/** What reading a block costs beside looking through its text. */
const STEPS_PER_BLOCK = 100

/** Every coming and going of a line that matches, that this run tells of, in no order. Throws like the meter, and `CorruptFile`. */
export function visitEvents(run: Run, pattern: LinePattern, { paths, meter }: MatchOptions, visit: (event: LineEvent) => void): void {
  for (const { group, masks } of matchingBlocks(run, pattern, meter)) {
    const first = run.shared.firsts[group.block]
    run.entries(group, (line) => masks[line] !== 0, (line, path, birth, death) => {
      if (paths !== null && paths[path] !== 1) return
      const event = { path, line: first + line, mask: masks[line] }
      if (birth >= run.since(path)) visit({ ...event, position: birth, came: true })
      if (death !== ALIVE) visit({ ...event, position: death, came: false })
    })
  }
}

/** Blocks in which lines match, with the atoms that each of their lines matches. */
function* matchingBlocks(run: Run, pattern: LinePattern, meter: Meter): Generator<{ group: BlockGroup; masks: Uint32Array }> {
  const candidates = pattern.atoms.map(({ query }) => run.candidates(query))
  const any = pattern.atoms.length === 0 ? run.candidates({ kind: 'all' }) : candidates.reduce((sum, blocks) => (unite(sum, blocks), sum), new Uint32Array(candidates[0]?.length ?? 0))
  for (let block = nextBit(any, 0); block >= 0; ) {
    const group = run.groupOf(block)
    meter.spend(STEPS_PER_BLOCK)
    const masks = masksOf(run.text(group), pattern, { candidates, block, meter })
    if (masks.some((mask) => mask !== 0)) yield { group, masks }
    block = nextBit(any, group.end)
  }
}

type Asked = { candidates: readonly Bitmap[]; block: number; meter: Meter }

/** For each line of a text, the atoms that it matches. */
function masksOf(text: Buffer, { atoms }: LinePattern, { candidates, block, meter }: Asked): Uint32Array {
  const starts = lineStarts(text)
  const masks = new Uint32Array(starts.length - 1)
  if (atoms.length === 0) return masks.fill(1)
  atoms.forEach(({ matcher, byLine }, i) => {
    if (hasBit(candidates[i], block)) (byLine ? markEachLine : markLines)({ text, starts, masks, meter }, matcher, 1 << i)
  })
  return masks
}

type Marking = { text: Buffer; starts: Uint32Array; masks: Uint32Array; meter: Meter }

function markLines({ text, starts, masks, meter }: Marking, matcher: Matcher, bit: number): void {
  let line = 0
  for (let at = 0; at < text.length; at = starts[line + 1]) {
    const match = matcher.find(text, at, text.length, meter)
    if (match === null || match.start >= text.length) return
    while (starts[line + 1] <= match.start) line += 1
    masks[line] |= bit
  }
}

/** A line goes up to its line feed, which bounds it and is not part of it. */
function markEachLine({ text, starts, masks, meter }: Marking, matcher: Matcher, bit: number): void {
  for (let line = 0; line < masks.length; line++) {
    if (matcher.find(text, starts[line], starts[line + 1] - 1, meter) !== null) masks[line] |= bit
  }
}
