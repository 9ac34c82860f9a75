/** A place in a text: line and column from 0, and the offset; the last two in UTF-16 units. */
export type Place = { line: number; column: number; index: number }

/**
 * Columns in code points, which everybody but a grammar counts in. The function that is returned is linear over a text if it is asked
 * from front to back, also of one long line; a text without surrogates costs nothing.
 */
export function codePointColumns(text: string): (place: Place) => number {
  if (!/[\ud800-\udfff]/.test(text)) return ({ column }) => column
  let known = { lineStart: 0, index: 0, column: 0 }
  return ({ column, index }) => {
    const lineStart = index - column
    if (lineStart !== known.lineStart || index < known.index) known = { lineStart, index: lineStart, column: 0 }
    known = { lineStart, index, column: known.column + codePoints(text, known.index, index) }
    return known.column
  }
}

function codePoints(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return count
}
