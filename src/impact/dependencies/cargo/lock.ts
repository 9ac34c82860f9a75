import { listIn, textIn } from '../formats/json.ts'
import { readToml } from '../formats/toml.ts'
import { elementsOf, isRecord } from '../../values.ts'

/** A package of a Cargo.lock. */
export interface CargoLocked {
  name: string
  version: string | null
  /** Whether it lies in the workspace or beside it: such have no source. */
  isLocal: boolean
  /** Places of what it asks for. */
  requires: readonly number[]
  line: number
}

/** Cargo.lock: every package of a workspace. */
export interface CargoLock {
  packages: readonly CargoLocked[]
  /** Places of the local packages by name. */
  local: ReadonlyMap<string, readonly number[]>
}

interface Entry {
  name: string
  version: string | null
  source: string | null
  dependencies: readonly string[]
  line: number
}

/**
 * Cargo.lock, versions 1 to 4: https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html. Null for what is none. A dependency is
 * written `name`, `name version` or `name version (source)`, as short as is unique.
 */
export function readCargoLock(text: string): CargoLock | null {
  const read = readToml(text)
  if (read === null) return null
  const packages = elementsOf(read.value['package']).flatMap((value, place) => entryOf(value, read.lineOf('package', place)))
  const entries = [...entryOf(read.value['root'], read.lineOf('root')), ...packages] // before Cargo 0.19 the package itself stood apart
  const resolve = resolverOf(entries)
  const local = new Map<string, number[]>()
  for (const [place, { name, source }] of entries.entries()) {
    if (source !== null) continue
    const alike = local.get(name)
    if (alike === undefined) local.set(name, [place])
    else if (alike.length < maxAlike) alike.push(place)
  }
  return { packages: entries.map(({ name, version, source, dependencies, line }) => ({ name, version, line, isLocal: source === null, requires: dependencies.flatMap(resolve) })), local }
}

/** More local packages of one name are made to take long. */
const maxAlike = 20

function entryOf(value: unknown, line: number): Entry[] {
  const name = isRecord(value) ? textIn(value['name']) : null
  if (!isRecord(value) || name === null) return []
  return [{ name, version: textIn(value['version']), source: textIn(value['source']), dependencies: listIn(value['dependencies']), line }]
}

/** From how a dependency is written to its place, as a list of one or none. */
function resolverOf(entries: readonly Entry[]): (written: string) => number[] {
  const places = new Map<string, number>()
  for (const [place, { name, version, source }] of entries.entries()) {
    const whole = `${name} ${version} (${source?.split('#', 1)[0]})` // without the commit of a git source
    for (const written of [name, `${name} ${version}`, whole]) if (!places.has(written)) places.set(written, place)
  }
  return (written) => {
    const place = places.get(written) ?? places.get(written.split(' ', 2).join(' '))
    return place === undefined ? [] : [place]
  }
}
