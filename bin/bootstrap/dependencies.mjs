import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, putInPlace, root } from './place.mjs'
import { npm } from './run.mjs'

const modules = join(root, 'node_modules')
const lock = join(root, 'package-lock.json')
/** A copy of the lock that node_modules was installed from. bin/firebreak compares the same two files. */
const stamp = join(modules, '.firebreak-lock.json')

/** Whether node_modules is what the lock says. */
export function dependenciesAreReady() {
  return existsSync(stamp) && readFileSync(stamp).equals(readFileSync(lock))
}

/** Adopts a node_modules that somebody's own `npm ci` has just made: true if it holds the lock's versions, all of them. */
export function adoptDependencies() {
  const hidden = join(modules, '.package-lock.json')
  if (!existsSync(hidden)) return false
  if (!sameVersions(packagesOf(lock), packagesOf(hidden))) return false
  copyFileSync(lock, stamp)
  return true
}

const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages ?? {}

/** Optional packages may be absent: most are for other platforms. */
export function sameVersions(wanted, present) {
  const complete = Object.entries(wanted).every(
    ([path, entry]) => path === '' || present[path]?.version === entry.version || (entry.optional && !present[path]),
  )
  return complete && Object.keys(present).every((path) => path in wanted)
}

/**
 * Installs aside and renames into place, so that a kill leaves the old node_modules or none, and a server that is
 * running keeps its own until the last moment. Development dependencies are wanted even in production: Vite builds the
 * web app.
 */
export async function installDependencies() {
  const folder = makeFolder('modules')
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) copyFileSync(join(root, name), join(folder, name))
  await npm(['ci', '--include=dev', '--include=optional', '--engine-strict=false'], { cwd: folder, what: 'Installing the dependencies' })
  copyFileSync(join(folder, 'package-lock.json'), join(folder, 'node_modules', '.firebreak-lock.json'))
  putInPlace(join(folder, 'node_modules'), modules)
}
