import type { CodeSymbol } from '../../../engine/symbols/symbol.ts'
import type { Caller } from '../../platform/http.ts'
import type { Search } from '../../search/search.ts'
import { familyOf, type Family } from '../families.ts'
import { nearestFirst } from '../modules/module.ts'
import type { Tree } from '../tree.ts'
import { filesDefining } from './candidates.ts'
import type { Code, Place } from './code.ts'
import { pathOfTarget, type Target } from './target.ts'

export type FoundSymbol = { place: Place; symbol: CodeSymbol }

/** What files and repositories define, for one question. */
export interface Symbols {
  /** Of each of some files, in their order. */
  of(tree: Tree, paths: readonly string[]): Promise<readonly (readonly CodeSymbol[])[]>
  /** Those of a name in a whole tree, in files of one family of languages; the files nearest to `near` come first. */
  named(tree: Tree, question: { name: string; family: Family; near: string }): Promise<readonly FoundSymbol[]>
}

interface SymbolsOptions {
  code: Code
  search: Pick<Search, 'stream'>
  viewer: Caller
  signal: AbortSignal
}

/** Of the files that define a name so many are looked into, the nearest first. */
const maxFiles = 600

export function createSymbols({ code, search, viewer, signal }: SymbolsOptions): Symbols {
  const known = new Map<string, Promise<readonly FoundSymbol[]>>()

  async function of(tree: Tree, paths: readonly string[]): Promise<readonly (readonly CodeSymbol[])[]> {
    return (await code.ask('outline', { tree, paths, ask: undefined, signal })).map((symbols) => symbols ?? [])
  }

  async function find(tree: Tree, name: string, family: Family, near: string): Promise<readonly FoundSymbol[]> {
    const { paths } = await filesDefining({ search, viewer, tree, word: name, signal })
    const chosen = nearestFirst(paths.filter((path) => familyOf(path) === family), near).slice(0, maxFiles)
    const outlines = await of(tree, chosen)
    return chosen.flatMap((path, at) => (outlines[at] ?? []).filter((symbol) => symbol.name === name).map((symbol) => ({ place: { tree, path }, symbol })))
  }

  return {
    of,
    named(tree, { name, family, near }) {
      const key = `${tree.repository.id} ${family} ${name}`
      const found = known.get(key) ?? find(tree, name, family, near)
      known.set(key, found)
      return found
    },
  }
}

/** The symbol that a definition is, if it stands in the outline of its file. */
export async function symbolOf(symbols: Symbols, { tree, path, name, range }: Target): Promise<CodeSymbol | null> {
  const [outline = []] = await symbols.of(tree, [path])
  return outline.find((each) => each.name === name && each.line === range.line) ?? null
}

export async function hasMembers(symbols: Symbols, target: Target): Promise<boolean> {
  const [outline = []] = await symbols.of(target.tree, [target.path])
  return outline.some(({ container }) => container === pathOfTarget(target))
}
