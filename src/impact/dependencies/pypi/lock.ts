import * as pep440 from '@renovatebot/pep440'
import type { Locked } from '../reached.ts'
import type { Requirement } from './requirement.ts'

/** A lockfile of a Python project, whichever tool wrote it. */
export interface PythonLock {
  packages: readonly Locked[]
  /** Whether it tells what packages ask for. */
  tellsEdges: boolean
  /** Places of what is for development only, where that stands with the packages. */
  dev?: ReadonlySet<number>
  /** Whether it is that of the project in a folder, relative to its own. */
  owns(folder: string): boolean
  /** Whether it tells what that project asks for, as it does of any that is taken from a folder. */
  knows(folder: string): boolean
  /** The places of what that project gets for something that it asks for: several where platforms differ, and those of extras. */
  find(asked: Pick<Requirement, 'name' | 'extras' | 'range'>, folder: string): number[]
}

/** Packages by name, several where platforms differ. */
export interface NamedPackages {
  byRange(name: string, range: string | null): number[]
  byVersion(name: string, version: string | null): number[]
}

export function namedPackages(packages: readonly { name: string; version: string | null }[]): NamedPackages {
  const named = new Map<string, number[]>()
  for (const [place, { name }] of packages.entries()) {
    const alike = named.get(name)
    if (alike === undefined) named.set(name, [place])
    else if (alike.length < maxAlike) alike.push(place)
  }
  const fitting = (name: string, fits: (version: string) => boolean) => {
    const alike = named.get(name) ?? []
    const found = alike.length < 2 ? alike : alike.filter((place) => fits(packages[place]?.version ?? ''))
    return found.length > 0 ? found : alike
  }
  return {
    byRange: (name, range) => fitting(name, (version) => range === null || isIn(version, range)),
    byVersion: (name, version) => fitting(name, (each) => version === null || each === version),
  }
}

/** More versions of one package are made to take long. */
const maxAlike = 50
const maxText = 256

/** Ranges of Poetry, which are none of PEP 440, hold nothing. */
function isIn(version: string, range: string): boolean {
  if (version.length > maxText || range.length > maxText) return false
  return pep440.valid(version) !== null && pep440.satisfies(version, range, { prereleases: true })
}

/** By package and name of the extra: what the extra asks for stands at a place of its own. */
export const extraKey = (place: number, extra: string): string => `${place} ${extra}`

/** A package with its extras. */
export const withExtras = (places: readonly number[], names: readonly string[], extras: ReadonlyMap<string, number>): number[] =>
  places.flatMap((place) => [place, ...names.flatMap((name) => extras.get(extraKey(place, name)) ?? [])])
