import { readObject, textIn, textsIn } from '../formats/json.ts'
import type { Locked } from '../reached.ts'
import { normalized } from './versions.ts'
import { isRecord } from '../../values.ts'

export interface NuGetLock {
  locked: Locked[]
  /** What the project asks for itself: places, with the range. */
  direct: { name: string; to: number; range: string | null }[]
  /** Places of projects of the same solution. */
  projects: number[]
}

/**
 * packages.lock.json: for each target framework all packages with what they ask for.
 * https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files#locking-dependencies. Null for what is none.
 */
export function readNuGetLock(text: string, path: string): NuGetLock | null {
  const read = readObject(text)
  const targets = read?.value['dependencies']
  if (!read || !isRecord(targets)) return null
  const lock: NuGetLock = { locked: [], direct: [], projects: [] }
  const places = new Map<string, number>()
  const edges: Set<number>[] = []
  const all = Object.entries(targets).flatMap(([target, packages]) => (isRecord(packages) ? [{ target, entries: entriesOf(packages) }] : []))
  const found = new Map(all.map(({ target, entries }) => [target, new Map(entries.map((entry) => [entry.name, placeOf(entry)]))]))

  /** The same version for several targets is one package. */
  function placeOf({ name, written, version, type }: Entry): number {
    const key = `${name}@${version}`
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, lock.locked.length)
    if (type === 'Project') lock.projects.push(lock.locked.length)
    edges.push(new Set())
    return lock.locked.push({ name, version, requires: [], at: { path, line: read?.lineOfOpening(written) ?? 1 } }) - 1
  }

  for (const { target, entries } of all) {
    const here = found.get(target)
    const common = found.get(target.replace(/\/[^/]{0,200}$/, '')) // what runtimes add stands alone
    for (const { name, version, type, range, asks } of entries) {
      const place = places.get(`${name}@${version}`) ?? -1
      if (type === 'Direct') lock.direct.push({ name, to: place, range })
      for (const ask of asks) {
        const to = here?.get(ask) ?? common?.get(ask)
        if (to !== undefined) edges[place]?.add(to)
      }
    }
  }
  return { ...lock, locked: lock.locked.map((each, place) => ({ ...each, requires: [...(edges[place] ?? [])] })) }
}

interface Entry {
  name: string
  written: string
  version: string | null
  type: string | null
  range: string | null
  asks: string[]
}

function entriesOf(packages: Readonly<Record<string, unknown>>): Entry[] {
  return Object.entries(packages).flatMap(([written, entry]) => {
    if (!isRecord(entry)) return []
    const version = textIn(entry['resolved'])
    const asks = textsIn(entry['dependencies']).map(([name]) => name.toLowerCase())
    return [{ name: written.toLowerCase(), written, version: version === null ? null : normalized(version), type: textIn(entry['type']), range: textIn(entry['requested']), asks }]
  })
}
