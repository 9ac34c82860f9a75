import { readBlockYaml, type YamlNode } from '../formats/block-yaml.ts'
import { textsIn } from '../formats/json.ts'
import { isRecord } from '../../values.ts'

/** By catalog and name: the ranges that `catalog:` and `catalog:NAME` stand for. */
export type Catalogs = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Of a pnpm-workspace.yaml or .yarnrc.yml: https://pnpm.io/catalogs, https://yarnpkg.com/features/catalogs. */
export function readCatalogs(text: string): Catalogs {
  const root = readBlockYaml(text)?.children
  const rangesIn = (node: YamlNode) => new Map([...node.children].map(([name, { text: range }]) => [name, range]))
  const catalogs = new Map([...(root?.get('catalogs')?.children ?? [])].map(([name, node]) => [name, rangesIn(node)]))
  const single = root?.get('catalog')
  return single ? catalogs.set('default', rangesIn(single)) : catalogs
}

/** Of a package.json, among its workspaces or beside them: https://bun.com/docs/pm/catalogs. */
export function catalogsIn(manifest: Readonly<Record<string, unknown>>): Catalogs {
  const places = [manifest, manifest['workspaces']].filter(isRecord)
  const named = places.flatMap(({ catalogs }) => (isRecord(catalogs) ? Object.entries(catalogs) : []))
  const single = places.map(({ catalog }) => ['default', catalog] as const).filter(([, catalog]) => isRecord(catalog))
  return new Map([...named, ...single].map(([name, ranges]) => [name, new Map(textsIn(ranges))]))
}

export const isOfCatalog = (range: string): boolean => range.startsWith('catalog:')

/** The range that is meant; any other as it is. */
export const rangeMeant = (range: string, name: string, catalogs: Catalogs): string =>
  isOfCatalog(range) ? (catalogs.get(range.slice('catalog:'.length) || 'default')?.get(name) ?? range) : range
