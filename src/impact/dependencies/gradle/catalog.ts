import { listIn, textIn } from '../formats/json.ts'
import { readToml } from '../formats/toml.ts'
import { isRecord, tableIn } from '../../values.ts'

/** What stands behind names such as `libs.junit.api`: https://docs.gradle.org/current/userguide/version_catalogs.html. */
export interface Catalog {
  /** By alias, with dots between its parts: `group:name:version`, or without a version. */
  libraries: ReadonlyMap<string, string>
  /** Aliases of libraries by alias. */
  bundles: ReadonlyMap<string, readonly string[]>
  versions: ReadonlyMap<string, string>
  /** The names of plugins by alias. */
  plugins: ReadonlyMap<string, string>
}

/** Null for what is no TOML. */
export function readCatalog(text: string): Catalog | null {
  const read = readToml(text)
  if (read === null) return null
  const versions = new Map(Object.entries(tableIn(read.value['versions'])).flatMap(([alias, value]) => versionIn(value).map((version) => [alias, version] as const)))
  const libraries = Object.entries(tableIn(read.value['libraries'])).flatMap(([alias, value]) => libraryIn(value, versions).map((library) => [accessor(alias), library] as const))
  return {
    libraries: new Map(libraries),
    bundles: new Map(Object.entries(tableIn(read.value['bundles'])).map(([alias, value]) => [accessor(alias), listIn(value).map(accessor)])),
    versions: new Map([...versions].map(([alias, version]) => [accessor(alias), version])),
    plugins: new Map(Object.entries(tableIn(read.value['plugins'])).flatMap(([alias, value]) => pluginIn(value).map((id) => [accessor(alias), id] as const))),
  }
}

/** As scripts write an alias. */
export const accessor = (alias: string) => alias.replace(/[-_]/g, '.')

/** A version alone, or the most binding of a rich one. */
function versionIn(value: unknown): string[] {
  const table = tableIn(value)
  const version = textIn(value) ?? textIn(table['strictly']) ?? textIn(table['require']) ?? textIn(table['prefer'])
  return version === null ? [] : [version]
}

/** `id:version`, or a table. */
function pluginIn(value: unknown): string[] {
  const id = textIn(value)?.split(':')[0] ?? textIn(tableIn(value)['id'])
  return id === null ? [] : [id]
}

function libraryIn(value: unknown, versions: ReadonlyMap<string, string>): string[] {
  if (typeof value === 'string') return [value]
  if (!isRecord(value)) return []
  const module = textIn(value['module']) ?? `${textIn(value['group'])}:${textIn(value['name'])}`
  const { version } = value
  const named = isRecord(version) ? textIn(version['ref']) : null
  const found = named === null ? versionIn(version)[0] : versions.get(named)
  return [found === undefined ? module : `${module}:${found}`]
}
