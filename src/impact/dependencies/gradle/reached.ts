import { compareVersions } from '../../versions/versions.ts'
import type { Dependency, Scope } from '../project.ts'
import { ranks } from './configurations.ts'
import type { View } from './view.ts'
import { manage, type Asked, type Steps } from './wanted.ts'

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

  function add({ key, local, ...made }: Found): number {
    const place = places.get(key)
    const known = place === undefined ? undefined : nodes[place]
    if (place === undefined || !known) {
      places.set(key, nodes.length)
      queue.push(nodes.length)
      return nodes.push({ dependency: { ...made, requires: [] }, requires: new Set(), local }) - 1
    }
    if (meet(known.dependency, made) && known.local) queue.push(place)
    return place
  }

  const follow = (from: Local, scope: Scope | null) => foundBy(from, scope).filter(({ local }) => local !== root && steps.left-- > 0).map(add)
  follow(root, null)
  for (const place of queue) {
    const node = nodes[place]
    if (node?.local) for (const to of follow(node.local, node.dependency.scope)) if (to !== place) node.requires.add(to)
  }
  return merged(nodes)
}

interface Found extends Omit<Dependency, 'requires'> {
  key: string
  local: Local | null
}

/** What a project asks for: all of it where it is the one that is told of (null), or what those that use it in some scope get. */
function foundBy(from: Local, scope: Scope | null): Found[] {
  const direct = scope === null
  const comes = ({ scope: own }: { scope: Scope }) => direct || own === 'runtime'
  const within = (own: Scope): Scope => (scope !== null && ranks[scope] > ranks[own] ? scope : own)
  const packages = from.asked.packages.filter(comes).map(({ name, version, range, scope: own, at }): Found => {
    const inner = within(own)
    return { key: inner === 'dev' ? `dev ${name}` : name, name, version, range: direct ? range : null, scope: inner, direct, at, local: null }
  })
  const projects = from.projects.filter(comes).map(({ local, scope: own, at }): Found => {
    const { view, name } = local
    return { key: `project ${view.folder}`, name: name ?? `:${view.path.slice(1)}`, version: view.version, range: null, scope: within(own), direct, at, local }
  })
  return [...packages, ...projects]
}

/** True where it is needed more than before. */
function meet(known: Dependency, made: Omit<Dependency, 'requires'>): boolean {
  known.direct ||= made.direct
  known.version = newer(known.version, made.version)
  const isMore = ranks[made.scope] < ranks[known.scope]
  if (isMore) known.scope = made.scope
  return isMore
}

/** What tests run with is no older than what else runs; what is the same is told once, behind it what only tests need. */
function merged(nodes: readonly Node[]): Dependency[] {
  const needed = new Map(nodes.flatMap(({ dependency: { name, scope } }, place) => (scope === 'dev' ? [] : [[name, place] as const])))
  const [dependencies, placeOf]: [Dependency[], Map<number, number>] = [[], new Map()]
  for (const [place, { dependency }] of nodes.entries()) if (dependency.scope !== 'dev') placeOf.set(place, dependencies.push(dependency) - 1)
  for (const [place, { dependency }] of nodes.entries()) {
    if (dependency.scope !== 'dev') continue
    const same = needed.get(dependency.name) ?? -1
    const other = nodes[same]?.dependency
    const version = other ? newer(other.version, dependency.version) : dependency.version
    const isSame = other !== undefined && version === other.version
    if (isSame) other.direct ||= dependency.direct
    placeOf.set(place, isSame ? (placeOf.get(same) ?? 0) : dependencies.push({ ...dependency, version }) - 1)
  }
  return withEdges(nodes, dependencies, placeOf)
}

function withEdges(nodes: readonly Node[], dependencies: readonly Dependency[], placeOf: ReadonlyMap<number, number>): Dependency[] {
  const edges = dependencies.map(() => new Set<number>())
  for (const [place, { requires }] of nodes.entries()) {
    const from = placeOf.get(place) ?? 0
    for (const to of requires) edges[from]?.add(placeOf.get(to) ?? 0)
  }
  return dependencies.map((each, place) => ({ ...each, requires: [...(edges[place] ?? [])].filter((to) => to !== place).toSorted((a, b) => a - b) }))
}

/** Null where one is not known: it may be newer. */
function newer(a: string | null, b: string | null): string | null {
  if (a === b) return a
  if (a === null || b === null) return null
  return (compareVersions('maven', a, b) ?? 0) < 0 ? b : a
}

function localOf(named: Asked['projects'][number]['named'], { build: { root, settings }, path }: View, locals: ReadonlyMap<string, Local>): Local | null {
  if (named.kind === 'projects') return locals.get(settings.accessors.get(named.accessor) ?? '-') ?? null
  const at = (project: string) => locals.get(settings.folders.get(project) ?? `${root}${project.slice(1).replaceAll(':', '/')}${project === ':' ? '' : '/'}`)
  return at(named.path) ?? at(`${path}${named.path}`) ?? null
}
