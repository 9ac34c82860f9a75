import { listIn, readObject, textIn } from '../formats/json.ts'
import { isRecord } from '../../values.ts'

/** A package as a lockfile has it. */
export interface LockedPackage {
  name: string
  version: string
  /** In which it is. */
  configurations: string[]
  line: number
}

/** gradle.lockfile: `group:name:version=configuration,configuration`; https://docs.gradle.org/current/userguide/dependency_locking.html. Null for what is none. */
export function readLockfile(text: string): LockedPackage[] | null {
  const found: LockedPackage[] = []
  for (const [at, source] of text.split('\n').entries()) {
    const line = source.trim()
    if (line === '' || line.startsWith('#') || line.startsWith('empty=')) continue
    const [, name, version, configurations] = /^([^:=\s]+:[^:=\s]+):([^:=\s]+)=(.*)$/.exec(line) ?? []
    if (name === undefined || version === undefined) return null
    found.push({ name, version, configurations: (configurations ?? '').split(','), line: at + 1 })
  }
  return found
}

/** gradle/dependency-locks/NAME.lockfile, one a configuration, before Gradle 7. Null for what is none. */
export function readLockOf(text: string, configuration: string): LockedPackage[] | null {
  const lines = text.split('\n').map((line, at) => ({ line: line.trim(), at })).filter(({ line }) => line !== '' && !line.startsWith('#'))
  const found = lines.map(({ line, at }) => ({ named: /^([^:=\s]+:[^:=\s]+):([^:=\s]+)$/.exec(line), at }))
  if (found.some(({ named }) => named === null)) return null
  return found.map(({ named, at }) => ({ name: named?.[1] ?? '', version: named?.[2] ?? '', configurations: [configuration], line: at + 1 }))
}

/** What dependencies.lock tells of Nebula's plugin, which is used for Gradle too: also who asks for whom. */
export interface NebulaLock {
  packages: LockedPackage[]
  /** By name: those that ask for it. */
  askedBy: ReadonlyMap<string, ReadonlySet<string>>
}

/** Null for what is none: https://github.com/nebula-plugins/gradle-dependency-lock-plugin/wiki. */
export function readNebulaLock(text: string): NebulaLock | null {
  const read = readObject(text)
  if (read === null) return null
  const packages = new Map<string, LockedPackage>()
  const askedBy = new Map<string, Set<string>>()
  for (const [configuration, entries] of Object.entries(read.value)) {
    for (const [name, entry] of isRecord(entries) ? Object.entries(entries) : []) {
      const version = isRecord(entry) ? textIn(entry['locked']) : null
      if (!isRecord(entry) || version === null) continue
      const key = `${name}@${version}`
      const known = packages.get(key)
      if (known) known.configurations.push(configuration)
      else packages.set(key, { name, version, configurations: [configuration], line: read.lineOfOpening(name) })
      const by = askedBy.get(name) ?? new Set()
      askedBy.set(name, by)
      for (const each of [...listIn(entry['transitive']), ...listIn(entry['firstLevelTransitive'])]) by.add(each)
    }
  }
  return { packages: [...packages.values()], askedBy }
}
