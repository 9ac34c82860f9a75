import { andAbove } from '../folders.ts'
import type { Gap } from '../project.ts'
import type { Locked } from '../reached.ts'
import { readBerryLock } from './berry-lock.ts'
import { readBunLock } from './bun-lock.ts'
import { withExtensions } from './extensions.ts'
import type { Ask, Lock, LockedPackage } from './lock.ts'
import type { Manifest } from './manifest.ts'
import { readPackageLock } from './package-lock.ts'
import { readPnpmLock } from './pnpm-lock.ts'
import { withResolutions } from './resolutions.ts'
import { manifestName, type Tree } from './tree.ts'
import { withWorkspaces } from './workspaces.ts'
import { readYarnLock } from './yarn-lock.ts'

/** By file: the package manager, and the reader. In the order in which one of several counts where the package.json does not name its package manager. */
const kinds: ReadonlyMap<string, { manager: string; read(text: string, folder: string, tree: Tree): Lock | null }> = new Map([
  ['npm-shrinkwrap.json', { manager: 'npm', read: readPackageLock }],
  ['package-lock.json', { manager: 'npm', read: readPackageLock }],
  ['yarn.lock', { manager: 'yarn', read: readAnyYarnLock }],
  ['pnpm-lock.yaml', { manager: 'pnpm', read: readPnpmLock }],
  ['bun.lock', { manager: 'bun', read: readBunLock }],
  ['bun.lockb', { manager: 'bun', read: () => null }], // binary, until Bun 1.2
])

export const lockNames = [...kinds.keys()]

/** A lockfile that was found; read or not. */
export interface FoundLock {
  path: string
  /** Where it lies. */
  folder: string
  /** Null where it cannot be read; the gaps then say why. */
  lock: Lock | null
  /** By the places of the lockfile's packages. */
  locked: readonly Locked[]
  gaps: readonly Gap[]
}

/** Finds the lockfile of a project: in its folder, or in the nearest one above that speaks of it. Each is read once. */
export function createLocks(tree: Tree): (folder: string) => FoundLock | null {
  const read = new Map<string, FoundLock | null>()
  const lockIn = (folder: string): FoundLock | null => {
    const known = read.get(folder)
    if (known !== undefined) return known
    const found = readIn(folder, tree)
    read.set(folder, found)
    return found
  }
  return (folder) => {
    for (const above of andAbove(folder)) {
      const found = lockIn(above)
      if (found && (above === folder || found.lock === null || found.lock.knows(folder.slice(above.length)))) return found
    }
    return null
  }
}

function readIn(folder: string, tree: Tree): FoundLock | null {
  const manager = tree.manifests.get(folder)?.packageManager
  const present = [...kinds].filter(([name]) => tree.has(folder + name))
  const [name, kind] = present.find(([, each]) => each.manager === manager) ?? present[0] ?? []
  if (name === undefined || kind === undefined) return null
  const path = folder + name
  const text = tree.text(path)
  const lock = text === null ? null : kind.read(text, folder, tree)
  const wrong = text !== null && lock === null ? [{ path, reason: 'This is no lockfile that can be read; versions are not known.' }] : []
  const others = present.filter(([other]) => other !== name).map(([other]) => ({ path: folder + other, reason: `This lockfile is not read, as ${name} counts.` }))
  return { path, folder, lock, locked: lock === null ? [] : lockedOf(lock, { path, folder, tree }), gaps: [...wrong, ...others] }
}

function readAnyYarnLock(text: string, folder: string, tree: Tree): Lock | null {
  const resolutions = tree.manifests.get(folder)?.resolutions ?? []
  const classic = readYarnLock(text)
  if (classic) return withResolutions(withWorkspaces(classic, folder, tree), resolutions)
  const berry = readBerryLock(text)
  return berry && withExtensions(withResolutions(berry, resolutions), tree.text(`${folder}.yarnrc.yml`) ?? '')
}

/** As a graph. Projects of the workspace ask for what their package.json says, without what is for their development. */
function lockedOf(lock: Lock, { path, folder, tree }: { path: string; folder: string; tree: Tree }): Locked[] {
  return lock.packages.map((package_, place): Locked => {
    const manifest = package_.workspace === undefined ? null : (tree.manifests.get(folder + package_.workspace) ?? null)
    const from = manifest === null ? place : null
    const edges = asksIn(package_, manifest, lock.locksPeers).map(({ name, range, isOptional }) => ({ to: lock.resolve(from, package_.workspace ?? '', name, range), isOptional }))
    const isOptional = (edge: { to: number; isOptional: boolean }) => edge.isOptional || lock.packages[edge.to]?.isOptional === true
    const known = edges.filter(({ to }) => to >= 0)
    return {
      name: manifest?.name ?? package_.name, version: manifest ? manifest.version : package_.version,
      at: manifest ? { path: `${folder}${package_.workspace}${manifestName}`, line: 1 } : { path, line: package_.line },
      requires: known.filter((edge) => !isOptional(edge)).map(({ to }) => to), mayRequire: known.filter(isOptional).map(({ to }) => to),
    }
  })
}

function asksIn(package_: LockedPackage, manifest: Manifest | null, withPeers: boolean): readonly Ask[] {
  if (manifest === null) return package_.asks
  return manifest.asked.filter(({ scope, isPeer }) => scope !== 'dev' && (withPeers || !isPeer)).map(({ name, range, scope }) => ({ name, range, isOptional: scope === 'optional' }))
}
