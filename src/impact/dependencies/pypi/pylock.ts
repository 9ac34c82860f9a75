import { comparedName } from '../../versions/purl.ts'
import { textIn } from '../formats/json.ts'
import { readToml } from '../formats/toml.ts'
import type { Locked } from '../reached.ts'
import { namedPackages, type PythonLock } from './lock.ts'
import { elementsOf, isRecord } from '../../values.ts'

/** pylock.toml of PEP 751, which need not tell who asks for what: https://packaging.python.org/en/latest/specifications/pylock-toml/. Null for what is none. */
export function readPylock(text: string, path: string): PythonLock | null {
  const read = readToml(text)
  if (read === null || read.value['lock-version'] === undefined) return null
  const tables = elementsOf(read.value['packages']).flatMap((value, place) => (isRecord(value) && typeof value['name'] === 'string' ? [{ value, line: read.lineOf('packages', place) }] : []))
  const packages = tables.map(({ value, line }) => ({ name: comparedName('pypi', textIn(value['name']) ?? ''), version: textIn(value['version']), at: { path, line } }))
  const named = namedPackages(packages)
  const edges = tables.map(({ value }) => elementsOf(value['dependencies']).filter(isRecord).flatMap((edge) => named.byVersion(comparedName('pypi', textIn(edge['name']) ?? ''), textIn(edge['version']))))
  const dev = tables.flatMap(({ value }, place) => (isOfGroup.test(textIn(value['marker']) ?? '') ? [place] : []))
  return {
    dev: new Set(dev),
    packages: packages.map((each, place): Locked => ({ ...each, requires: edges[place] ?? [] })),
    tellsEdges: edges.some(({ length }) => length > 0), owns: (folder) => folder === '', knows: (folder) => folder === '', find: ({ name, range }) => named.byRange(name, range),
  }
}

/** Asked for by a group of dependencies or by an extra of the project alone. */
const isOfGroup = /(?:^|\(|and )\s?(?:'[^']*'|"[^"]*") in dependency_groups/
