import type { Run } from './run.ts'

const MAX_KEPT_BYTES = 4 * 1024 * 1024

/** Reads messages of a run. Neighbours mostly lie in one block, and walks come back to blocks, so those are kept. */
export class Messages {
  private readonly run: Run
  private readonly blocks = new Map<number, Buffer>()
  private keptBytes = 0

  constructor(run: Run) {
    this.run = run
  }

  of(place: number): Buffer {
    const block = this.run.blockOf(place)
    const { from, to } = this.run.span(place, block)
    return this.text(block).subarray(from, to)
  }

  private text(block: number): Buffer {
    const known = this.blocks.get(block)
    if (known !== undefined) return known
    if (this.keptBytes > MAX_KEPT_BYTES) this.forget()
    const text = this.run.text(block)
    this.keptBytes += text.length
    this.blocks.set(block, text)
    return text
  }

  private forget(): void {
    this.blocks.clear()
    this.keptBytes = 0
  }
}
