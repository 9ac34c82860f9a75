import { readObject, textIn, type ReadObject } from '../formats/json.ts'
import type { Scope } from '../project.ts'
import type { Locked } from '../reached.ts'
import { packagesIn } from './manifest.ts'
import { isRecord } from '../../values.ts'

export interface ComposerLock {
  locked: Locked[]
  /** By place: whether it is for development alone. */
  scopes: Scope[]
  /** Places of what answers to a name: the package itself, or else those that say that they replace or provide it. */
  placesOf(name: string): readonly number[]
}

/**
 * composer.lock, and vendor/composer/installed.json, which says the same of what is installed:
 * https://getcomposer.org/doc/01-basic-usage.md#commit-your-composer-lock-file-to-version-control. Null for what is neither.
 */
export function readComposerLock(text: string, path: string): ComposerLock | null {
  const read = readObject(text.trimStart().startsWith('[') ? `{"packages":${text}}` : text) // Composer 1 wrote what is installed as an array
  if (!Array.isArray(read?.value['packages'])) return null
  const forDevelopment = new Set(listOf(read, 'dev-package-names').filter((each) => typeof each === 'string').map((name) => name.toLowerCase()))
  const packages = [...listOf(read, 'packages').filter(isRecord), ...listOf(read, 'packages-dev').filter(isRecord)].map(packageOf).filter((each) => each !== null)
  const developing = new Set(listOf(read, 'packages-dev'))
  const places = placesOf(packages)
  return {
    locked: packages.map(({ name, version, asks, written }) => ({ name, version, requires: [...new Set(asks.flatMap((ask) => places(ask)))], at: { path, line: read.lineOfText('name', written) } })),
    scopes: packages.map(({ name, from }) => (developing.has(from) || forDevelopment.has(name) ? 'dev' : 'runtime')),
    placesOf: places,
  }
}

const listOf = ({ value }: ReadObject, key: string): unknown[] => (Array.isArray(value[key]) ? value[key] : [])

interface Package {
  from: unknown
  name: string
  written: string
  version: string | null
  asks: string[]
  /** Names that it also answers to. */
  answers: string[]
}

function packageOf(from: Readonly<Record<string, unknown>>): Package | null {
  const written = textIn(from['name'])
  if (written === null) return null
  const namesIn = (section: string) => packagesIn(from[section]).map(([name]) => name)
  return { from, name: written.toLowerCase(), written, version: textIn(from['version']), asks: namesIn('require'), answers: [...namesIn('replace'), ...namesIn('provide')] }
}

/** For one name; more are made to take long. */
const maxAnswers = 20

function placesOf(packages: readonly Package[]): (name: string) => readonly number[] {
  const named = new Map(packages.map(({ name }, place) => [name, [place]]))
  const answering = new Map<string, number[]>()
  for (const [place, { answers }] of packages.entries()) {
    for (const name of answers) {
      const known = answering.get(name)
      if (known === undefined) answering.set(name, [place])
      else if (known.length < maxAnswers) known.push(place)
    }
  }
  return (name) => named.get(name) ?? answering.get(name) ?? []
}
