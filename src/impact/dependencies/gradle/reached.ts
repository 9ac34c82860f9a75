import { compareVersions } from '../../versions/versions.ts'
import type { Dependency, Scope } from '../project.ts'
import { mostNeeded, ranks, scopeOf } from './configurations.ts'
import type { Locks } from './locks.ts'
import type { View } from './view.ts'
import { manage, type Asked, type Steps, type Wanted } from './wanted.ts'

/** A project of the tree, with what its scripts say. */
export interface Local {
  view: View
  name: string | null
  asked: Asked
  /** The projects of the tree that it asks for. */
  projects: readonly { local: Local; scope: Scope; at: Dependency['at'] }[]
}

interface Node {
  dependency: Dependency
  requires: Set<number>
  local: Local | null
}

/** Projects that only manage versions do so before: https://docs.gradle.org/current/userguide/java_platform_plugin.html. */
export function connect(locals: ReadonlyMap<string, Local>): void {
  for (const each of locals.values()) {
    const found = each.asked.projects.flatMap(({ named, scope, at }) => {
      const local = localOf(named, each.view, locals)
      return local ? [{ local, scope, at, isPlatform: named.kind === 'project' && named.isPlatform }] : []
    })
    for (const { local, isPlatform } of found) if (isPlatform) manage(each.asked, local.asked.managed)
    each.projects = found
  }
}

/** What a project asks for, and what it gets through projects of its build: of several versions Gradle takes the newest that is asked for. */
export function reachedDependencies(root: Local, steps: Steps): Dependency[] {
  const nodes: Node[] = []
  const places = new Map<string, number>()
  const queue: number[] = []

  function add(key: string, made: Omit<Dependency, 'requires'>, local: Local | null): number {
    const place = places.get(key)
    const known = place === undefined ? undefined : nodes[place]
    if (place === undefined || !known) {
      places.set(key, nodes.length)
      queue.push(nodes.length)
      return nodes.push({ dependency: { ...made, requires: [] }, requires: new Set(), local }) - 1
    }
    const { dependency } = known
    dependency.direct ||= made.direct
    dependency.version = newer(dependency.version, made.version)
    if (ranks[made.scope] >= ranks[dependency.scope]) return place
    dependency.scope = made.scope
    if (known.local) queue.push(place)
    return place
  }

  function follow(from: Local, scope: Scope | null): number[] {
    const direct = scope === null
    const within = (own: Scope): Scope => (scope !== null && ranks[scope] > ranks[own] ? scope : own)
    const comes = (own: Scope) => direct || own === 'runtime'
    const found: number[] = []
    for (const each of from.asked.packages) {
      if (!comes(each.scope) || steps.left-- <= 0) continue
      found.push(add(within(each.scope) === 'dev' ? `dev ${each.name}` : each.name, { name: each.name, version: each.version, range: direct ? each.range : null, scope: within(each.scope), direct, at: each.at }, null))
    }
    for (const { local, scope: own, at } of from.projects) {
      if (!comes(own) || local === root || steps.left-- <= 0) continue
      const name = local.name ?? `:${local.view.path.slice(1)}`
      found.push(add(`project ${local.view.folder}`, { name, version: local.view.version, range: null, scope: within(own), direct, at }, local))
    }
    return found
  }

  follow(root, null)
  for (const place of queue) {
    const node = nodes[place]
    if (node?.local) for (const to of follow(node.local, node.dependency.scope)) if (to !== place) node.requires.add(to)
  }
  return merged(nodes)
}

/** What tests run with is no older than what else runs; what is the same is told once. */
function merged(nodes: readonly Node[]): Dependency[] {
  const [dependencies, needed]: [Dependency[], Map<string, number>] = [[], new Map()]
  for (const [place, { dependency: { name, scope } }] of nodes.entries()) if (scope !== 'dev') needed.set(name, place)
  const placeOf = nodes.map(() => -1)
  const put = (place: number, dependency: Dependency) => (placeOf[place] = dependencies.push(dependency) - 1)
  for (const [place, { dependency }] of nodes.entries()) if (dependency.scope !== 'dev') put(place, dependency)
  for (const [place, { dependency }] of nodes.entries()) {
    if (dependency.scope !== 'dev') continue
    const same = needed.get(dependency.name)
    const other = same === undefined ? undefined : nodes[same]?.dependency
    const version = other ? newer(other.version, dependency.version) : dependency.version
    if (same !== undefined && other && version === other.version) {
      placeOf[place] = placeOf[same] ?? -1
      other.direct ||= dependency.direct
    } else put(place, { ...dependency, version })
  }
  const edges = dependencies.map(() => new Set<number>())
  for (const [place, { requires }] of nodes.entries()) for (const to of requires) if (placeOf[to] !== placeOf[place]) edges[placeOf[place] ?? 0]?.add(placeOf[to] ?? 0)
  return dependencies.map((each, place) => ({ ...each, requires: [...(edges[place] ?? [])].toSorted((a, b) => a - b) }))
}

/** Null where one is not known: it may be newer. */
function newer(a: string | null, b: string | null): string | null {
  if (a === b) return a
  if (a === null || b === null) return null
  return (compareVersions('maven', a, b) ?? 0) < 0 ? b : a
}

function localOf(named: Asked['projects'][number]['named'], { build, path }: View, locals: ReadonlyMap<string, Local>): Local | null {
  const folderOf = (project: string) => build.settings.folders.get(project) ?? `${build.root}${project.slice(1).replaceAll(':', '/')}${project === ':' ? '' : '/'}`
  if (named.kind === 'project') return locals.get(folderOf(named.path)) ?? locals.get(folderOf(`${path}${named.path}`)) ?? null
  return locals.get(build.settings.accessors.get(named.accessor) ?? '-') ?? null
}

/** What a lockfile has, with what is known of it from scripts; then what it lacks, such as projects of the build. */
export function lockedDependencies(locks: Locks, { asked }: Local, declared: readonly Dependency[]): Dependency[] {
  const wanted = Map.groupBy(asked.packages, ({ name }) => name)
  const locked = new Map<string, Dependency>()
  for (const { package: { name, version, configurations, line }, path } of locks.packages) {
    const scope = mostNeeded(configurations.map(scopeOf))
    const known = locked.get(`${name}@${version}`)
    const ask: Wanted | undefined = wanted.get(name)?.toSorted((a, b) => ranks[a.scope] - ranks[b.scope])[0]
    const isAsked = ask !== undefined || (locks.askedBy !== null && (locks.askedBy.get(name)?.size ?? 0) === 0)
    locked.set(`${name}@${version}`, { name, version, range: ask?.range ?? null, scope: known ? mostNeeded([scope, known.scope]) : scope, direct: isAsked, requires: [], at: ask?.at ?? known?.at ?? { path, line } })
  }
  const names = Map.groupBy([...locked.values()].entries(), ([, { name }]) => name)
  const lacking = declared.filter(({ name, direct }) => direct && !names.has(name)).map((each) => ({ ...each, version: each.name.startsWith(':') ? each.version : null, requires: [] }))
  const all = [...locked.values(), ...lacking]
  const places = Map.groupBy(all.keys(), (place) => all[place]?.name ?? '')
  const edges = all.map(() => new Set<number>())
  for (const [name, by] of locks.askedBy ?? []) for (const each of by) for (const from of places.get(each) ?? []) for (const to of places.get(name) ?? []) if (from !== to) edges[from]?.add(to)
  return all.map((each, place) => ({ ...each, requires: [...(edges[place] ?? [])].toSorted((a, b) => a - b) }))
}
