import { comparedName } from '../../versions/purl.ts'
import { listIn, textIn } from '../formats/json.ts'
import { readToml } from '../formats/toml.ts'
import type { Locked } from '../reached.ts'
import { extraKey, namedPackages, withExtras, type PythonLock } from './lock.ts'
import { parseRequirement } from './requirement.ts'
import { elementsOf, isRecord, tableIn } from '../../values.ts'

interface Edge {
  name: string
  range: string | null
  extras: readonly string[]
  /** Whether only extras ask for it. */
  isOptional: boolean
}

/** poetry.lock: https://python-poetry.org/docs/basic-usage/#installing-with-poetrylock. Null for what is none. */
export function readPoetryLock(text: string, path: string): PythonLock | null {
  const read = readToml(text)
  if (read === null || (read.value['package'] === undefined && read.value['metadata'] === undefined)) return null
  const tables = elementsOf(read.value['package']).flatMap((value, place) => (isRecord(value) && typeof value['name'] === 'string' ? [{ value, line: read.lineOf('package', place) }] : []))
  const packages = tables.map(({ value, line }) => ({ name: comparedName('pypi', textIn(value['name']) ?? ''), version: textIn(value['version']), at: { path, line } }))
  const named = namedPackages(packages)
  const extras = new Map<string, number>()
  const optional = tables.flatMap(({ value }, place) => Object.entries(tableIn(value['extras'])).map(([extra, asks]) => ({ place, extra, asks: listIn(asks).flatMap((ask) => parseRequirement(ask) ?? []) })))
  for (const [at, { place, extra }] of optional.entries()) extras.set(extraKey(place, comparedName('pypi', extra)), packages.length + at)
  const find: PythonLock['find'] = ({ name, range, extras: wanted }) => withExtras(named.byRange(name, range), wanted, extras)
  const edges = tables.map(({ value }) => edgesIn(value['dependencies']))
  const base: Locked[] = packages.map((each, place) => ({ ...each, requires: (edges[place] ?? []).filter(({ isOptional }) => !isOptional).flatMap((edge) => find(edge, '')) }))
  const extra: Locked[] = optional.flatMap(({ place, asks }) => {
    const known = packages[place]
    return known ? { ...known, extraOf: place, requires: asks.flatMap((ask) => find(ask, '')) } : []
  })
  return { packages: [...base, ...extra], tellsEdges: true, owns: (folder) => folder === '', knows: (folder) => folder === '', find }
}

/** A range, a table, or several of them for different platforms. */
const edgesIn = (dependencies: unknown): Edge[] =>
  Object.entries(tableIn(dependencies)).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((each: unknown): Edge => {
    const table = tableIn(each)
    return { name: comparedName('pypi', name), range: textIn(each) ?? textIn(table['version']), extras: listIn(table['extras']).map((extra) => comparedName('pypi', extra)), isOptional: table['optional'] === true }
  }))
