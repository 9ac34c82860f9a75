import { listIn, readObject, textIn, textsIn, withoutTrailingCommas } from '../formats/json.ts'
import { asksOf, folderOf, releaseIn, splitAtRange, type Lock, type LockedPackage } from './lock.ts'
import { isRecord } from '../../values.ts'

/**
 * bun.lock: https://bun.com/docs/pm/lockfile. Null for what is none. `a/b` is the package b as a finds it, before any other b; each package is
 * an array of its name with version, and, somewhere behind that, what it asks for.
 */
export function readBunLock(text: string): Lock | null {
  const read = readObject(withoutTrailingCommas(text))
  if (read === null || !isRecord(read.value['packages'])) return null
  const entries = Object.entries(read.value['packages']).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const places = new Map(entries.map(([key], place) => [key, place]))
  const workspaces = isRecord(read.value['workspaces']) ? read.value['workspaces'] : {}
  const names = new Map(Object.entries(workspaces).map(([path, value]) => [folderOf(path), isRecord(value) ? (textIn(value['name']) ?? '') : '']))
  return {
    packages: entries.map(([key, entry]) => packageOf(key, entry, read.lineOfOpening(key))),
    locksPeers: true,
    knows: (folder) => names.has(folder),
    resolve: (from, folder, name) => findFrom(places, from === null ? (names.get(folder) ?? '') : (entries[from]?.[0] ?? ''), name),
  }
}

function packageOf(key: string, entry: readonly unknown[], line: number): LockedPackage {
  const [name, reference] = splitAtRange(textIn(entry[0]) ?? key)
  const about = entry.find(isRecord) ?? {}
  const optionalPeers = new Set(listIn(about['optionalPeers']))
  const peers = textsIn(about['peerDependencies'])
  const asks = asksOf(
    [...textsIn(about['dependencies']), ...peers.filter(([peer]) => !optionalPeers.has(peer))],
    [...textsIn(about['optionalDependencies']), ...peers.filter(([peer]) => optionalPeers.has(peer))],
  )
  if (reference.startsWith('workspace:')) return { name, version: null, line, asks, workspace: folderOf(reference.slice('workspace:'.length)) }
  return { name, version: releaseIn(reference), line, asks }
}

/** Deeper ones are made to take long. */
const maxDepth = 50

/** `a/@s/b` looks for c as `a/@s/b/c`, `a/c`, and `c`. */
function findFrom(places: ReadonlyMap<string, number>, key: string, name: string): number {
  let within = key
  for (let depth = 0; within !== '' && depth < maxDepth; depth++) {
    const found = places.get(`${within}/${name}`)
    if (found !== undefined) return found
    within = aboveIn(within)
  }
  return places.get(name) ?? -1
}

/** A name with a scope has a slash of its own. */
function aboveIn(key: string): string {
  const above = key.slice(0, Math.max(0, key.lastIndexOf('/')))
  const last = above.slice(above.lastIndexOf('/') + 1)
  return last.startsWith('@') ? above.slice(0, Math.max(0, above.length - last.length - 1)) : above
}
