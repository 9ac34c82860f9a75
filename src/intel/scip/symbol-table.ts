import { BrokenIndex } from './broken.ts'
import type { ScipLimits } from './limits.ts'

/** The distinct global symbols of an index, numbered in the order in which they come. */
export class SymbolTable {
  private readonly limits: ScipLimits
  private readonly ids = new Map<string, number>()
  private textLength = 0

  constructor(limits: ScipLimits) {
    this.limits = limits
  }

  get size(): number {
    return this.ids.size
  }

  /** The number of a symbol, which is given one if it has none. Throws `BrokenIndex` when there are too many. */
  idOf(symbol: string): number {
    const known = this.ids.get(symbol)
    if (known !== undefined) return known
    const { maxSymbols, maxSymbolText } = this.limits
    this.textLength += symbol.length
    if (this.ids.size >= maxSymbols) throw new BrokenIndex(`The index names more than ${maxSymbols} symbols, which is more than is accepted here. Index parts of the repository and upload each with its root.`)
    if (this.textLength > maxSymbolText) throw new BrokenIndex(`The symbols of the index have more than ${maxSymbolText} characters together, which is more than is accepted here. Index parts of the repository and upload each with its root.`)
    this.ids.set(symbol, this.ids.size)
    return this.ids.size - 1
  }

  /** In the order of their numbers. */
  texts(): string[] {
    return [...this.ids.keys()]
  }
}
