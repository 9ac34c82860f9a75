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
    const masks = masksOf(run.passingText(group), pattern, { candidates, block, meter })
    if (masks !== null) yield { group, masks }
    block = nextBit(any, group.end)
  }
}

type Asked = { candidates: readonly Bitmap[]; block: number; meter: Meter }

/** For each line of a text, the atoms that it matches; null if no line matches any. */
function masksOf(text: Buffer, { atoms }: LinePattern, { candidates, block, meter }: Asked): Uint32Array | null {
  const marks = new LineMarks(text, meter)
  if (atoms.length === 0) marks.all(1)
  atoms.forEach(({ matcher, byLine }, i) => {
    if (!hasBit(candidates[i], block)) return
    if (byLine) marks.eachLine(matcher, 1 << i)
    else marks.lines(matcher, 1 << i)
  })
  return marks.masks
}

/** The lines of a text with the atoms that they match. Most texts that are looked into have none, and are not cut into lines. */
class LineMarks {
  masks: Uint32Array | null = null
  private readonly text: Buffer
  private readonly meter: Meter
  private starts: Uint32Array = NO_STARTS

  constructor(text: Buffer, meter: Meter) {
    this.text = text
    this.meter = meter
  }

  all(bit: number): void {
    this.cut().fill(bit)
  }

  lines(matcher: Matcher, bit: number): void {
    let line = 0
    for (let at = 0; at < this.text.length; at = this.starts[line + 1]) {
      const match = matcher.find(this.text, at, this.text.length, this.meter)
      if (match === null || match.start >= this.text.length) return
      const masks = this.cut()
      while (this.starts[line + 1] <= match.start) line += 1
      masks[line] |= bit
    }
  }

  /** A line goes up to its line feed, which bounds it and is not part of it. */
  eachLine(matcher: Matcher, bit: number): void {
    const starts = lineStarts(this.text)
    for (let line = 0; line + 1 < starts.length; line++) {
      if (matcher.find(this.text, starts[line], starts[line + 1] - 1, this.meter) !== null) this.cut()[line] |= bit
    }
  }

  private cut(): Uint32Array {
    if (this.masks === null) {
      this.starts = lineStarts(this.text)
      this.masks = new Uint32Array(this.starts.length - 1)
    }
    return this.masks
  }
}

const NO_STARTS = new Uint32Array(0)
