import type { Dependency } from '../project.ts'
import { mostNeeded, ranks, scopeOf } from './configurations.ts'
import type { Locks } from './locks.ts'
import type { Asked, Wanted } from './wanted.ts'

/** What a lockfile has, with what scripts say of it; then what it lacks, such as projects of the build. */
export function lockedDependencies(locks: Locks, asked: Asked, declared: readonly Dependency[]): Dependency[] {
  const wanted = mostWanted(asked.packages)
  const found = new Map<string, Dependency>()
  for (const each of locks.packages) {
    const key = `${each.package.name}@${each.package.version}`
    found.set(key, lockedDependency(each, { locks, ask: wanted.get(each.package.name), known: found.get(key) }))
  }
  const names = new Set([...found.values()].map(({ name }) => name))
  const lacking = declared.filter(({ name, direct }) => direct && !names.has(name))
  const all = [...found.values(), ...lacking.map((each) => ({ ...each, version: each.name.startsWith(':') ? each.version : null, requires: [] }))]
  return withEdges(all, locks.askedBy ?? new Map())
}

function mostWanted(packages: readonly Wanted[]): Map<string, Wanted> {
  const found = new Map<string, Wanted>()
  for (const each of packages) {
    const known = found.get(each.name)
    if (!known || ranks[each.scope] < ranks[known.scope]) found.set(each.name, each)
  }
  return found
}

function lockedDependency({ package: { name, version, configurations, line }, path }: Locks['packages'][number], { locks, ask, known }: { locks: Locks; ask?: Wanted; known?: Dependency }): Dependency {
  const isAskedByNone = locks.askedBy !== null && (locks.askedBy.get(name)?.size ?? 0) === 0
  return {
    name, version, range: ask?.range ?? null, scope: mostNeeded([...configurations.map(scopeOf), ...(known ? [known.scope] : [])]),
    direct: ask !== undefined || isAskedByNone, requires: [], at: ask?.at ?? known?.at ?? { path, line },
  }
}

/** More are made to take long, by names that are locked in many versions. */
const maxEdges = 1_000_000

function withEdges(all: readonly Dependency[], askedBy: ReadonlyMap<string, ReadonlySet<string>>): Dependency[] {
  const places = Map.groupBy(all.keys(), (place) => all[place]?.name ?? '')
  const edges = all.map(() => new Set<number>())
  let left = maxEdges
  for (const [name, by] of askedBy) {
    for (const from of [...by].flatMap((each) => places.get(each) ?? [])) {
      for (const to of left > 0 ? (places.get(name) ?? []) : []) if (from !== to && left-- > 0) edges[from]?.add(to)
    }
  }
  return all.map((each, place) => ({ ...each, requires: [...(edges[place] ?? [])].toSorted((a, b) => a - b) }))
}
