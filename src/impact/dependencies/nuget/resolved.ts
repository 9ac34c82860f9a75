import type { Dependency } from '../project.ts'
import { reachedFrom, reachedWithRest, type Asked, type Locked } from '../reached.ts'
import { compareVersions } from '../../versions/versions.ts'
import type { Evaluated } from './evaluated.ts'
import type { NuGetLock } from './lock.ts'
import type { PackageReference } from './references.ts'
import type { SolutionTree } from './tree.ts'

/** The projects of a tree. */
export interface Solution {
  tree: SolutionTree
  /** By path as it is in the tree. */
  projects: ReadonlyMap<string, Evaluated>
}

/** With a lockfile: what that says the project asks for itself, and all that is reached from there. The rest is of projects that are found elsewhere than thought. */
export function lockedDependencies(project: Evaluated, lock: NuGetLock, { tree, projects }: Solution): { dependencies: Dependency[]; rest: number } {
  const declared = new Map(project.packages.toReversed().map((each) => [each.name, each]))
  const atRuntime = new Set(project.packages.filter(({ scope }) => scope !== 'dev').map(({ name }) => name))
  const direct = lock.direct.map(({ name, to, range }): Asked => {
    const known = declared.get(name)
    const scope = known && !atRuntime.has(name) ? 'dev' : 'runtime'
    return { name, to, range: known?.isKnown ? (known.range ?? range) : range, scope, at: known?.at ?? lock.locked[to]?.at ?? { path: project.path, line: 1 } }
  })
  const placed = new Map(lock.projects.map((place) => [lock.locked[place]?.name, place]))
  const own = project.projects.flatMap(({ path, scope, at }): Asked[] => {
    const target = projects.get(tree.find(path) ?? '')
    const to = target ? (placed.get(target.name) ?? placed.get(bareName(target.path))) : placed.get(bareName(path))
    return to === undefined ? [] : [{ name: lock.locked[to]?.name ?? '', to, range: null, scope, at }]
  })
  return reachedWithRest(lock.locked, [...direct, ...own])
}

/** Where no project file is known. */
export function lockedAlone(lock: NuGetLock, path: string): { dependencies: Dependency[]; rest: number } {
  return reachedWithRest(lock.locked, lock.direct.map((each) => ({ ...each, scope: 'runtime', at: lock.locked[each.to]?.at ?? { path, line: 1 } })))
}

const bareName = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.\w{1,10}$/, '').toLowerCase()

/** One behind the other. */
export function together(...lists: readonly (readonly Dependency[])[]): Dependency[] {
  const all: Dependency[] = []
  for (const list of lists) {
    const before = all.length
    for (const each of list) all.push({ ...each, requires: each.requires.map((place) => place + before) })
  }
  return all
}

/** Without a lockfile: what the project asks for, and what the projects that it refers to ask for. Of its own packages the version is what it says itself; else the highest counts. */
export function declaredDependencies(project: Evaluated, solution: Solution): Dependency[] {
  const locked: Locked[] = []
  const add = ({ name, at }: PackageReference, version: string | null) => locked.push({ name, version, requires: [], at }) - 1
  const own = project.packages.map((each): Asked => ({ name: each.name, range: each.range, scope: each.scope, at: each.at, to: add(each, each.version) }))
  const others = othersOf(project, solution)
  const places = new Map(own.map(({ name, to }) => [name, to]))
  for (const each of highestOf(others, places)) places.set(each.name, add(each, each.version))
  const nodes = new Map<string, { to: number; requires: number[] }>()
  for (const [path, { name, version, packages }] of others) {
    const requires = packages.flatMap((each) => (each.scope === 'dev' ? [] : (places.get(each.name) ?? [])))
    nodes.set(path, { requires, to: locked.push({ name, version, requires, at: { path, line: 1 } }) - 1 })
  }
  for (const [path, { projects }] of others) nodes.get(path)?.requires.push(...runtimeProjects(projects, solution).flatMap((to) => nodes.get(to)?.to ?? []))
  const asked = project.projects.flatMap(({ path, scope, at }): Asked[] => {
    const to = nodes.get(solution.tree.find(path) ?? '')?.to ?? -1
    return to < 0 ? [] : [{ name: locked[to]?.name ?? '', to, range: null, scope, at }]
  })
  return reachedFrom(locked, [...own, ...asked]).dependencies
}

const runtimeProjects = (references: Evaluated['projects'], { tree }: Solution) => references.filter(({ scope }) => scope !== 'dev').map(({ path }) => tree.find(path) ?? '')

/** All projects that one refers to, and that those refer to, by path. */
function othersOf(project: Evaluated, solution: Solution): Map<string, Evaluated> {
  const others = new Map<string, Evaluated>()
  const open = project.projects.map(({ path }) => solution.tree.find(path) ?? '')
  for (const path of open) {
    const other = solution.projects.get(path)
    if (!other || other === project || others.has(path) || solution.tree.budget.references <= 0) continue
    solution.tree.budget.references -= 1 + other.packages.length + other.projects.length
    others.set(path, other)
    open.push(...runtimeProjects(other.projects, solution))
  }
  return others
}

/** Of each name that the project does not ask for itself the highest version; none where one of them is not known. */
function highestOf(others: ReadonlyMap<string, Evaluated>, own: ReadonlyMap<string, number>): PackageReference[] {
  const highest = new Map<string, PackageReference>()
  for (const { packages } of others.values()) {
    for (const reference of packages) {
      if (reference.scope === 'dev' || own.has(reference.name)) continue
      const known = highest.get(reference.name)
      if (known === undefined || isHigher(reference.version, known.version)) highest.set(reference.name, reference)
    }
  }
  return [...highest.values()]
}

/** What is not known may be higher than anything. */
const isHigher = (version: string | null, known: string | null) => known !== null && version !== known && (version === null || (compareVersions('nuget', version, known) ?? 0) > 0)
