/** Single files of the mainline: what they held at a commit, and which commit each line is from. */

import { ALIVE, GONE, reasonOf, TEXT } from './format.ts'
import type { FileInRun, History } from './history.ts'
import type { GapReason } from './input.ts'
import { RunLines } from './run-lines.ts'
import type { ReadWeave } from './weave-code.ts'
import type { StateChange } from './weave.ts'

export type FileAt =
  | { kind: 'text'; bytes: Buffer }
  | { kind: 'gone' }
  /** What it held is not known. */
  | { kind: 'gap'; reason: GapReason }

/**
 * Lines from…to-1 (from 0) of a file are from the commit at `birth`; if that ended a gap, from it or one before; if the file came with it, they may have
 * stood in another file.
 */
export type BlamedLines = { from: number; to: number; birth: number; isExact: boolean; cameWithFile: boolean }

/** When a line came and went. `death` is null while it stands at the newest commit. False: that, or an earlier commit since a gap. */
export type LineLife = { text: Buffer; birth: number; isBirthExact: boolean; death: number | null; isDeathExact: boolean }

/** A file as it stood at one commit. */
type Standing = { file: FileInRun; weave: ReadWeave; items: Int32Array }

/** The file with its bytes as they were. Throws `CorruptFile`. */
export function fileAt(history: History, path: string, position: number): FileAt {
  const found = find(history, path, position)
  if (found === null) return { kind: 'gone' }
  const state = stateAt(found.weave.states, position)
  const reason = reasonOf(state)
  if (reason !== null) return { kind: 'gap', reason }
  return state === TEXT ? { kind: 'text', bytes: textOf(standing(found, position)) } : { kind: 'gone' }
}

/** Of lines from…to-1, all where not said. Empty for a file that is not there, or whose text is not known. */
export function blame(history: History, path: string, position: number, { from, to }: { from: number; to: number } = { from: 0, to: Infinity }): BlamedLines[] {
  const found = find(history, path, position)
  if (found === null) return []
  const { weave, items } = standing(found, position)
  const ranges: Pick<BlamedLines, 'from' | 'to' | 'birth'>[] = []
  items.subarray(from, to).forEach((item, at) => {
    const [birth, line] = [weave.births[item], from + at]
    const last = ranges.at(-1)
    if (last?.birth === birth) last.to = line + 1
    else ranges.push({ from: line, to: line + 1, birth })
  })
  return ranges.map((range) => ({ ...range, ...cameAs(history, path, found, range.birth) }))
}

/** What else is known of lines that came with a commit. Most births are in the run that has the lines; only for others another one is read. */
function cameAs(history: History, path: string, { file, weave }: Found, birth: number): Pick<BlamedLines, 'isExact' | 'cameWithFile'> {
  const change = birth < file.run.since(file.path) ? changeAt(history, path, birth) : changeIn(weave.states, birth)
  return { isExact: change === null || reasonOf(change.before) === null, cameWithFile: change?.before === GONE }
}

/** Null if there is no such line (from 0) at that commit. */
export function lineLife(history: History, { path, position, line }: { path: string; position: number; line: number }): LineLife | null {
  const found = find(history, path, position)
  if (found === null) return null
  const { file, weave, items } = standing(found, position)
  const item = items[line]
  if (item === undefined) return null
  const birth = weave.births[item]
  const death = deathOf(history, path, { file, weave, item })
  return {
    text: new RunLines(file.run).line(weave.lines[item]), birth, isBirthExact: isExact(history, path, birth, 'before'),
    death, isDeathExact: death === null || isExact(history, path, death, 'at'),
  }
}

type Found = { file: FileInRun; weave: ReadWeave }

/** The newest run that changed the file by then, or took it over at its beginning. */
function find(history: History, path: string, position: number): Found | null {
  for (const file of history.runsOf(path, position)) return { file, weave: file.run.weave(file.path) }
  return null
}

function standing({ file, weave }: Found, position: number): Standing {
  const items: number[] = []
  for (let item = 0; item < weave.lines.length; item++) {
    if (weave.births[item] <= position && (weave.deaths[item] === ALIVE || weave.deaths[item] > position)) items.push(item)
  }
  return { file, weave, items: Int32Array.from(items) }
}

function textOf({ file, weave, items }: Standing): Buffer {
  const lines = new RunLines(file.run)
  const parts: Uint8Array[] = []
  for (const item of items) {
    parts.push(lines.line(weave.lines[item]))
    if (weave.unended[item] === 0) parts.push(LINE_FEED)
  }
  return Buffer.concat(parts)
}

const LINE_FEED = Uint8Array.of(0x0a)

export function stateAt(states: readonly StateChange[], position: number): number {
  return states.findLast((change) => change.position <= position)?.state ?? GONE
}

/** Where a run ends with a line alive, the next one that changes the file has it among those that it took over, in the same order. */
function deathOf(history: History, path: string, { file, weave, item }: Found & { item: number }): number | null {
  if (weave.deaths[item] !== ALIVE) return weave.deaths[item]
  let place = 0
  for (let before = 0; before < item; before++) if (weave.deaths[before] === ALIVE) place += 1
  const later = [...history.runsOf(path)].findLast(({ run }) => run.shared.serial !== file.run.shared.serial && isBehind(history, run, file.run))
  if (later === undefined) return null
  const next = later.run.weave(later.path)
  return deathOf(history, path, { file: later, weave: next, item: nthTakenOver(next, later.run.since(later.path), place) })
}

function isBehind(history: History, run: FileInRun['run'], other: FileInRun['run']): boolean {
  return history.runs.indexOf(run) > history.runs.indexOf(other)
}

function nthTakenOver({ births }: ReadWeave, since: number, place: number): number {
  let left = place
  return births.findIndex((birth) => birth < since && left-- === 0)
}

/** What is born where a gap ends may be older, and what dies where one begins may have lived on: `at` that commit, or `before` it, there was a gap. */
export function isExact(history: History, path: string, position: number, side: 'at' | 'before'): boolean {
  const change = changeAt(history, path, position)
  return change === null || reasonOf(change[side]) === null
}

type StateTurn = Record<'before' | 'at', number>

/** What the file was before the commit and with it; null where it stayed what it was. */
function changeAt(history: History, path: string, position: number): StateTurn | null {
  return changeIn(find(history, path, position)?.weave.states ?? [], position)
}

function changeIn(states: readonly StateChange[], position: number): StateTurn | null {
  const change = states.findLastIndex((state) => state.position <= position)
  const at = states[change]
  return at?.position === position ? { before: states[change - 1]?.state ?? GONE, at: at.state } : null
}
