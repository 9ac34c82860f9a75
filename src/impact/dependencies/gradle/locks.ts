import type { Gap, ManifestFiles } from '../project.ts'
import { readLockfile, readLockOf, readNebulaLock, type LockedPackage } from './lockfile.ts'

/** All that the lockfiles of a project tell. */
export interface Locks {
  /** With the file each stands in. */
  packages: { package: LockedPackage; path: string }[]
  /** By name: those that ask for it; null where the lockfile does not tell. */
  askedBy: ReadonlyMap<string, ReadonlySet<string>> | null
  files: string[]
  gaps: Gap[]
}

const ofProject = 'gradle.lockfile'
/** Of what runs the build itself. */
const ofScript = 'buildscript-gradle.lockfile'
const ofNebula = 'dependencies.lock'
const ofConfiguration = /^(?:.*\/)?gradle\/dependency-locks\/([^/]+)\.lockfile$/

export const isLock = (path: string): boolean => [ofProject, ofScript, ofNebula].includes(path.slice(path.lastIndexOf('/') + 1)) || ofConfiguration.test(path)

/** By the folder of their project. */
export function locksIn(files: ManifestFiles): Map<string, Locks> {
  const found = new Map<string, Locks>()
  for (const path of files.paths.filter(isLock)) {
    const configuration = ofConfiguration.exec(path)?.[1] ?? null
    const folder = configuration === null ? path.slice(0, path.lastIndexOf('/') + 1) : path.slice(0, path.lastIndexOf('gradle/dependency-locks/'))
    const text = files.text(path)
    const locks = found.get(folder) ?? { packages: [], askedBy: null, files: [], gaps: [] }
    if (text !== null && addLock(locks, text, path, configuration)) found.set(folder, locks)
  }
  return found
}

/** False for what is nothing of Gradle's. */
function addLock(locks: Locks, text: string, path: string, configuration: string | null): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const nebula = name === ofNebula ? readNebulaLock(text) : null
  if (name === ofNebula && (nebula === null || nebula.packages.length === 0)) return false
  const read = nebula?.packages ?? (configuration === null ? readLockfile(text) : readLockOf(text, configuration))
  if (nebula) locks.askedBy = nebula.askedBy
  if (read === null) locks.gaps.push({ path, reason: 'This is no lockfile that can be read; what it locks is not known.' })
  for (const each of read ?? []) locks.packages.push({ package: name === ofScript ? { ...each, configurations: each.configurations.map(() => 'classpath') } : each, path })
  locks.files.push(path)
  return true
}
