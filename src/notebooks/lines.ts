/**
 * A range of lines, 1-based with both ends included, cut at the end of the text; all of them without a range. Null when the
 * range begins behind the last line, or ends before it begins. A line break at the end of a file begins no further line.
 */
export function pickLines(text: string, range: { start: number; end: number } | null): { startLine: number; endLine: number; text: string } | null {
  const lines = text.replace(/\n$/, '').split('\n')
  const startLine = range?.start ?? 1
  const endLine = Math.min(range?.end ?? lines.length, lines.length)
  if (endLine < startLine) return null
  return { startLine, endLine, text: lines.slice(startLine - 1, endLine).join('\n') }
}
