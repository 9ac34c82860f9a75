/** A name in a text. Line and columns count from 1, columns in characters (code points); the end column stands behind the last one. */
export interface CodeToken {
  text: string
  line: number
  column: number
  endColumn: number
}

const word = /[\p{L}\p{M}\p{N}_$]+/gu

/** The name in a line that holds the UTF-16 unit or ends before it; null between names and on numbers. `line` counts from 1. */
export function tokenAt(text: string, unit: number, line: number): CodeToken | null {
  for (const match of text.matchAll(word)) {
    const end = match.index + match[0].length
    if (end < unit) continue
    return match.index <= unit && !/^\p{N}/u.test(match[0]) ? tokenOf(text, match[0], match.index, line) : null
  }
  return null
}

function tokenOf(text: string, name: string, unit: number, line: number): CodeToken {
  const column = pointsIn(text.slice(0, unit)) + 1
  return { text: name, line, column, endColumn: column + pointsIn(name) }
}

/** The name at a column of a line, both from 1. */
export const tokenAtColumn = (text: string, line: number, column: number): CodeToken | null => tokenAt(text, unitsBefore(text, column - 1), line)

export const sameToken = (a: CodeToken | null, b: CodeToken | null): boolean => a === b || (a !== null && b !== null && a.line === b.line && a.column === b.column)

/** How many UTF-16 units the first code points of a text take. */
export function unitsBefore(text: string, points: number): number {
  let units = 0
  for (let left = points; left > 0 && units < text.length; left--) units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1
  return units
}

export function pointsIn(text: string): number {
  let points = 0
  for (const _ of text) points++
  return points
}
