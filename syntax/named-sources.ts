import type { Source } from './source.ts'

/** In UTF-16 units. A tree that is only searched takes 20 to 31 bytes for each, outside of the heap: at most 250 MB. */
const mostUnits = 8 * 1024 * 1024
/** What a tree takes besides, in the same unit. */
const unitsOfTree = 64

const weightOf = ({ text }: Source) => text.length + unitsOfTree

/** `search` is the last one that asked about it. */
type Kept = { source: Source; search: number }

/**
 * Keeps the trees of texts that have a name, so that another question about them needs neither the text nor reading it. Searching a
 * tree takes about a sixth of the time of making it. What a search has asked about is not forgotten for more of the same search: else one of
 * more than can be kept would find nothing kept when it is asked again.
 */
export class NamedSources {
  private readonly kept = new Map<string, Kept>() // the one longest unused first
  private weight = 0
  private readonly most: number

  constructor(most = mostUnits) {
    this.most = most
  }

  get(name: string, search: number): Source | undefined {
    const found = this.kept.get(name)
    if (found === undefined) return undefined
    this.kept.delete(name)
    this.kept.set(name, { source: found.source, search })
    return found.source
  }

  /** Tells which names are forgotten for it; perhaps its own. */
  add(name: string, source: Source, search: number): string[] {
    if (this.kept.has(name)) return []
    const forgotten = this.makeRoom(weightOf(source), search)
    if (this.weight + weightOf(source) > this.most) return [...forgotten, name]
    this.kept.set(name, { source, search })
    this.weight += weightOf(source)
    return forgotten
  }

  private makeRoom(weight: number, search: number): string[] {
    const forgotten: string[] = []
    if (weight > this.most) return forgotten
    for (const [name, { source, search: last }] of this.kept) {
      if (this.weight + weight <= this.most || last === search) break
      this.kept.delete(name)
      this.weight -= weightOf(source)
      forgotten.push(name)
    }
    return forgotten
  }
}
