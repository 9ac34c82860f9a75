/** A text with the offsets at which its lines begin, in UTF-16 units. */
export interface Lines {
  text: string
  starts: readonly number[]
}

/** A line and a column from 0; columns count code points. */
export interface Position {
  line: number
  column: number
}

export function linesOf(text: string): Lines {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return { text, starts }
}

/** The end of the text for what lies behind it. */
export function offsetOf({ text, starts }: Lines, { line, column }: Position): number {
  const start = starts[line]
  if (start === undefined) return text.length
  let at = start
  for (let left = column; left > 0 && at < text.length; left--) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  return at
}

export function positionAt({ text, starts }: Lines, offset: number): Position {
  let low = 0
  for (let high = starts.length; high - low > 1; ) {
    const middle = (low + high) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle
  }
  return { line: low, column: Array.from(text.slice(starts[low] ?? 0, offset)).length }
}

const maxLine = 400

/** A line without its break, cut to so many code points. */
export function lineText({ text, starts }: Lines, line: number): string {
  const whole = text.slice(starts[line] ?? text.length, (starts[line + 1] ?? text.length + 1) - 1).replace(/\r$/, '')
  return whole.length <= maxLine ? whole : Array.from(whole.slice(0, maxLine * 2)).slice(0, maxLine).join('')
}
