import semver from 'semver'
import type { Locked } from '../reached.ts'
import type { CargoLock, CargoLocked } from './lock.ts'
import type { CargoAsk, CargoManifest } from './manifest.ts'
import { rootOf, type CargoTree, type FoundLock, type FoundManifest } from './tree.ts'

/** A package with the manifest of its workspace. */
export interface Member {
  root: FoundManifest
  manifest: CargoManifest
}

/** Every package of the tree, by the folder of its workspace and its name: the first, where fixtures are called the same. */
export function membersOf(tree: CargoTree): Map<string, Member> {
  const members = new Map<string, Member>()
  for (const found of tree.manifests.values()) {
    if (!found.manifest?.package) continue
    const root = rootOf(found, tree)
    const key = memberKey(root.folder, found.manifest.package.name)
    if (!members.has(key)) members.set(key, { root, manifest: found.manifest })
  }
  return members
}

const memberKey = (folder: string, name: string) => `${folder}\0${name}`

/** A lockfile as a graph. It has what local packages need for their own tests too, which those that use them do not: that is left out. */
export function lockedOf({ packages }: CargoLock, { path, folder }: FoundLock, members: ReadonlyMap<string, Member>): Locked[] {
  return packages.map(({ name, version, isLocal, requires, line }): Locked => {
    const member = isLocal ? members.get(memberKey(folder, name)) : undefined
    return { name, version, at: { path, line }, requires: member ? neededByOthers(member, placing(requires, packages)) : requires }
  })
}

const neededByOthers = ({ manifest, root }: Member, placeOf: (ask: CargoAsk) => number) =>
  [...new Set(manifest.asks.filter(({ isForOthers }) => isForOthers).map((ask) => placeOf(meant(ask, root))).filter((place) => place >= 0))]

/** With what it takes from its workspace. */
export const meant = (ask: CargoAsk, root: FoundManifest): CargoAsk => ({ ...ask, ...(ask.inherits ? root.manifest?.workspace?.dependencies.get(ask.key) : null) })

/** From what a package asks for to its place among those that it got; -1 where it did not. Several of one name differ in their versions. */
export function placing(got: readonly number[], packages: readonly CargoLocked[]): (ask: Pick<CargoAsk, 'name' | 'range'>) => number {
  const named = Map.groupBy(got, (place) => packages[place]?.name)
  return ({ name, range }) => {
    const alike = named.get(name) ?? []
    const wanted = asSemver(range ?? '*')
    const fitting = alike.length < 2 ? undefined : alike.slice(0, maxAlike).find((place) => semver.satisfies(packages[place]?.version ?? '', wanted))
    return fitting ?? alike[0] ?? -1
  }
}

/** More versions of one package that another one asks for are made to take long. */
const maxAlike = 20

/** Cargo takes a version alone for one with a caret, and a comma for `and`: https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html. */
const asSemver = (range: string) => range.split(',').map((part) => part.trim().replace(/^\d[^*]*$/, '^$&')).join(' ')
