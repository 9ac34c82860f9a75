import { isRecord, readObject, textIn, textsIn } from './json.ts'
import type { Lock, LockedPackage } from './lock.ts'

/**
 * package-lock.json and npm-shrinkwrap.json, versions 1 to 3: https://docs.npmjs.com/cli/configuring-npm/package-lock-json. Null for what is none.
 * A package lies in a folder; what it asks for is found in the `node_modules` of that folder or of the nearest above, as Node finds it.
 */
export function readPackageLock(text: string): Lock | null {
  const read = readObject(text)
  if (read === null) return null
  const entries = isRecord(read.value['packages']) ? entriesOf(read.value['packages']) : nestedEntries(read.value['dependencies'])
  const places = new Map<string, number>()
  const packages: LockedPackage[] = []
  const keys: string[] = []
  for (const [key, entry] of entries) {
    places.set(key, packages.length)
    keys.push(key)
    const name = textIn(entry['name']) ?? nameIn(key)
    const asks = [...textsIn(entry['dependencies']), ...textsIn(entry['optionalDependencies']), ...textsIn(entry['peerDependencies']), ...textsIn(entry['requires'])]
    packages.push({ name, version: textIn(entry['version']), line: read.lineOfObject(lineKey(key, read.value)), asks })
  }
  const targets = new Map(entries.flatMap(([key, entry]) => (entry['link'] === true && typeof entry['resolved'] === 'string' ? [[key, entry['resolved']] as const] : [])))
  return {
    packages,
    knows: (folder) => (folder === '' ? true : places.has(folder.replace(/\/$/, ''))),
    resolve(from, folder, name) {
      const found = findFrom(places, from === null ? folder.replace(/\/$/, '') : (keys[from] ?? ''), name)
      const target = found < 0 ? undefined : targets.get(keys[found] ?? '')
      return target === undefined ? found : (places.get(target) ?? found)
    },
  }
}

type Entries = [string, Readonly<Record<string, unknown>>][]

const inModules = 'node_modules/'
/** Longer ones, and deeper ones, are made to take long. */
const maxKey = 4_096
const maxDepth = 200

/** `node_modules/a/node_modules/@b/c` is `@b/c`; a workspace is named after its folder unless it says otherwise. */
function nameIn(key: string): string {
  const at = key.lastIndexOf(inModules)
  return at < 0 ? key.slice(key.lastIndexOf('/') + 1) : key.slice(at + inModules.length)
}

/** In version 1 a package stands under its name alone. */
const lineKey = (key: string, lock: Readonly<Record<string, unknown>>) => (isRecord(lock['packages']) ? key : nameIn(key))

function entriesOf(packages: Readonly<Record<string, unknown>>): Entries {
  return Object.entries(packages).flatMap(([key, entry]) => (key !== '' && key.length <= maxKey && isRecord(entry) ? [[key, entry] as const] : [])) as Entries
}

/** Version 1 nests packages as their folders lie. */
function nestedEntries(dependencies: unknown): Entries {
  const entries: Entries = []
  const open: { folder: string; depth: number; packages: unknown }[] = [{ folder: '', depth: 0, packages: dependencies }]
  for (const { folder, depth, packages } of open) {
    if (!isRecord(packages)) continue
    for (const [name, entry] of Object.entries(packages)) {
      const key = `${folder}${inModules}${name}`
      if (!isRecord(entry) || key.length > maxKey) continue
      const { dependencies: inner, ...own } = entry
      entries.push([key, own])
      if (isRecord(inner) && depth < maxDepth) open.push({ folder: `${key}/`, depth: depth + 1, packages: inner })
    }
  }
  return entries
}

function findFrom(places: ReadonlyMap<string, number>, key: string, name: string): number {
  for (let folder = key, depth = 0; depth <= maxDepth; depth++) {
    const found = places.get(folder === '' ? `${inModules}${name}` : `${folder}/${inModules}${name}`)
    if (found !== undefined) return found
    if (folder === '') return -1
    const above = folder.lastIndexOf(`/${inModules}`)
    folder = above < 0 ? '' : folder.slice(0, above) // from a package at the top, and from a workspace, to the root
  }
  return -1
}
