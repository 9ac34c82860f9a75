/**
 * Results of many documents on their way from one thread to another: a list of numbers and a text. As objects, they took longer to be
 * passed on than to be found.
 */

import type { Match } from '../regex/index.ts'
import type { Line, Range } from './lines.ts'
import type { DocumentResult } from './scan.ts'
import type { Encoding, Position } from './text.ts'

/** `numbers` has, for each result, its file and what the functions below read in turn; `text` the texts of all lines, end to end. */
export type PackedResults = { numbers: Uint32Array; text: string }

type FileResult = DocumentResult & { file: number }

const ENCODINGS: readonly (Encoding | null)[] = [null, 'utf-8', 'utf-16le', 'utf-16be', 'latin-1']

export function packResults(results: readonly FileResult[]): PackedResults {
  const numbers = new Uint32Array(1 + results.reduce((sum, result) => sum + numbersOf(result), 0))
  const texts: string[] = []
  let at = 0
  const add = (...more: number[]) => {
    for (const number of more) numbers[at++] = number
  }
  add(results.length)
  for (const { file, encoding, limitHit, pathRanges, ranges, lines } of results) {
    add(file, ENCODINGS.indexOf(encoding), Number(limitHit), pathRanges.length, ranges.length, lines.length)
    for (const { start, end } of pathRanges) add(start, end)
    for (const { start, end } of ranges) add(start.offset, start.line, start.column, end.offset, end.line, end.column)
    for (const { line, offset, column, truncated, text } of lines) {
      add(line, offset, column, Number(truncated), text.length)
      texts.push(text)
    }
  }
  return { numbers, text: texts.join('') }
}

/** How many numbers a result is. */
const numbersOf = ({ pathRanges, ranges, lines }: DocumentResult) => 6 + 2 * pathRanges.length + 6 * ranges.length + 5 * lines.length

/** One after another, so that whoever takes them can pause in between. */
export function* unpackResults(packed: PackedResults): Generator<FileResult, undefined> {
  const reader = new ResultReader(packed)
  for (let left = reader.number(); left > 0; left--) yield reader.result()
}

class ResultReader {
  private readonly numbers: Uint32Array
  private readonly text: string
  private at = 0
  private textAt = 0

  constructor({ numbers, text }: PackedResults) {
    this.numbers = numbers
    this.text = text
  }

  number(): number {
    return this.numbers[this.at++]
  }

  result(): FileResult {
    const file = this.number()
    const encoding = ENCODINGS[this.number()] ?? null
    const limitHit = this.number() === 1
    const [paths, ranges, lines] = [this.number(), this.number(), this.number()]
    return { kind: 'match', file, encoding, limitHit, pathRanges: this.list(paths, this.match), ranges: this.list(ranges, this.range), lines: this.list(lines, this.line) }
  }

  private list<T>(length: number, read: () => T): T[] {
    const list: T[] = []
    for (let i = 0; i < length; i++) list.push(read())
    return list
  }

  private readonly match = (): Match => ({ start: this.number(), end: this.number() })
  private readonly position = (): Position => ({ offset: this.number(), line: this.number(), column: this.number() })
  private readonly range = (): Range => ({ start: this.position(), end: this.position() })

  private readonly line = (): Line => {
    const [line, offset, column, truncated] = [this.number(), this.number(), this.number(), this.number() === 1]
    const from = this.textAt
    this.textAt += this.number()
    return { line, offset, column, text: this.text.slice(from, this.textAt), truncated }
  }
}
