import { nameOf } from '../path-index.ts'
import { namings } from './modules-named.ts'
import type { PublishedModule } from './published.ts'
import type { ModuleUse } from './tally.ts'

/** A module that a repository publishes; one that only an index tells of has no name. */
export interface Publisher extends PublishedModule {
  repositoryId: string
}

/** Who publishes what code names. */
export interface Publishers {
  /**
   * The one repository that publishes a module; of several the one that `isPreferred`, such as by a manifest. Undefined where none does, or
   * where several do and nothing tells which is meant.
   */
  of(use: Pick<ModuleUse, 'family' | 'module'>, user: User): Publisher | undefined
  /** The same where the use tells the package itself, as indexes do. */
  ofPackage(use: Pick<ModuleUse, 'family' | 'module'>, user: User): Publisher | undefined
  /** Whether another repository publishes it at all. */
  mayBe(use: Pick<ModuleUse, 'family' | 'module'> & { isIndexed: boolean }, repositoryId: string): boolean
}

interface User {
  repositoryId: string
  isPreferred(publisher: Publisher): boolean
}

export function createPublishers(repositories: Iterable<{ id: string; published: readonly PublishedModule[] }>): Publishers {
  const byName = new Map<string, Publisher[]>()
  const byPackage = new Map<string, Publisher[]>()
  for (const { id, published } of repositories) {
    for (const each of published) {
      const publisher = { ...each, repositoryId: id }
      if (each.name !== '') push(byName, keyOf(each.family, each.family === 'c' ? nameOf(each.name) : each.name), publisher)
      if (each.package !== null) push(byPackage, keyOf(each.family, each.package), publisher)
    }
  }

  function named({ family, module }: Pick<ModuleUse, 'family' | 'module'>): Publisher[] {
    if (family === 'c') return (byName.get(keyOf('c', nameOf(module))) ?? []).filter(({ name }) => name === module || name.endsWith(`/${module}`))
    for (const name of namings[family]?.published(module) ?? []) {
      const found = byName.get(keyOf(family, name))
      if (found) return found
    }
    return []
  }

  function oneOf(publishers: readonly Publisher[], { repositoryId, isPreferred }: User): Publisher | undefined {
    const others = publishers.filter((publisher) => publisher.repositoryId !== repositoryId)
    return others.find(isPreferred) ?? (new Set(others.map((each) => each.repositoryId)).size === 1 ? others[0] : undefined)
  }

  const ofPackage = ({ family, module }: Pick<ModuleUse, 'family' | 'module'>) => byPackage.get(keyOf(family, module)) ?? []

  return {
    of: (use, user) => oneOf(named(use), user),
    ofPackage: (use, user) => oneOf(ofPackage(use), user),
    mayBe: (use, id) => (use.isIndexed ? ofPackage(use) : named(use)).some(({ repositoryId }) => repositoryId !== id),
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

const keyOf = (family: string, name: string) => `${family}\0${name}`
