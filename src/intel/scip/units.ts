import type { PositionEncoding } from './format.ts'

/** Programs that do not say what their columns count, and count bytes: what strings of Go, Rust, C++ and Ruby's Sorbet are made of. */
const countBytes = /^(scip-go|lsif-go|scip-clang|rust-analyzer|scip-ruby|scip-rust)\b/

/** What the columns of a document count, also where it does not say so: JavaScript, Java and .NET count UTF-16 units. */
export function encodingOf({ encoding }: { encoding: PositionEncoding }, tool: string): PositionEncoding {
  if (encoding !== 'unspecified') return encoding
  return countBytes.test(tool) ? 'utf-8' : 'utf-16'
}

const isPlain = (text: string) => /^\p{ASCII}*$/u.test(text)

/** How many code points stand before a column that counts other units. Within a character it counts as before it; beyond the line it stays behind it. */
export function pointsBefore(line: string, column: number, encoding: PositionEncoding): number {
  if (encoding === 'utf-32' || isPlain(line)) return column
  let [units, points] = [0, 0]
  for (const char of line) {
    units += unitsOf(char, encoding)
    if (units > column) return points
    points++
  }
  return points + (column - units)
}

/** The inverse: the column in units before which so many code points stand. */
export function unitsBefore(line: string, points: number, encoding: PositionEncoding): number {
  if (encoding === 'utf-32' || isPlain(line)) return points
  let [units, passed] = [0, 0]
  for (const char of line) {
    if (passed === points) return units
    units += unitsOf(char, encoding)
    passed++
  }
  return units + (points - passed)
}

/** A lone surrogate stands for a byte that is no UTF-8; as a replacement character it has three. */
const unitsOf = (char: string, encoding: PositionEncoding): number => (encoding === 'utf-8' ? Buffer.byteLength(char) : char.length)
