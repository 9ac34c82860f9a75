import type { SgNode } from '@ast-grep/napi'
import type { Range } from './answers.ts'

/** A place in a text between UTF-16 units, as nodes have it. */
type Unit = { line: number; column: number; index: number }

/** Between columns that count code points and those of nodes, which count UTF-16 units, in time that does not grow with the line. */
export type Positions = {
  rangeOf(node: SgNode): Range
  /** Between two indexes. */
  span(start: number, end: number): Range
  /** The index of a position; that of the end of the line where it lies behind it, null behind the last line. */
  indexOf(position: { line: number; column: number }): number | null
}

export function positionsOf(text: string): Positions {
  const seconds = secondsOfPairs(text)
  const column = (unit: Unit) => seconds.length === 0 ? unit.column
    : unit.column - (countBelow(seconds, unit.index) - countBelow(seconds, unit.index - unit.column))
  const between = (start: Unit, end: Unit): Range =>
    ({ line: start.line, column: column(start), endLine: end.line, endColumn: column(end) })
  const lines = lazily(() => startsOfLines(text))
  const unitAt = (index: number): Unit => {
    const line = countBelow(lines(), index + 1) - 1
    return { line, column: index - (lines()[line] ?? 0), index }
  }
  return {
    span: (start, end) => between(unitAt(start), unitAt(end)),
    rangeOf(node) {
      const { start, end } = node.range()
      return between(start, end)
    },
    indexOf: (position) => indexIn(text, position),
  }
}

function indexIn(text: string, { line, column }: { line: number; column: number }): number | null {
  let index = 0
  for (let i = 0; i < line; i++) {
    index = text.indexOf('\n', index) + 1
    if (index === 0) return null
  }
  const end = text.indexOf('\n', index)
  for (let i = 0; i < column && index < (end < 0 ? text.length : end); i++) index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1
  return index
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

function startsOfLines(text: string): number[] {
  return [0, ...text.matchAll(/\n/g).map((match) => match.index + 1)]
}

/** Where the second units of surrogate pairs stand. */
function secondsOfPairs(text: string): number[] {
  if (!/[\ud800-\udbff]/.test(text)) return []
  return [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map((match) => match.index + 1)
}

function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < limit) low = middle + 1
    else high = middle
  }
  return low
}
