import type { Run } from './run.ts'

const LINE_FEED = 0x0a
/** Some 8 MB of text. */
const MAX_KEPT_BLOCKS = 4096

type ReadBlock = { first: number; text: Buffer; starts: Uint32Array }

/** Reads lines of a run by their numbers. Neighbours mostly lie in one block, so that is kept. */
export class RunLines {
  private readonly run: Run
  private readonly blocks = new Map<number, ReadBlock>()
  private current: ReadBlock = { first: 0, text: Buffer.alloc(0), starts: new Uint32Array(1) }

  constructor(run: Run) {
    this.run = run
  }

  /** The bytes of a line without its line feed. */
  line(line: number): Buffer {
    const { first, starts } = this.current
    if (line < first || line - first >= starts.length - 1) this.current = this.blockWith(line)
    const place = line - this.current.first
    return this.current.text.subarray(this.current.starts[place], this.current.starts[place + 1] - 1)
  }

  private blockWith(line: number): ReadBlock {
    const block = this.run.blockOf(line)
    let read = this.blocks.get(block)
    if (read === undefined) {
      if (this.blocks.size >= MAX_KEPT_BLOCKS) this.blocks.clear()
      const text = this.run.text(this.run.groupOf(block))
      read = { first: this.run.shared.firsts[block], text, starts: lineStarts(text) }
      this.blocks.set(block, read)
    }
    return read
  }
}

/** Where each line starts, and the end. */
export function lineStarts(text: Buffer): Uint32Array {
  const starts = [0]
  for (let at = text.indexOf(LINE_FEED); at >= 0; at = text.indexOf(LINE_FEED, at + 1)) starts.push(at + 1)
  return Uint32Array.from(starts)
}
