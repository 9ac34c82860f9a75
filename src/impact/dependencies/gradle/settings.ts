import { posix } from 'node:path'
import { accessor, type Catalog } from './catalog.ts'
import { bracketed, isBlock, isMark, isText, isWord, splitAtCommas, type Block, type Item, type Statement } from './script.ts'

/** What a settings.gradle says of the projects of a build: https://docs.gradle.org/current/userguide/multi_project_builds.html. */
export interface Settings {
  /** The folders of its projects by their paths, `:a:b` in `a/b/` unless told otherwise. */
  folders: ReadonlyMap<string, string>
  /** The other way round. */
  paths: ReadonlyMap<string, string>
  /** The folders by how Kotlin names their projects: `:core:data-test` is `projects.core.dataTest`. */
  accessors: ReadonlyMap<string, string>
  /** Catalogs that are declared here, by name. */
  catalogs: ReadonlyMap<string, DeclaredCatalog>
}

export interface DeclaredCatalog {
  catalog: Catalog
  /** Paths of files that it takes over. */
  files: readonly string[]
}

/** `folder` is where it lies, with its slash. */
export function settingsIn(statements: readonly Statement[], folder: string): Settings {
  const folders = new Map<string, string>()
  for (const { items } of flattened(statements)) {
    for (const path of includedBy(items)) if (!folders.has(path)) folders.set(path, `${folder}${path.slice(1).replaceAll(':', '/')}/`)
    const moved = movedBy(items)
    if (moved) folders.set(moved.path, `${posix.join(folder, moved.to)}/`)
  }
  const entries = [...folders]
  return {
    folders, catalogs: catalogsIn(statements, folder),
    paths: new Map(entries.map(([path, of]) => [of, path])),
    accessors: new Map(entries.map(([path, of]) => [accessorOf(path), of])),
  }
}

function includedBy(items: readonly Item[]): string[] {
  const [first] = items
  return isWord(first) && first.text === 'include' ? items.filter(isText).flatMap(({ text }) => withParents(text)) : []
}

const camel = (part: string) => part.replace(/[-_.](.)/g, (_, letter: string) => letter.toUpperCase())
const accessorOf = (path: string) => path.slice(1).split(':').map(camel).join('.')

/** What stands in blocks too, such as of a condition. */
function flattened(statements: readonly Statement[]): Statement[] {
  const all = [...statements]
  for (const { items } of all) for (const item of items) if (isBlock(item)) for (const statement of item.statements) all.push(statement)
  return all
}

/** A project makes those above it: `a:b:c` is below `:a:b`, which is below `:a`. */
function withParents(written: string): string[] {
  const names = written.split(':').filter(Boolean).slice(0, 20)
  return names.map((_, at) => `:${names.slice(0, at + 1).join(':')}`)
}

/** `project(':a').projectDir = file('b')` */
function movedBy(items: readonly Item[]): { path: string; to: string } | null {
  const [project, , path] = items
  const texts = items.slice(3).filter(isText)
  const isMove = isWord(project) && project.text === 'project' && items.some((item) => isWord(item) && item.text === 'projectDir') && items.some((item) => isMark(item, '='))
  const to = texts.at(-1)?.text.replace(/^\$\{?(?:rootDir|settingsDir|rootProject\.projectDir)\}?\//, '')
  return isMove && isText(path) && to !== undefined && texts.length === 1 && !to.includes('$') && !to.startsWith('/') ? { path: path.text, to } : null
}

function catalogsIn(statements: readonly Statement[], folder: string): Map<string, DeclaredCatalog> {
  const blocks = flattened(statements).filter(({ items }) => isWord(items[0]) && items[0].text === 'versionCatalogs').flatMap(({ items }) => items.filter(isBlock))
  const found = new Map<string, DeclaredCatalog>()
  for (const { items } of blocks.flatMap((block) => block.statements)) {
    const name = items.find(isText)?.text ?? (isWord(items[0]) ? items[0].text : null)
    const body = items.find(isBlock)
    if (name !== null && body) found.set(name, catalogIn(body, folder))
  }
  return found
}

/** `library('alias', 'g:a:v')`, `library('alias', 'g', 'a').versionRef('v')`, `version('v', '1')`, `bundle('b', ['alias'])`, `from(files('x.toml'))`. */
function catalogIn(body: Block, folder: string): DeclaredCatalog {
  const [libraries, bundles, versions, plugins, files] = [new Map<string, string>(), new Map<string, string[]>(), new Map<string, string>(), new Map<string, string>(), [] as string[]]
  for (const { items } of body.statements) {
    const [head] = items
    const texts = items.filter(isText).map(({ text }) => text)
    const count = splitAtCommas(bracketed(items.slice(1))?.inner ?? items.slice(1)).length
    const [alias = '', second = '', third = '', fourth = ''] = texts
    const kind = isWord(head) ? head.text : ''
    if (kind === 'from') for (const path of texts) files.push(posix.join(folder, path))
    if (kind === 'version' && texts.length === 2) versions.set(accessor(alias), second)
    if (kind === 'plugin') plugins.set(accessor(alias), second)
    if (kind === 'bundle') bundles.set(accessor(alias), texts.slice(1).map(accessor))
    if (kind === 'library' && count === 2) libraries.set(accessor(alias), second)
    if (kind === 'library' && count === 3) libraries.set(accessor(alias), [second, third, ...versionBehind(items, fourth, versions)].join(':'))
  }
  return { catalog: { libraries, bundles, versions, plugins }, files }
}

function versionBehind(items: readonly Item[], text: string, versions: ReadonlyMap<string, string>): string[] {
  const says = (word: string) => items.some((item) => isWord(item) && item.text === word)
  const version = says('versionRef') ? versions.get(accessor(text)) : says('version') ? text : undefined
  return version === undefined ? [] : [version]
}
