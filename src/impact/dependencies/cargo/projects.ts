import { createBudget, spentGap, type Budget } from '../budget.ts'
import { nameOf } from '../folders.ts'
import type { Dependency, Gap, Project, ProjectReader } from '../project.ts'
import { reachedFrom, type Asked, type Locked } from '../reached.ts'
import { lockedOf, meant, membersOf, placing } from './graph.ts'
import type { CargoLock } from './lock.ts'
import { lockName, manifestName, readCargoTree, rootOf, vendoredName, type CargoTree, type FoundLock, type FoundManifest } from './tree.ts'

const names = new Set([manifestName, lockName, vendoredName])

/** Projects of Cargo: a folder with a Cargo.toml that is a package, and the Cargo.lock of its workspace. */
export const cargoProjects: ProjectReader = {
  ecosystem: 'cargo',
  reads: (path) => names.has(nameOf(path)),
  read(files) {
    const tree = readCargoTree(files)
    const find = createFinding(tree)
    const budget = createBudget()
    const packages = [...tree.manifests.values()].filter(({ manifest }) => manifest?.package).map((found) => readProject(found, find(found), budget))
    const unread = new Set([...tree.manifests.keys(), ...tree.locks.keys()].filter((folder) => !tree.manifests.get(folder)?.manifest))
    return [...packages, ...[...unread].map((folder) => withoutManifest(folder, tree))]
  },
}

/** What a package is read with. */
interface Surroundings {
  root: FoundManifest
  lock: FoundLock | null
  locked: readonly Locked[]
  /** The place of the package itself; -1 where the lockfile lacks it. */
  own: number
}

function createFinding(tree: CargoTree): (found: FoundManifest) => Surroundings {
  const graphs = new Map<FoundLock, readonly Locked[]>()
  const members = membersOf(tree)
  return (found) => {
    const root = rootOf(found, tree)
    const lock = lockOf(found, root, tree)
    if (!lock?.lock) return { root, lock, locked: [], own: -1 }
    const locked = graphs.get(lock) ?? lockedOf(lock.lock, lock, members)
    graphs.set(lock, locked)
    return { root, lock, locked, own: ownPlace(lock.lock, found) }
  }
}

/** That of the workspace. A package that it lacks, such as a fixture within it, may have one of its own. */
function lockOf(found: FoundManifest, root: FoundManifest, { locks }: CargoTree): FoundLock | null {
  const [shared, own] = [locks.get(root.folder), locks.get(found.folder)]
  const lacksIt = shared?.lock && ownPlace(shared.lock, found) < 0
  return (lacksIt ? (own ?? shared) : (shared ?? own)) ?? null
}

function ownPlace({ local, packages }: CargoLock, { manifest }: FoundManifest): number {
  const places = local.get(manifest?.package?.name ?? '') ?? []
  return places.find((place) => packages[place]?.version === manifest?.package?.version) ?? places[0] ?? -1
}

function readProject(found: FoundManifest, { root, lock, locked, own }: Surroundings, budget: Budget): Project {
  const { folder, path, manifest } = found
  const package_ = manifest?.package
  const { packages = [] } = lock?.lock ?? {}
  const placeOf = placing(packages[own]?.requires ?? [], packages)
  const asked = (manifest?.asks ?? []).map((each): Asked => {
    const ask = meant(each, root)
    return { name: ask.name, range: ask.range, scope: ask.scope, at: { path, line: ask.line }, to: placeOf(ask) }
  })
  const isCut = budget.isSpent() && asked.length > 0
  const { dependencies } = reachedFrom(budget.walkable(locked), asked)
  budget.spend(dependencies.length)
  return {
    ecosystem: 'cargo', folder, name: package_?.name ?? null, version: versionOf(found, root), files: [...new Set([path, ...inherited(found, root), ...(lock ? [lock.path] : [])])].toSorted(),
    dependencies, graph: !isCut && (own >= 0 || asked.length === 0) ? 'whole' : 'none',
    gaps: [...lockGaps(lock, own, package_?.name), ...(isCut ? [spentGap(path)] : [])],
  }
}

function lockGaps(lock: FoundLock | null, own: number, name = ''): Gap[] {
  if (lock?.isWrong) return [isNoLock(lock)]
  return lock?.lock && own < 0 ? [{ path: lock.path, reason: `This ${lockName} lacks ${name}; its versions are not known.` }] : []
}

const versionOf = ({ manifest }: FoundManifest, root: FoundManifest) =>
  (manifest?.package?.inheritsVersion ? root.manifest?.workspace?.version : manifest?.package?.version) ?? null

const inherited = ({ manifest }: FoundManifest, root: FoundManifest) => (manifest?.package?.inheritsVersion || manifest?.asks.some(({ inherits }) => inherits) ? [root.path] : [])

const isNoLock = ({ path }: FoundLock): Gap => ({ path, reason: `This is no ${lockName} that can be read; versions are not known.` })

/** A lockfile without a manifest that can be read: all that it has, whoever asks for it. */
function withoutManifest(folder: string, { manifests, locks }: CargoTree): Project {
  const [found, lock] = [manifests.get(folder), locks.get(folder)]
  const gaps = [
    ...(found?.isWrong ? [{ path: found.path, reason: `This is no ${manifestName} that can be read: it is not TOML.` }] : []),
    ...(lock?.isWrong ? [isNoLock(lock)] : []),
    ...(found || !lock?.lock ? [] : [{ path: lock.path, reason: `No ${manifestName} stands beside it: what is asked for is not known.` }]),
  ]
  const dependencies = (lock?.lock?.packages ?? []).map(({ name, version, requires, line }): Dependency =>
    ({ name, version, range: null, scope: 'runtime', direct: false, requires: [...requires], at: { path: `${folder}${lockName}`, line } }))
  return { ecosystem: 'cargo', folder, name: null, version: null, files: [lock?.path ?? [], found?.path ?? []].flat(), dependencies, graph: lock?.lock ? 'whole' : 'none', gaps }
}
