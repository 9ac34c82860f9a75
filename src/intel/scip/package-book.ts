import type { PackageUse, ScipStore } from './store.ts'
import { formatSymbol, parseSymbol, type GlobalSymbol } from './symbol.ts'

/** A symbol to be looked for in an index. */
export interface Wanted {
  text: string
  /** Its package has the version that was asked for. */
  sameVersion: boolean
}

/** Which indexes speak of the packages of some symbols, and by which names: the same symbol of another version has another name. */
export interface PackageBook {
  /** In an index, by the number of its upload. */
  symbolsIn(upload: number): Wanted[]
  has(upload: number): boolean
  /** Whether an index of a repository speaks of the packages, or defines something of them. */
  speaks(repositoryId: string, defining: boolean): boolean
  repositoryOf(upload: number): string | undefined
}

export async function packageBook(store: Pick<ScipStore, 'usesOf'>, symbols: readonly string[]): Promise<PackageBook> {
  const parsed = symbols.map((text) => ({ text, named: parseSymbol(text) }))
  const uses = new Map<string, PackageUse[]>()
  for (const { named } of parsed) {
    if (named && named.name !== '' && !uses.has(keyOf(named))) uses.set(keyOf(named), await store.usesOf(named))
  }
  const all = [...uses.values()].flat()
  const repositories = new Map(all.map(({ upload }) => [upload.id, upload.repository_id]))
  const speaking = new Set(repositories.values())
  const defining = new Set(all.filter((use) => use.defines).map(({ upload }) => upload.repository_id))

  const otherVersions = (named: GlobalSymbol, id: number) => {
    const there = (uses.get(keyOf(named)) ?? []).filter(({ upload, version }) => upload.id === id && version !== named.version)
    return there.map(({ version }) => ({ text: formatSymbol({ ...named, version }), sameVersion: false }))
  }
  return {
    symbolsIn: (id) => parsed.flatMap(({ text, named }) => [{ text, sameVersion: true }, ...(named ? otherVersions(named, id) : [])]),
    has: (id) => repositories.has(id),
    speaks: (id, mustDefine) => (mustDefine ? defining : speaking).has(id),
    repositoryOf: (id) => repositories.get(id),
  }
}

const keyOf = ({ manager, name }: GlobalSymbol) => `${manager}\n${name}`
