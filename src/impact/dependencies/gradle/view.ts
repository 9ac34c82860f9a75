import { posix } from 'node:path'
import { above, type Build, type Builds } from './builds.ts'
import { evaluate, type Lookup } from './values.ts'
import type { Declaration, Target } from './declarations.ts'
import { isMark, isWord, type Item } from './script.ts'
import type { Applied, Script } from './scripts.ts'

/** What the scripts of a build say to one of its projects. */
export interface View {
  folder: string
  /** `:a:b`; empty for the root. */
  path: string
  build: Build
  /** All that count, the nearest first. */
  scripts: readonly Script[]
  /** The names of plugins that it is built with. */
  plugins: readonly string[]
  declarations: readonly { declaration: Declaration; script: Script }[]
  /** Scripts that declare something for projects which they compute. */
  unplaced: readonly string[]
  lookup: Lookup
  /** What a name is set to where that is no text, such as a list. */
  listIn(name: string): readonly Item[] | null
  group: string | null
  version: string | null
}

interface Part {
  script: Script
  accepts(target: Target): boolean
}

/** More are made to take long. */
const maxParts = 200
/** Names that stand for names that stand for others are made to overflow a stack. */
const maxDepth = 30

export function viewOf(folder: string, build: Build, builds: Builds): View {
  const path = pathOf(folder, build)
  const folders = foldersAbove(folder, build.root)
  const parts: Part[] = []
  for (const [at, each] of folders.entries()) {
    const script = builds.scriptOf(each)
    const accepts = (target: Target) => target === 'all' || (at === 0 ? target === 'own' : target === 'below' || target === path)
    if (script) addParts(parts, { script, accepts }, { folder: each, build, builds })
  }
  const scripts = parts.map(({ script }) => script)
  const listIn = (name: string) => scripts.find(({ values }) => values.has(name))?.values.get(name)?.find(([first]) => isMark(first, '[')) ?? null
  const { lookup, about } = createLookup(parts, scripts, folders, build, builds)
  return {
    folder, path, build, scripts, lookup, listIn, group: about('group'), version: about('version'),
    plugins: parts.flatMap(({ script, accepts }) => pluginsIn(script).filter(({ target }) => accepts(target)).map((applied) => pluginOf(applied, build))),
    unplaced: scripts.filter(({ declarations }) => declarations.some(({ target }) => target === null)).map((script) => script.path),
    declarations: parts.flatMap(({ script, accepts }) => script.declarations.filter(({ target }) => accepts(target)).map((declaration) => ({ declaration, script }))),
  }
}

function pathOf(folder: string, { root, settings }: Build): string {
  return settings.paths.get(folder) ?? (folder === root ? '' : `:${folder.slice(root.length, -1).replaceAll('/', ':')}`)
}

function foldersAbove(folder: string, root: string): string[] {
  const found = [folder]
  for (let each = folder; each !== root && each.startsWith(root) && found.length < maxParts; found.push(each)) each = above(each)
  return found
}

/** A script, and those that it applies to whom it speaks to. */
function addParts(parts: Part[], part: Part, at: { folder: string; build: Build; builds: Builds }): void {
  const open = [part]
  for (const each of open) {
    if (parts.length >= maxParts || parts.some(({ script }) => script === each.script)) continue
    parts.push(each)
    for (const applied of each.script.applied) {
      const script = appliedScript(applied, each.script, at)
      const isForThis = each.accepts(applied.target)
      if (script) open.push({ script, accepts: (target) => (isForThis ? target === 'own' || target === 'all' : part.accepts(target)) })
    }
  }
}

function appliedScript(applied: Applied, by: Script, { folder, build: { root }, build, builds }: { folder: string; build: Build; builds: Builds }): Script | null {
  const { kind, name, isFromRoot } = applied
  if (kind !== 'script') return builds.convention(pluginOf(applied, build))
  if (isFromRoot) return builds.script(posix.join(root, name))
  return builds.script(posix.join(folder, name)) ?? builds.script(posix.join(posix.dirname(by.path), name))
}

const pluginsIn = ({ applied }: Script) => applied.filter(({ kind }) => kind !== 'script')
const pluginOf = ({ kind, name }: Applied, build: Build): string => (kind === 'alias' ? (inCatalogs(name, build) ?? name) : name)

interface Names {
  lookup: Lookup
  about(field: 'group' | 'version'): string | null
}

function createLookup(parts: readonly Part[], scripts: readonly Script[], folders: readonly string[], build: Build, builds: Builds): Names {
  const known = new Map<string, string | null>()
  let depth = 0

  function lookup(name: string): string | null {
    const before = known.get(name)
    if (before !== undefined) return before
    known.set(name, null) // for what stands for itself
    depth++
    const found = depth > maxDepth ? null : find(name)
    depth--
    known.set(name, found)
    return found
  }

  function find(name: string): string | null {
    if (name === 'group' || name === 'version') return about(name)
    for (const script of [...scripts, ...builds.constants]) {
      const values = script.values.get(name)
      if (values) return single(values.map((value) => evaluate(value, lookup, script.isKotlin)))
    }
    for (const folder of folders) {
      const value = builds.propertiesOf(folder).get(name)
      if (value !== undefined) return value
    }
    return inCatalogs(name, build)
  }

  function about(field: 'group' | 'version'): string | null {
    for (const { script, accepts } of parts) {
      const values = script.about.filter((each) => each.field === field && accepts(each.target))
      if (values.length > 0) return single(values.map(({ value }) => evaluate(value, lookup, script.isKotlin)))
    }
    return folders.map((folder) => builds.propertiesOf(folder).get(field)).find((value) => value !== undefined) ?? null
  }

  return { lookup, about }
}

/** What is set in several ways is set under conditions. */
const single = (values: readonly (string | null)[]): string | null => (new Set(values).size === 1 ? (values[0] ?? null) : null)

/** `libs.versions.kotlin`, `libs.plugins.kotlin.pluginId` and `libs.junit.api` */
function inCatalogs(name: string, { catalogs }: Build): string | null {
  const [catalog, ...rest] = name.replace(/\.pluginId$/, '').split('.')
  const found = catalogs.get(catalog ?? '')
  if (rest[0] === 'plugins') return found?.plugins.get(rest.slice(1).join('.')) ?? null
  return found?.libraries.get(rest.join('.')) ?? (rest[0] === 'versions' ? (found?.versions.get(rest.slice(1).join('.')) ?? null) : null)
}

/** Plugins that the tree makes as programs: https://docs.gradle.org/current/userguide/java_gradle_plugin.html. */
export function pluginsMadeBy({ scripts: [script], lookup }: View): string[] {
  const makes = script?.statements.some(({ items: [first] }) => isWord(first) && first.text === 'gradlePlugin') ?? false
  return makes && script ? (script.values.get('id') ?? []).flatMap((value) => evaluate(value, lookup, script.isKotlin) ?? []) : []
}
