import semver from 'semver'
import { readBlockYaml, type YamlNode } from '../formats/block-yaml.ts'
import { splitAtRange, type Ask, type Lock } from './lock.ts'

/**
 * What packages ask for besides, as a project's `.yarnrc.yml` corrects them: https://yarnpkg.com/configuration/yarnrc#packageExtensions. The
 * lockfile has what they get, and does not say that they ask for it; Yarn also makes corrections of its own, which stand nowhere in a tree.
 */
export function withExtensions(lock: Lock, settings: string): Lock {
  const extensions = readBlockYaml(settings)?.children.get('packageExtensions')?.children
  const packages = extensions ? lock.packages.map((each) => ({ ...each, asks: [...each.asks, ...asksOf(each, extensions)] })) : lock.packages
  const extended = { ...lock, packages }
  const places = unreached(extended)
  return places.length === 0 ? extended : { ...extended, rest: { places, reason: `Who asks for ${places.length} of its packages is not told: Yarn has corrections of its own for what some packages ask for.` } }
}

function asksOf({ name, version }: { name: string; version: string | null }, extensions: ReadonlyMap<string, YamlNode>): Ask[] {
  const own = extensions.size > maxExtensions ? [] : [...extensions].filter(([pattern]) => pattern.startsWith(`${name}@`) && satisfies(version, splitAtRange(pattern)[1]))
  return own.flatMap(([, node]) => [...(node.children.get('dependencies')?.children ?? [])].map(([ask, { text }]) => ({ name: ask, range: text, isOptional: false })))
}

/** More are made to take long. */
const maxExtensions = 500

const satisfies = (version: string | null, range: string) => version !== null && semver.satisfies(version, range, { loose: true, includePrerelease: true })

/** Places of what no project of the workspace reaches, unless another place with the same version is reached: what is patched stands there twice. */
function unreached({ packages, resolve }: Lock): number[] {
  const reached = new Set(packages.flatMap(({ workspace }, place) => (workspace === undefined ? [] : [place])))
  for (const place of reached) {
    for (const { name, range } of packages[place]?.asks ?? []) {
      const to = resolve(place, '', name, range)
      if (to >= 0) reached.add(to)
    }
  }
  const keyOf = (place: number) => `${packages[place]?.name}@${packages[place]?.version}`
  const known = new Set([...reached].map(keyOf))
  return [...packages.keys()].filter((place) => !reached.has(place) && packages[place]?.version !== null && known.size < known.add(keyOf(place)).size)
}
