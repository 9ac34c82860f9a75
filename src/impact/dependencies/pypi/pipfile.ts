import { comparedName } from '../../versions/purl.ts'
import { listIn, readObject, textIn } from '../formats/json.ts'
import { readToml } from '../formats/toml.ts'
import type { Scope } from '../project.ts'
import type { Locked } from '../reached.ts'
import type { PythonAsk } from './ask.ts'
import { namedPackages, type PythonLock } from './lock.ts'
import { pinned, sourceIn } from './pyproject.ts'
import { isRecord, tableIn } from '../../values.ts'

/** What else stands in a Pipfile are groups of packages. */
const settings = new Set(['source', 'requires', 'scripts', 'pipenv', 'pipfile', 'build-system'])

/** What a Pipfile asks for: https://pipenv.pypa.io/en/latest/pipfile.html. Null for what is no TOML. */
export function readPipfile(text: string, path: string): PythonAsk[] | null {
  const read = readToml(text)
  if (read === null) return null
  const groups = Object.keys(read.value).filter((group) => !settings.has(group))
  return groups.flatMap((group) => Object.entries(tableIn(read.value[group])).map(([key, entry]): PythonAsk => {
    const table = tableIn(entry)
    const range = textIn(entry) ?? textIn(table['version'])
    return {
      name: comparedName('pypi', key), extras: listIn(table['extras']).map((extra) => comparedName('pypi', extra)), range: range ?? sourceIn(table), version: pinned(range),
      scope: group === 'packages' ? 'runtime' : 'dev', at: { path, line: read.lineOf(group, key) },
    }
  }))
}

/** Pipfile.lock, which has groups of packages, and does not tell who asks for what. Null for what is none. */
export function readPipfileLock(text: string, path: string): PythonLock | null {
  const read = readObject(text)
  if (read === null || !isRecord(read.value['_meta'])) return null
  const groups = Object.entries(read.value).filter(([group, value]) => group !== '_meta' && isRecord(value))
  const packages = groups.flatMap(([group, value]) => {
    const from = read.lineOf(group)
    return Object.entries(tableIn(value)).map(([name, about]) => ({ name: comparedName('pypi', name), version: versionIn(about), group, at: { path, line: read.lineOf(name, from) } }))
  })
  const once = [...Map.groupBy(packages, ({ name, version }) => `${name} ${version}`).values()].flatMap(([first]) => first ?? [])
  const named = namedPackages(once)
  return {
    packages: once.map(({ name, version, at }): Locked => ({ name, version, at, requires: [] })), tellsEdges: false,
    dev: new Set(once.flatMap(({ group }, place) => (scopeOf(group) === 'dev' ? [place] : []))),
    owns: (folder) => folder === '', knows: (folder) => folder === '', find: ({ name, range }) => named.byRange(name, range),
  }
}

const scopeOf = (group: string): Scope => (group === 'default' ? 'runtime' : 'dev')

const versionIn = (about: unknown) => textIn(tableIn(about)['version'])?.replace(/^={2,3}\s*/, '') ?? null
