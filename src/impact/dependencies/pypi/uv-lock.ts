import { comparedName } from '../../versions/purl.ts'
import { listIn, textIn } from '../formats/json.ts'
import { readToml } from '../formats/toml.ts'
import { folderFrom } from '../folders.ts'
import type { Locked } from '../reached.ts'
import { extraKey, namedPackages, withExtras, type PythonLock } from './lock.ts'
import { elementsOf, isRecord, tableIn } from '../../values.ts'

type Table = Readonly<Record<string, unknown>>

/** What a package asks for: with a version only where there are several. */
interface Edge {
  name: string
  version: string | null
  extras: readonly string[]
}

/** uv.lock, which has the projects of its workspace too: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile. Null for what is none. */
export function readUvLock(text: string, path: string): PythonLock | null {
  const read = readToml(text)
  if (read === null || typeof read.value['version'] !== 'number') return null
  const tables = elementsOf(read.value['package']).flatMap((value, place) => (isRecord(value) && typeof value['name'] === 'string' ? [{ value, line: read.lineOf('package', place) }] : []))
  const packages = tables.map(({ value, line }) => ({ name: nameIn(value), version: textIn(value['version']), at: { path, line } }))
  const named = namedPackages(packages)
  const extras = new Map<string, number>()
  const optional = tables.flatMap(({ value }, place) => Object.entries(tableIn(value['optional-dependencies'])).map(([extra, edges]) => ({ place, extra, edges: edgesIn(edges) })))
  for (const [at, { place, extra }] of optional.entries()) extras.set(extraKey(place, comparedName('pypi', extra)), packages.length + at)
  const resolve = ({ name, version, extras: wanted }: Edge) => withExtras(named.byVersion(name, version), wanted, extras)
  const locked: Locked[] = tables.flatMap(({ value }, place) => ({ ...locatedAt(packages, place), requires: edgesIn(value['dependencies']).flatMap(resolve) }))
  const shared = new Set(listIn(tableIn(read.value['manifest'])['members']).map((name) => comparedName('pypi', name)))
  const members = new Map(tables.flatMap(({ value }) => memberOf(value)))
  return {
    packages: [...locked, ...optional.map(({ place, edges }) => ({ ...locatedAt(packages, place), extraOf: place, requires: edges.flatMap(resolve) }))],
    tellsEdges: true, owns: (folder) => folder === '' || (members.has(folder) && shared.has(members.get(folder)?.name ?? '')), knows: (folder) => members.has(folder),
    find: ({ name, extras: wanted }, folder) => [...new Set((members.get(folder)?.asks.get(name) ?? []).flatMap((edge) => resolve({ ...edge, extras: [...edge.extras, ...wanted] })))],
  }
}

const nameIn = (table: Table) => comparedName('pypi', textIn(table['name']) ?? '')

function locatedAt<T extends { name: string; version: string | null; at: Locked['at'] }>(packages: readonly T[], place: number): Pick<Locked, 'name' | 'version' | 'at'> {
  const { name, version, at } = packages[place] ?? { name: '', version: null, at: { path: '', line: 1 } }
  return { name, version, at }
}

const edgesIn = (value: unknown): Edge[] => elementsOf(value).filter(isRecord).map((table) => ({ name: nameIn(table), version: textIn(table['version']), extras: listIn(table['extra']).map((extra) => comparedName('pypi', extra)) }))

/** By its folder: everything that a project asks for, by name. */
function memberOf(value: Table): [string, { name: string; asks: ReadonlyMap<string, Edge[]> }][] {
  const source = tableIn(value['source'])
  const folder = folderFrom('', textIn(source['editable']) ?? textIn(source['virtual']) ?? textIn(source['directory']) ?? '/')
  if (folder === null) return []
  const groups = [value['dependencies'], ...['optional-dependencies', 'dev-dependencies'].flatMap((section) => Object.values(tableIn(value[section])))]
  return [[folder, { name: nameIn(value), asks: Map.groupBy(groups.flatMap(edgesIn), ({ name }) => name) }]]
}
