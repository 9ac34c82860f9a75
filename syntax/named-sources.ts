import type { Source } from './source.ts'

/** In UTF-16 units. A tree that is only searched takes 20 to 31 bytes for each, outside of the heap: at most 250 MB. */
const mostUnits = 8 * 1024 * 1024
/** What was asked about so recently is not forgotten for what is new: else a search of more than can be kept would find nothing kept when it is asked again. */
const recentMs = 30_000

/** What a tree takes besides, in the same unit. */
const unitsOfTree = 64

const weightOf = ({ text }: Source) => text.length + unitsOfTree

type Kept = { source: Source; usedAt: number }

/**
 * Keeps the trees of texts that have a name, so that another question about them needs neither the text nor reading it. Searching a
 * tree takes about a sixth of the time of making it.
 */
export class NamedSources {
  private readonly kept = new Map<string, Kept>() // the one longest unused first
  private weight = 0
  private readonly most: number
  private readonly now: () => number

  constructor({ most = mostUnits, now = () => performance.now() } = {}) {
    this.most = most
    this.now = now
  }

  get(name: string): Source | undefined {
    const found = this.kept.get(name)
    if (found === undefined) return undefined
    this.kept.delete(name)
    this.kept.set(name, { source: found.source, usedAt: this.now() })
    return found.source
  }

  /** Tells which names are forgotten for it; perhaps its own. */
  add(name: string, source: Source): string[] {
    if (this.kept.has(name)) return []
    const forgotten = this.makeRoom(weightOf(source))
    if (this.weight + weightOf(source) > this.most) return [...forgotten, name]
    this.kept.set(name, { source, usedAt: this.now() })
    this.weight += weightOf(source)
    return forgotten
  }

  private makeRoom(weight: number): string[] {
    const forgotten: string[] = []
    if (weight > this.most) return forgotten
    for (const [name, { source, usedAt }] of this.kept) {
      if (this.weight + weight <= this.most || this.now() - usedAt < recentMs) break
      this.kept.delete(name)
      this.weight -= weightOf(source)
      forgotten.push(name)
    }
    return forgotten
  }
}
