import { folderFrom } from '../folders.ts'
import { listIn, textIn } from '../formats/json.ts'
import { readToml, type ReadToml } from '../formats/toml.ts'
import type { Scope } from '../project.ts'
import { isRecord, tableIn } from '../../values.ts'

type Table = Readonly<Record<string, unknown>>

/** What a Cargo.toml says: https://doc.rust-lang.org/cargo/reference/manifest.html. */
export interface CargoManifest {
  /** Null for a workspace that is no package itself. */
  package: CargoPackage | null
  workspace: CargoWorkspace | null
  asks: readonly CargoAsk[]
}

export interface CargoPackage {
  name: string
  version: string | null
  inheritsVersion: boolean
  /** Where its workspace lies, if not above it. */
  workspace: string | null
}

export interface CargoWorkspace {
  version: string | null
  /** What members may inherit, by the name they use. */
  dependencies: ReadonlyMap<string, Named>
  /** Folders, relative to its own. */
  members: readonly string[]
  exclude: readonly string[]
}

interface Named {
  /** The package's own, whatever it is called here. */
  name: string
  range: string | null
}

export interface CargoAsk extends Named {
  /** What it is called here. */
  key: string
  scope: Scope
  /** Whether those that depend on the package need it too, to run or to be built. */
  isForOthers: boolean
  /** Whether name and range are those of the workspace. */
  inherits: boolean
  line: number
}

/** A package in several of them is in the first. What is for building runs where it is built. */
const sections: readonly { name: string; scope: Scope; isForOthers: boolean }[] = [
  { name: 'dependencies', scope: 'runtime', isForOthers: true },
  ...['build-dependencies', 'build_dependencies'].map((name) => ({ name, scope: 'dev' as const, isForOthers: true })),
  ...['dev-dependencies', 'dev_dependencies'].map((name) => ({ name, scope: 'dev' as const, isForOthers: false })),
]

/** Null for what is no TOML. */
export function readCargoManifest(text: string): CargoManifest | null {
  const read = readToml(text)
  return read && { package: packageOf(read.value), workspace: workspaceOf(read.value), asks: asksOf(read) }
}

/** Those of every target too: what runs where is not told apart. */
function asksOf({ value, lineOf }: ReadToml): CargoAsk[] {
  const isOn = onByDefault(tableIn(value['features']))
  const asks = new Map<string, CargoAsk>()
  const prefixes = [[], ...Object.keys(tableIn(value['target'])).map((target) => ['target', target])]
  for (const section of sections) {
    for (const path of prefixes.map((prefix) => [...prefix, section.name])) {
      for (const [key, entry] of Object.entries(tableAt(value, path))) {
        const ask = askOf({ key, entry, ...section, isOn: isOn(key), line: lineOf(...path, key) })
        const place = [key, ask.name, ask.range].join('\0')
        const known = asks.get(place)
        if (!known || rank[ask.scope] < rank[known.scope]) asks.set(place, ask)
      }
    }
  }
  return [...asks.values()]
}

const rank: Record<Scope, number> = { runtime: 0, optional: 1, dev: 2 }

const tableAt = (value: Table, path: readonly string[]) => path.reduce<Table>((within, key) => tableIn(Object.hasOwn(within, key) ? within[key] : null), value)

/** More of them are made to take long. */
const maxFolders = 1_000
const foldersIn = (value: unknown) => listIn(value).slice(0, maxFolders).flatMap((path) => folderFrom('', path) ?? [])

function askOf({ key, entry, scope, isForOthers, isOn, line }: { key: string; entry: unknown; scope: Scope; isForOthers: boolean; isOn: boolean; line: number }): CargoAsk {
  const table = tableIn(entry)
  const isOptional = scope === 'runtime' && table['optional'] === true && !isOn
  return { ...namedIn(key, entry), key, scope: isOptional ? 'optional' : scope, isForOthers, inherits: table['workspace'] === true, line }
}

function namedIn(key: string, entry: unknown): Named {
  if (typeof entry === 'string') return { name: key, range: entry }
  const table = tableIn(entry)
  const from = ['git', 'path'].flatMap((kind) => (typeof table[kind] === 'string' ? [`${kind}:${table[kind]}`] : []))[0] ?? null
  return { name: textIn(table['package']) ?? key, range: textIn(table['version']) ?? from }
}

function packageOf(value: Table): CargoPackage | null {
  const table = tableIn(value['package'] ?? value['project'])
  const name = textIn(table['name'])
  if (name === null) return null
  return { name, version: textIn(table['version']), inheritsVersion: tableIn(table['version'])['workspace'] === true, workspace: textIn(table['workspace']) }
}

function workspaceOf(value: Table): CargoWorkspace | null {
  if (!isRecord(value['workspace'])) return null
  const { dependencies, members, exclude, package: shared } = value['workspace']
  const named = Object.entries(tableIn(dependencies)).map(([key, entry]) => [key, namedIn(key, entry)] as const)
  return { version: textIn(tableIn(shared)['version']), dependencies: new Map(named), members: foldersIn(members), exclude: foldersIn(exclude) }
}

/** Whether an optional dependency is on unless its features are turned off: `name`, `dep:name` or `name/feature` within `default` or what that turns on. */
function onByDefault(features: Table): (key: string) => boolean {
  const on = new Set(['default'])
  for (const feature of on) {
    for (const each of Object.hasOwn(features, feature) ? listIn(features[feature]) : []) if (!each.includes('?')) on.add(each.replace(/^dep:/, '').split('/', 1)[0] ?? each)
  }
  return (key) => on.has(key)
}
