import { nameOf } from '../path-index.ts'
import { namings } from './modules-named.ts'
import type { PublishedModule } from './published.ts'
import type { ModuleUse } from './tally.ts'

/** A module that a repository publishes. */
export interface Publisher extends PublishedModule {
  repositoryId: string
}

/** Who publishes what code names. */
export interface Publishers {
  /**
   * The one repository that publishes a module; of several the one that `isPreferred`, such as by a manifest. Undefined where none does, or
   * where several do and nothing tells which is meant.
   */
  of(use: Pick<ModuleUse, 'family' | 'module'>, user: { repositoryId: string; isPreferred(publisher: Publisher): boolean }): Publisher | undefined
}

export function createPublishers(repositories: Iterable<{ id: string; published: readonly PublishedModule[] }>): Publishers {
  const byName = new Map<string, Publisher[]>()
  for (const { id, published } of repositories) {
    for (const each of published) {
      const key = keyOf(each.family, each.family === 'c' ? nameOf(each.name) : each.name)
      const known = byName.get(key)
      if (known) known.push({ ...each, repositoryId: id })
      else byName.set(key, [{ ...each, repositoryId: id }])
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

  return {
    of(use, { repositoryId, isPreferred }) {
      const others = named(use).filter((publisher) => publisher.repositoryId !== repositoryId)
      return others.find(isPreferred) ?? (new Set(others.map((each) => each.repositoryId)).size === 1 ? others[0] : undefined)
    },
  }
}

const keyOf = (family: string, name: string) => `${family}\0${name}`
