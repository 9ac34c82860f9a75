import { ALIVE } from './format.ts'

/** Lines as they stood in one file, each from its birth to its death: positions on the mainline. An entry is a number. */
export class Entries {
  lines = new Int32Array(1 << 10)
  births = new Int32Array(1 << 10)
  deaths = new Int32Array(1 << 10)
  /** 1 where the line ends its file without a line feed. */
  unended = new Uint8Array(1 << 10)
  count = 0

  add(entry: { line: number; birth: number; death: number; unended: boolean }): number {
    if (this.count === this.lines.length) this.grow()
    const { count } = this
    this.lines[count] = entry.line
    this.births[count] = entry.birth
    this.deaths[count] = entry.death
    this.unended[count] = Number(entry.unended)
    this.count += 1
    return count
  }

  isAlive(entry: number): boolean {
    return this.deaths[entry] === ALIVE
  }

  private grow(): void {
    const length = this.lines.length * 2
    const numbers = (from: Int32Array) => {
      const grown = new Int32Array(length)
      grown.set(from)
      return grown
    }
    this.lines = numbers(this.lines)
    this.births = numbers(this.births)
    this.deaths = numbers(this.deaths)
    const unended = new Uint8Array(length)
    unended.set(this.unended)
    this.unended = unended
  }
}
