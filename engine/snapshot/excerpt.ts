/** Reads of a document the lines that may matter, and leaves out the others. */

import { nextBit, type Bitmap } from '../blocks/index.ts'
import type { Parts } from '../scan/index.ts'
import type { Segment } from './segment.ts'

/** A text in which lines are left out, and where its parts stand in the document. It is overwritten by the next one. */
export type Excerpt = { text: Buffer; parts: Parts }

export type ExcerptOf = { segment: Segment; place: number; blocks: Bitmap; contextLines: number }

/** So few blocks between two that are wanted are read with them: as fast as asking the disk twice. */
const SMALL_GAP = 3
/** What is kept for the next document. */
const KEPT_BYTES = 1 << 20

/** Reads into the same memory again and again: new memory for each document took as long as reading it. One for each thread. */
export class ExcerptReader {
  private memory = Buffer.allocUnsafeSlow(KEPT_BYTES)

  /**
   * The blocks of a document that are asked for, with the lines around them. Invariant: every part begins where a line does and ends
   * where one does, so that whatever matches within a line is found as it stands in the document. A line feed stands in front unless
   * the document begins there: `\A` must not match.
   */
  read(asked: ExcerptOf): Excerpt {
    const { segment, place } = asked
    const { starts, docs } = segment.shared
    const memory = this.atLeast(starts[docs[place + 1]] - starts[docs[place]] + 1)
    const parts: Parts = { at: [], offsets: [], lines: [] }
    let length = 0
    for (const run of runsOf(asked)) {
      const lead = length === 0 && run.first > docs[place] ? 1 : 0
      const end = length + lead + starts[run.end] - starts[run.first]
      segment.readText(memory.subarray(length, end), starts[run.first] - lead)
      addParts(parts, asked, { ...run, lead, at: length + lead })
      length = end
    }
    return { text: memory.subarray(0, length), parts }
  }

  private atLeast(bytes: number): Buffer {
    return bytes <= this.memory.length ? this.memory : Buffer.allocUnsafeSlow(bytes)
  }
}

/** A part for each block, so that lines need not be counted from one to the next. */
function addParts(parts: Parts, { segment, place }: ExcerptOf, { first, end, lead, at }: Run & { lead: number; at: number }): void {
  const { starts, lines, docs } = segment.shared
  const add = (from: number, start: number, line: number) => void (parts.at.push(from), parts.offsets.push(start - starts[docs[place]]), parts.lines.push(line))
  if (lead === 1) add(at - 1, starts[first] - 1, lines[first] - 1)
  for (let block = first; block < end; block++) {
    if (block === first || lines[block] > lines[block - 1]) add(at + starts[block] - starts[first], starts[block], lines[block])
  }
}

/** Blocks first…end-1. */
type Run = { first: number; end: number }

function* runsOf(asked: ExcerptOf): Generator<Run> {
  const { docs } = asked.segment.shared
  let run: Run | null = null
  for (let block = nextBit(asked.blocks, docs[asked.place]); block >= 0 && block < docs[asked.place + 1]; block = nextBit(asked.blocks, block + 1)) {
    const next = withContext(asked, block)
    if (run !== null && next.first <= run.end + SMALL_GAP) run.end = Math.max(run.end, next.end)
    else {
      if (run !== null) yield run
      run = next
    }
  }
  if (run !== null) yield run
}

/** A block with as many others as have the lines before and after its own. */
function withContext({ segment, place, contextLines }: ExcerptOf, block: number): Run {
  if (contextLines === 0) return { first: block, end: block + 1 }
  const { lines, docs } = segment.shared
  const [begin, behind] = [docs[place], docs[place + 1]]
  const startsLine = (at: number) => at === begin || lines[at] > lines[at - 1]
  let [first, end] = [block, block + 1]
  while (first > begin && (lines[first] > lines[block] - contextLines || !startsLine(first))) first -= 1
  const enough = end < behind ? lines[end] - Number(startsLine(end)) + contextLines : Infinity
  while (end < behind && (lines[end] <= enough || !startsLine(end))) end += 1
  return { first, end }
}
