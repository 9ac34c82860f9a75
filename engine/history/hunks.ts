/** What one commit changed in one file: the lines before and after it, and the hunks around those that are wanted. */

import { ALIVE } from './format.ts'
import type { ReadWeave } from './weave-code.ts'

const MAX_LINES = 100
const CONTEXT = 2
/** Lines that are looked at for a heading. */
const MAX_LOOKED_BACK = 400

/** A file before and after a commit, line by line; what went stands before what came in its place. */
type Steps = {
  count: number
  /** The line of each step, and its numbers (from 1) before and after. */
  lines: Int32Array
  old: Int32Array
  now: Int32Array
  /** 1 came, -1 went, 0 stands on both sides. */
  signs: Int8Array
  /** The first steps that are to be shown. */
  wanted: number[]
}

/** A line of a run before or after a commit, with its numbers from 1 on either side: where it stands, or would. */
export type Step = { sign: Sign; line: number; old: number; now: number }

export type Sign = '-' | ' ' | '+'

/** The heading is the number of a line. */
export type Hunk = { oldStart: number; newStart: number; heading: number | null; lines: Step[] }

export type HunkOptions = {
  /** Of a line that came or went. */
  isWanted: (step: Step) => boolean
  /** Of the number of a line. */
  isHeading: (line: number) => boolean
}

/** The changes of one commit to one file, as hunks around the lines that are wanted: at most MAX_LINES of them. */
export function hunksOf(weave: ReadWeave, position: number, { isWanted, isHeading }: HunkOptions): { hunks: Hunk[]; stoodBefore: boolean; standsAfter: boolean } {
  const steps = stepsOf(weave, position, isWanted)
  const hunks: Hunk[] = []
  let next = 0
  for (const at of steps.wanted) {
    const from = Math.max(next, at - CONTEXT)
    if (hunks.length === 0 || from > next) hunks.push({ oldStart: steps.old[from], newStart: steps.now[from], heading: headingBefore(from, steps, isHeading), lines: [] })
    next = Math.max(next, Math.min(at + CONTEXT + 1, steps.count))
    for (let i = from; i < next; i++) hunks.at(-1)?.lines.push(stepAt(steps, i))
  }
  const signs = steps.signs.subarray(0, steps.count)
  return { hunks, stoodBefore: signs.some((sign) => sign !== 1), standsAfter: signs.some((sign) => sign !== -1) }
}

/** As git, among the lines before the commit. */
function headingBefore(from: number, { lines, signs }: Steps, isHeading: (line: number) => boolean): number | null {
  for (let at = from - 1; at >= Math.max(0, from - MAX_LOOKED_BACK); at--) {
    if (signs[at] <= 0 && isHeading(lines[at])) return lines[at]
  }
  return null
}

const SIGNS: readonly Sign[] = ['-', ' ', '+']

const stepAt = ({ signs, lines, old, now }: Steps, at: number): Step => ({ sign: SIGNS[signs[at] + 1], line: lines[at], old: old[at], now: now[at] })

function stepsOf({ lines, births, deaths }: ReadWeave, position: number, isWanted: HunkOptions['isWanted']): Steps {
  const numbers = () => new Int32Array(lines.length)
  const steps: Steps = { count: 0, lines: numbers(), old: numbers(), now: numbers(), signs: new Int8Array(lines.length), wanted: [] }
  let [old, now] = [1, 1]
  for (let item = 0; item < lines.length; item++) {
    const sign = signAt(births[item], deaths[item], position)
    if (sign === null) continue
    steps.lines[steps.count] = lines[item]
    steps.old[steps.count] = old
    steps.now[steps.count] = now
    steps.signs[steps.count] = sign
    if (sign !== 0 && steps.wanted.length < MAX_LINES && isWanted(stepAt(steps, steps.count))) steps.wanted.push(steps.count)
    steps.count += 1
    if (sign <= 0) old += 1
    if (sign >= 0) now += 1
  }
  return steps
}

/** Null for a line that stands on neither side of the commit. */
function signAt(birth: number, death: number, position: number): -1 | 0 | 1 | null {
  const stood = birth < position && (death === ALIVE || death >= position)
  const stands = birth <= position && (death === ALIVE || death > position)
  if (!stood && !stands) return null
  return stood === stands ? 0 : stands ? 1 : -1
}
