/** Shows of a commit the changed lines that somebody else has found something in. */

import { isUtf8 } from 'node:buffer'
import type { Match } from '../regex/index.ts'
import type { History } from './history.ts'
import type { Step } from './hunks.ts'
import { ChangeShower, type ShownChange } from './shown-change.ts'

/** What was found in a file, as it was before a commit and as it is after it. */
export type MarkedFile = { run: number; path: number; before: MarkedLines; after: MarkedLines }

/** By numbers of lines, from 1: from where to where, in code points. The end of a line is Infinity. */
export type MarkedLines = ReadonlyMap<number, readonly Match[]>

/** Lines that the commit did not change are shown only around others. */
export function showMarked(history: History, position: number, files: readonly MarkedFile[]): ShownChange {
  return new ChangeShower(history).show(position, files.map(({ run, path, before, after }) => {
    const marksOf = ({ sign, old, now }: Step) => (sign === ' ' ? undefined : sign === '+' ? after.get(now) : before.get(old))
    return { run, path, isWanted: (step) => marksOf(step) !== undefined, mark: (step, line) => inBytes(marksOf(step) ?? [], line) }
  }))
}

/** In a line that is not UTF-8 each byte is a character. */
function inBytes(marks: readonly Match[], line: Buffer): Match[] {
  const starts = marks.length > 0 && isUtf8(line) ? characterStarts(line) : null
  const at = (column: number) => Math.min(line.length, starts === null ? column : (starts[column] ?? line.length))
  return marks.map(({ start, end }) => ({ start: at(start), end: at(end) }))
}

function characterStarts(line: Buffer): number[] {
  const starts: number[] = []
  for (let at = 0; at < line.length; at++) if ((line[at] & 0xc0) !== 0x80) starts.push(at)
  return starts
}
