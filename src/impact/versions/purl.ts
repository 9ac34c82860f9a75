import { PackageURL } from 'packageurl-js'
import type { Ecosystem } from '../dependencies/project.ts'

/** What stands between namespace and name in the names of an ecosystem. */
const separators: Record<Ecosystem, string> = { npm: '/', golang: '/', maven: ':', pypi: '', cargo: '', gem: '', nuget: '', composer: '/' }

/** A package as a package URL: https://github.com/package-url/purl-spec. */
export function purlOf({ ecosystem, name, version }: { ecosystem: Ecosystem; name: string; version: string | null }): string {
  const separator = separators[ecosystem]
  const at = separator === '' ? -1 : name.lastIndexOf(separator)
  const [namespace, last] = at <= 0 || at === name.length - 1 ? [undefined, name] : [name.slice(0, at), name.slice(at + 1)]
  try {
    return new PackageURL(ecosystem, namespace, last, version ?? undefined, undefined, undefined).toString()
  } catch {
    return `pkg:${ecosystem}/${encodeURIComponent(name)}${version === null ? '' : `@${encodeURIComponent(version)}`}` // a name that no registry takes
  }
}

/** The package that a URL names, by the name that its ecosystem compares; or in words why it names none. */
export function parsePurl(text: string): { ecosystem: Ecosystem; name: string; version: string | null } | { issue: string } {
  try {
    const { type = '', namespace, name = '', version } = PackageURL.fromString(text.trim())
    if (!isEcosystem(type)) return { issue: `packages of the type ${type} are not read here; known are ${Object.keys(separators).join(', ')}` }
    return { ecosystem: type, name: comparedName(type, namespace ? `${namespace}${separators[type]}${name}` : name), version: version ?? null }
  } catch {
    return { issue: 'it is no package URL such as pkg:npm/event-stream or pkg:maven/org.apache.logging.log4j/log4j-core' }
  }
}

const isEcosystem = (type: string): type is Ecosystem => Object.hasOwn(separators, type)

/** A name as its registry compares it: PyPI takes runs of `-`, `_` and `.` for one (PEP 503); NuGet and Packagist know no case. */
export function comparedName(ecosystem: Ecosystem, name: string): string {
  if (ecosystem === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-')
  return ecosystem === 'nuget' || ecosystem === 'composer' ? name.toLowerCase() : name
}
