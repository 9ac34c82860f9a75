import { comparedName } from '../../versions/purl.ts'
import { listIn, textIn } from '../formats/json.ts'
import { readToml } from '../formats/toml.ts'
import type { Locked } from '../reached.ts'
import { extraKey, namedPackages, withExtras, type PythonLock } from './lock.ts'
import { parseRequirement } from './requirement.ts'
import { elementsOf, isRecord } from '../../values.ts'

/** pdm.lock, in which a package with extras stands once more: https://pdm-project.org/en/latest/usage/lockfile/. Null for what is none. */
export function readPdmLock(text: string, path: string): PythonLock | null {
  const read = readToml(text)
  if (read === null || read.value['metadata'] === undefined) return null
  const packages = elementsOf(read.value['package']).flatMap((value, place) => {
    if (!isRecord(value) || typeof value['name'] !== 'string') return []
    const extras = listIn(value['extras']).map((extra) => comparedName('pypi', extra))
    return [{ name: comparedName('pypi', value['name']), version: textIn(value['version']), extras, asks: listIn(value['dependencies']), at: { path, line: read.lineOf('package', place) } }]
  })
  const bases = packages.flatMap(({ extras }, place) => (extras.length === 0 ? [place] : []))
  const named = namedPackages(bases.flatMap((place) => packages[place] ?? []))
  const baseOf = ({ name, version }: { name: string; version: string | null }) => bases[named.byVersion(name, version)[0] ?? -1]
  const extraPlaces = new Map<string, number>()
  for (const [place, package_] of packages.entries()) for (const extra of package_.extras) extraPlaces.set(extraKey(baseOf(package_) ?? -1, extra), place)
  const find: PythonLock['find'] = ({ name, range, extras }) => withExtras(named.byRange(name, range).flatMap((at) => bases[at] ?? []), extras, extraPlaces)
  const locked = packages.map((package_): Locked => {
    const { name, version, at, extras, asks } = package_
    const base = extras.length === 0 ? undefined : baseOf(package_)
    return { name, version, at, requires: asks.flatMap((ask) => parseRequirement(ask) ?? []).flatMap((ask) => find(ask, '')), ...(base === undefined ? {} : { extraOf: base }) }
  })
  return { packages: locked, tellsEdges: true, owns: (folder) => folder === '', knows: (folder) => folder === '', find }
}
