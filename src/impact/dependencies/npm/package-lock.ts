import { readObject, textIn, textsIn, type ReadObject } from '../formats/json.ts'
import { aliased, asksOf, releaseIn, type Lock, type LockedPackage } from './lock.ts'
import { isRecord } from '../../values.ts'

/**
 * package-lock.json and npm-shrinkwrap.json, versions 1 to 3: https://docs.npmjs.com/cli/configuring-npm/package-lock-json. Null for what is none.
 * A package lies in a folder; what it asks for is found in the `node_modules` of that folder or of the nearest above, as Node finds it.
 */
export function readPackageLock(text: string): Lock | null {
  const read = readObject(text)
  if (read === null) return null
  const entries = isRecord(read.value['packages']) ? entriesOf(read.value['packages']) : nestedEntries(read.value['dependencies'])
  const places = new Map(entries.map(([key], place) => [key, place]))
  const tree = treeOf(entries.map(([key]) => key))
  const targets = entries.map(([, entry]) => (entry['link'] === true && typeof entry['resolved'] === 'string' ? places.get(entry['resolved']) : undefined))
  return {
    packages: entries.map(([key, entry]) => packageOf(key, entry, read)),
    locksPeers: true,
    ...(tellsEdges(read.value, entries) ? {} : { rest: { places: [...entries.keys()], reason: 'Who asks for what is not told: npm 4 and before did not write it down.' } }),
    knows: (folder) => folder === '' || places.has(folder.slice(0, -1)),
    resolve(from, folder, name) {
      const found = findFrom(tree.get(from === null ? folder.slice(0, -1) : (entries[from]?.[0] ?? '')), name) ?? findFrom(tree.get(''), name) ?? -1
      return targets[found] ?? found
    },
  }
}

const tellsEdges = (lock: Entry, entries: Entries) => isRecord(lock['packages']) || lock['requires'] === true || entries.some(([, entry]) => isRecord(entry['requires']))

type Entry = Readonly<Record<string, unknown>>
type Entries = (readonly [key: string, entry: Entry])[]

const inModules = 'node_modules/'
/** Longer ones, and deeper ones, are made to take long. */
const maxKey = 2_000
const maxDepth = 50

function packageOf(key: string, entry: Entry, { value, lineOfOpening }: ReadObject): LockedPackage {
  const version = textIn(entry['version'])
  const alias = aliased(version ?? '') // version 1 has no other place for it
  const optionalPeers = isRecord(entry['peerDependenciesMeta']) ? entry['peerDependenciesMeta'] : {}
  const peers = textsIn(entry['peerDependencies'])
  const mayMiss = ([name]: readonly [string, string]) => Object.hasOwn(optionalPeers, name)
  const asks = asksOf(
    [...textsIn(entry['dependencies']), ...textsIn(entry['requires']), ...peers.filter((peer) => !mayMiss(peer))],
    [...textsIn(entry['optionalDependencies']), ...peers.filter(mayMiss)],
  )
  return {
    name: alias?.[0] ?? textIn(entry['name']) ?? nameIn(key), version: releaseIn(alias?.[1] ?? version), asks,
    line: lineOfOpening(isRecord(value['packages']) ? key : nameIn(key)), // in version 1 a package stands under its name alone
    isOptional: entry['optional'] === true,
  }
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`; a workspace is named after its folder unless it says otherwise. */
function nameIn(key: string): string {
  const at = key.lastIndexOf(inModules)
  return at < 0 ? key.slice(key.lastIndexOf('/') + 1) : key.slice(at + inModules.length)
}

const entriesOf = (packages: Entry): Entries => Object.entries(packages).filter((each): each is [string, Entry] => each[0] !== '' && each[0].length <= maxKey && isRecord(each[1]))

/** Version 1 nests packages as their folders lie. */
function nestedEntries(dependencies: unknown): Entries {
  const entries: Entries = []
  const open: { folder: string; depth: number; packages: unknown }[] = [{ folder: '', depth: 0, packages: dependencies }]
  for (const { folder, depth, packages } of open) {
    for (const [name, entry] of isRecord(packages) ? Object.entries(packages) : []) {
      const key = `${folder}${inModules}${name}`
      if (!isRecord(entry) || key.length > maxKey) continue
      const { dependencies: inner, ...own } = entry
      entries.push([key, own])
      if (isRecord(inner) && depth < maxDepth) open.push({ folder: `${key}/`, depth: depth + 1, packages: inner })
    }
  }
  return entries
}

/** What is in the `node_modules` of a folder, by name, and the folder that comes next where nothing is found there. */
interface Folder {
  inside: Map<string, number>
  above: Folder | null
}

function treeOf(keys: readonly string[]): ReadonlyMap<string, Folder> {
  const root: Folder = { inside: new Map(), above: null }
  const folders = new Map([['', root]])
  const folderAt = (key: string): Folder => {
    const known = folders.get(key)
    if (known) return known
    const at = key.lastIndexOf(inModules)
    const folder: Folder = { inside: new Map(), above: at > 0 ? folderAt(key.slice(0, at - 1)) : root } // a workspace lies right below the root
    folders.set(key, folder)
    return folder
  }
  for (const [place, key] of keys.entries()) {
    const at = key.lastIndexOf(inModules)
    folderAt(key)
    if (at >= 0) folderAt(key.slice(0, Math.max(0, at - 1))).inside.set(key.slice(at + inModules.length), place)
  }
  return folders
}

function findFrom(from: Folder | undefined, name: string): number | undefined {
  let folder: Folder | null = from ?? null
  for (let depth = 0; folder !== null && depth <= maxDepth; depth++) {
    const found = folder.inside.get(name)
    if (found !== undefined) return found
    folder = folder.above
  }
  return undefined
}
