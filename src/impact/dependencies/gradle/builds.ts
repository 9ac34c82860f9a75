import type { ManifestFiles } from '../project.ts'
import { readCatalog, type Catalog } from './catalog.ts'
import { createScripts, type Script } from './scripts.ts'
import { settingsIn, type Settings } from './settings.ts'
import { readProperties } from './values.ts'

/** The projects that one settings.gradle brings together, or one alone. */
export interface Build {
  /** Its folder, with its slash. */
  root: string
  settings: Settings
  catalogs: ReadonlyMap<string, Catalog>
}

/** What is found in a tree. */
export interface Builds {
  /** Folders with a script for them, or of which a settings.gradle speaks, and what they are built by. */
  folders: ReadonlyMap<string, Build>
  /** The script of a folder. */
  scriptOf(folder: string): Script | null
  script(path: string): Script | null
  /** A plugin that is a script of the tree. */
  convention(plugin: string): Script | null
  /** Constants for scripts. */
  constants: readonly Script[]
  propertiesOf(folder: string): ReadonlyMap<string, string>
  unreadable: ReadonlyMap<string, string>
}

const settingsName = /(?:^|\/)settings\.gradle(?:\.kts)?$/
const conventionName = /(?:^|\/)src\/main\/(?:kotlin|groovy|java)\/(?:.*\/)?([^/]+)\.gradle(?:\.kts)?$/
const constantsName = /(?:^|\/)buildSrc\/src\/main\/(?:kotlin|java)\/.*\.kt$/
const scriptName = /\.gradle(?:\.kts)?$/

/** What readers of Gradle look at, other than lockfiles. */
export const isOfGradle = (path: string): boolean => scriptName.test(path) || constantsName.test(path) || /(?:^|\/)gradle\.properties$|\.versions\.toml$/.test(path)

export function findBuilds(files: ManifestFiles): Builds {
  const script = createScripts(files)
  const unreadable = new Map<string, string>()
  const conventions = new Map<string, string>()
  for (const path of files.paths) {
    const name = conventionName.exec(path)?.[1]
    if (name !== undefined && !conventions.has(name)) conventions.set(name, path)
  }
  const builds = buildsIn(files, script, unreadable)
  const scripts = scriptsOfFolders(files.paths)
  const folders = new Map([...scripts.keys()].map((folder) => [folder, buildOf(folder, builds)]))
  for (const build of builds.values()) for (const folder of build.settings.folders.values()) if (!folders.has(folder)) folders.set(folder, build)
  const all = new Set(files.paths)
  const properties = new Map<string, ReadonlyMap<string, string>>()
  return {
    folders, script, unreadable,
    scriptOf: (folder) => script(scripts.get(folder) ?? ''),
    convention: (plugin) => script(conventions.get(plugin) ?? ''),
    constants: files.paths.filter((path) => constantsName.test(path)).flatMap((path) => script(path) ?? []),
    propertiesOf(folder) {
      const path = `${folder}gradle.properties`
      const known = properties.get(folder) ?? readProperties((all.has(path) ? files.text(path) : null) ?? '')
      properties.set(folder, known)
      return known
    },
  }
}

function buildsIn(files: ManifestFiles, script: (path: string) => Script | null, unreadable: Map<string, string>): Map<string, Build> {
  const builds = new Map<string, Build>()
  const catalogAt = (path: string): Catalog | null => {
    const text = files.text(path)
    const catalog = text === null ? null : readCatalog(text)
    if (text !== null && catalog === null) unreadable.set(path, 'This is no version catalog that can be read: it is no TOML.')
    return catalog
  }
  const tomls = Map.groupBy(files.paths.filter((path) => path.endsWith('.versions.toml')), (path) => path.slice(0, path.lastIndexOf('/') + 1))
  for (const path of files.paths.filter((each) => settingsName.test(each)).toSorted((a, b) => a.length - b.length)) {
    const root = path.slice(0, path.lastIndexOf('/') + 1)
    const settings = settingsIn(script(path)?.statements ?? [], root)
    const catalogs = new Map((tomls.get(`${root}gradle/`) ?? []).map((each) => [each.slice(root.length + 'gradle/'.length, -'.versions.toml'.length), [catalogAt(each)]]))
    for (const [name, { catalog, files: others }] of settings.catalogs) catalogs.set(name, [catalog, ...(others.length === 0 ? (catalogs.get(name) ?? []) : others.map(catalogAt))])
    const around = root === '' ? null : buildOf(above(root), builds) // plugins hand its catalogs to builds within
    builds.set(root, { root, settings, catalogs: new Map([...(around?.catalogs ?? []), ...[...catalogs].map(([name, parts]) => [name, together(parts)] as const)]) })
  }
  return builds
}

/** What comes first counts. */
function together(parts: readonly (Catalog | null)[]): Catalog {
  const read = parts.filter((part) => part !== null).toReversed()
  return {
    libraries: new Map(read.flatMap(({ libraries }) => [...libraries])),
    bundles: new Map(read.flatMap(({ bundles }) => [...bundles])),
    versions: new Map(read.flatMap(({ versions }) => [...versions])),
    plugins: new Map(read.flatMap(({ plugins }) => [...plugins])),
  }
}

/** build.gradle, or a script that is called as its folder, which some projects prefer. */
function scriptsOfFolders(paths: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const path of paths) {
    const at = path.lastIndexOf('/') + 1
    const [folder, name] = [path.slice(0, at), path.slice(at).replace(/\.kts$/, '')]
    if (conventionName.test(path) || !name.endsWith('.gradle')) continue
    if (name === 'build.gradle') found.set(folder, path)
    else if (folder.split('/').at(-2) === name.slice(0, -'.gradle'.length) && !found.has(folder)) found.set(folder, path)
  }
  return found
}

/** Of the nearest settings.gradle above; one without has a build of its own. */
function buildOf(folder: string, builds: ReadonlyMap<string, Build>): Build {
  for (let each = folder; ; each = above(each)) {
    const found = builds.get(each)
    if (found) return found
    if (each === '') return aloneIn(folder)
  }
}

/** The folder around a folder. */
export const above = (folder: string): string => folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1)

/** The build of a project without a settings.gradle. */
export const aloneIn = (folder: string): Build => ({ root: folder, settings: { folders: new Map(), paths: new Map(), accessors: new Map(), catalogs: new Map() }, catalogs: new Map() })
