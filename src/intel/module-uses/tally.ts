import type { ModuleFamily } from './modules-named.ts'

/** A line that names a module, with what it takes from it. Lines count from 1. */
export interface UseLine {
  path: string
  line: number
  names: string[]
}

/** A module that code names, by all that belongs to the same home. */
export interface ModuleUse {
  family: ModuleFamily
  /** As code names it; of npm and Cargo only the package. */
  module: string
  home: string
  /** The first few. */
  lines: UseLine[]
  lineCount: number
  /** What is taken from it: the first few by their order in the alphabet. */
  names: string[]
  nameCount: number
}

/** As many are kept of a tree, and of each. */
export const maxModules = 5_000
const most = { lines: 10, names: 20, namesOfLine: 5, namesKnown: 2_000 }

export interface Tally {
  readonly size: number
  add(use: Pick<ModuleUse, 'family' | 'module' | 'home'>, line: { path: string; line: number; names: readonly string[] }): void
  /** By family, module and home; where there are too many, those that are named most. */
  uses(): ModuleUse[]
}

/** Counts which modules are named, and keeps a few lines of each, by path and line as long as they come so. */
export function createTally(): Tally {
  const uses = new Map<string, Omit<ModuleUse, 'names' | 'nameCount'> & { known: Set<string> }>()
  return {
    get size() {
      return uses.size
    },
    add({ family, module, home }, { names, ...line }) {
      const key = `${family}\0${module}\0${home}`
      const use = uses.get(key) ?? { family, module, home, lines: [], lineCount: 0, known: new Set<string>() }
      uses.set(key, use)
      use.lineCount += 1
      if (use.lines.length < most.lines) use.lines.push({ ...line, names: names.slice(0, most.namesOfLine) })
      for (const name of names) if (use.known.size < most.namesKnown) use.known.add(name)
    },
    uses() {
      const kept = [...uses].toSorted(([a, first], [b, second]) => second.lineCount - first.lineCount || (a < b ? -1 : 1)).slice(0, maxModules)
      return kept.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, { known, ...use }]) => ({ ...use, names: [...known].toSorted().slice(0, most.names), nameCount: known.size }))
    },
  }
}
