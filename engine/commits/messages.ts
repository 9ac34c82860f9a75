import type { Run } from './run.ts'

const MAX_KEPT_BYTES = 4 * 1024 * 1024

/** Reads messages. Neighbours mostly lie in one block, and walks come back to blocks, so those are kept: some megabytes over all runs. */
export class Messages {
  private readonly blocks = new Map<Run, Map<number, Buffer>>()
  private keptBytes = 0

  of(run: Run, place: number): Buffer {
    const block = run.blockOf(place)
    const { from, to } = run.span(place, block)
    return this.text(run, block).subarray(from, to)
  }

  private text(run: Run, block: number): Buffer {
    const known = this.blocks.get(run)?.get(block)
    if (known !== undefined) return known
    if (this.keptBytes > MAX_KEPT_BYTES) this.forget()
    const text = run.text(block)
    this.keptBytes += text.length
    this.keptOf(run).set(block, text)
    return text
  }

  private keptOf(run: Run): Map<number, Buffer> {
    const kept = this.blocks.get(run) ?? new Map<number, Buffer>()
    this.blocks.set(run, kept)
    return kept
  }

  private forget(): void {
    this.blocks.clear()
    this.keptBytes = 0
  }
}
