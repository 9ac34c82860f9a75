import * as pep440 from '@renovatebot/pep440'
import semver from 'semver'
import type { Ecosystem } from '../dependencies/project.ts'
import { compareComposer } from './composer.ts'
import { compareGem } from './gem.ts'
import { compareMaven } from './maven.ts'
import { compareNuget } from './nuget.ts'

type Compare = (a: string, b: string) => number | null

/** https://semver.org, with a `v` before it as Go has it; what stands behind a plus is no part of the order. */
const compareSemver: Compare = (a, b) => {
  const [x, y] = [semver.parse(a), semver.parse(b)]
  return x && y ? semver.compare(x, y) : null
}

/** PEP 440 */
const comparePython: Compare = (a, b) => (pep440.valid(a) && pep440.valid(b) ? pep440.compare(a, b) : null)

const compares: Record<Ecosystem, Compare> = {
  npm: compareSemver, cargo: compareSemver, golang: compareSemver, pypi: comparePython, maven: compareMaven, gem: compareGem, nuget: compareNuget, composer: compareComposer,
}

/** Longer ones are made to take long. */
const maxVersion = 256

/** Less than, equal to, or more than 0, as the first is older, the same, or newer by the rules of the ecosystem; null where one is no version. */
export const compareVersions = (ecosystem: Ecosystem, a: string, b: string): number | null =>
  a.length > maxVersion || b.length > maxVersion ? null : compares[ecosystem](a, b)
