/**
 * Of statements that can have written a line just as well, the one that the lines around it speak for: what a function logs in one thread stands
 * together in the log, in the order of the code.
 */

import type { Writer } from './writers.ts'

/** Lines before and after that are looked at. */
const REACH = 3
const SAME_FUNCTION = 1
const IN_ORDER = 0.5

export interface Neighbour {
  /** The one statement that can have written the line; null where there is none, or are several. */
  writer: number | null
  thread: string
}

/** How much the lines around speak for a statement. */
export function likelihoodOf(writers: readonly Writer[], lines: readonly Neighbour[]): (writer: number, line: number) => number {
  const certain = (at: number, thread: string | undefined) => (lines[at]?.thread === thread ? writers[lines[at]?.writer ?? -1] : undefined)
  return (number, line) => {
    const writer = writers[number]
    const thread = lines[line]?.thread
    let sum = 0
    for (let away = 1; writer !== undefined && away <= REACH; away++) {
      sum += (nearnessOf(writer, certain(line - away, thread), 'before') + nearnessOf(writer, certain(line + away, thread), 'after')) / away
    }
    return sum
  }
}

function nearnessOf(writer: Writer, other: Writer | undefined, side: 'before' | 'after'): number {
  if (other === undefined || other.path !== writer.path || other.function === null || other.function !== writer.function) return 0
  return SAME_FUNCTION + ((side === 'before' ? other.line < writer.line : other.line > writer.line) ? IN_ORDER : 0)
}
