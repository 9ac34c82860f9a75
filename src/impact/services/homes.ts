import type { Place, ServiceFacts } from './facts.ts'

/** A service, and where it lies in its repository. */
export interface Home {
  id: string
  name: string
  /** Everything below it belongs to the service, unless it lies deeper in another one's. */
  folder: string
  at: Place
}

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)

/** The services of a repository by folder, the deepest first; where no catalogue names the one of its root, that is the repository itself. */
export function homesOf(repo: string, { entities }: Pick<ServiceFacts, 'entities'>): Home[] {
  const named = entities.filter(({ kind }) => kind === 'service').map(({ name, at }) => ({ id: `service:${name}`, name, folder: folderOf(at.path), at }))
  const first = [...new Map(named.toReversed().map((home) => [home.folder, home])).values()]
  if (!first.some(({ folder }) => folder === '')) {
    const name = named.length === 1 ? named[0]?.name : undefined
    const own = name ?? repo.split('/').findLast(Boolean) ?? repo
    first.push({ id: `service:${own}`, name: own, folder: '', at: { path: '', line: 1 } })
  }
  return first.toSorted((a, b) => b.folder.length - a.folder.length || (a.folder < b.folder ? -1 : 1))
}
