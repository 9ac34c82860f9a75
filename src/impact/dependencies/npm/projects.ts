import type { Dependency, Gap, ManifestFiles, Project, ProjectReader, Scope } from '../project.ts'
import type { Lock } from './lock.ts'
import { readManifest, type Asked, type Manifest } from './manifest.ts'
import { readPackageLock } from './package-lock.ts'
import { readYarnLock } from './yarn-lock.ts'

/** In the order in which one of several counts. Null: what it locks is not read. */
const lockReaders: readonly (readonly [string, ((text: string) => Lock | null) | null])[] = [
  ['npm-shrinkwrap.json', readPackageLock], ['package-lock.json', readPackageLock], ['yarn.lock', readYarnLock], ['pnpm-lock.yaml', null], ['bun.lock', null],
]
const names = new Set(['package.json', ...lockReaders.map(([name]) => name)])
const manifestName = 'package.json'

/** Projects of npm and Yarn: a folder with a package.json, and the lockfile beside it or, in a workspace, above it. */
export const npmProjects: ProjectReader = {
  ecosystem: 'npm',
  reads: (path) => names.has(path.slice(path.lastIndexOf('/') + 1)) && !/(^|\/)node_modules\//.test(path),
  read(files) {
    const all = new Set(files.paths)
    const locks = createLocks(files, all)
    return files.paths.filter((path) => path === manifestName || path.endsWith(`/${manifestName}`)).map((path) => readProject(path, files, locks))
  },
}

interface FoundLock {
  path: string
  /** Where it lies; with its slash. */
  folder: string
  /** Null where it cannot be read; then `reason` says why. */
  lock: Lock | null
  reason: string
}

/** Finds the lockfile of a project: in its folder, or in the nearest one above that speaks of it. Each is read once. */
function createLocks(files: ManifestFiles, all: ReadonlySet<string>): (folder: string) => FoundLock | null {
  const read = new Map<string, FoundLock | null>()
  const lockIn = (folder: string): FoundLock | null => {
    const known = read.get(folder)
    if (known !== undefined) return known
    const named = lockReaders.find(([name]) => all.has(`${folder}${name}`))
    const found = named ? readLock(`${folder}${named[0]}`, folder, named[1], files) : null
    read.set(folder, found)
    return found
  }
  return (folder) => {
    for (let above = folder; ; above = above.slice(0, above.lastIndexOf('/', above.length - 2) + 1)) {
      const found = lockIn(above)
      if (found && (above === folder || found.lock === null || found.lock.knows(folder.slice(above.length)))) return found
      if (above === '') return null
    }
  }
}

function readLock(path: string, folder: string, reader: ((text: string) => Lock | null) | null, files: ManifestFiles): FoundLock {
  if (reader === null) return { path, folder, lock: null, reason: 'Lockfiles of this kind are not read; versions are not known.' }
  const text = files.text(path)
  const lock = text === null ? null : reader(text)
  return { path, folder, lock, reason: text === null ? '' : 'This is no lockfile that can be read; versions are not known.' }
}

function readProject(path: string, files: ManifestFiles, lockOf: (folder: string) => FoundLock | null): Project {
  const folder = path.slice(0, -manifestName.length)
  const text = files.text(path)
  const manifest = text === null ? null : readManifest(text)
  const found = lockOf(folder)
  const gaps: Gap[] = [...(text !== null && manifest === null ? [{ path, reason: 'This is no package.json: it is not a JSON object.' }] : []), ...(found && found.reason !== '' && found.lock === null ? [{ path: found.path, reason: found.reason }] : [])]
  const dependencies = manifest === null ? [] : found?.lock ? locked(manifest, found.lock, { path, lockPath: found.path, folder: folder.slice(found.folder.length) }) : manifest.asked.map((asked) => declared(asked, path))
  return {
    ecosystem: 'npm', folder, name: manifest?.name ?? null, version: manifest?.version ?? null, files: found ? [found.path, path].toSorted() : [path],
    dependencies, graph: found?.lock ? 'whole' : 'none', gaps,
  }
}

const declared = ({ name, range, scope, line }: Asked, path: string): Dependency => ({ name, version: null, range, scope, direct: true, requires: [], at: { path, line } })

interface Where {
  path: string
  lockPath: string
  /** Of the project, within that of the lockfile. */
  folder: string
}

const scopes: readonly Scope[] = ['runtime', 'optional', 'dev']

/** Everything that is reached from what the project asks for; by the most needed way, where there are several. */
function locked({ asked }: Manifest, lock: Lock, { path, lockPath, folder }: Where): Dependency[] {
  const places = new Map<number, number>()
  const dependencies: Dependency[] = []
  const direct = asked.map((each) => ({ ...each, at: lock.resolve(null, folder, each.name, each.range) }))
  const askedAt = new Map(direct.map((ask) => [ask.at, ask]))
  const add = (at: number, scope: Scope, ask: Asked | null): void => {
    const { name, version, line } = lock.packages[at] ?? { name: '', version: null, line: 1 }
    places.set(at, dependencies.length)
    dependencies.push({ name, version, range: ask?.range ?? null, scope, direct: ask !== null, requires: [], at: ask ? { path, line: ask.line } : { path: lockPath, line } })
  }
  for (const scope of scopes) {
    const queue: number[] = []
    for (const ask of direct.filter((each) => each.scope === scope && each.at >= 0 && !places.has(each.at))) {
      add(ask.at, scope, ask)
      queue.push(ask.at)
    }
    for (const from of queue) {
      for (const [name, range] of lock.packages[from]?.asks ?? []) {
        const to = lock.resolve(from, folder, name, range)
        if (to < 0 || places.has(to)) continue
        add(to, scope, askedAt.get(to) ?? null)
        queue.push(to)
      }
    }
  }
  for (const [at, place] of places) {
    const requires = (lock.packages[at]?.asks ?? []).flatMap(([name, range]) => places.get(lock.resolve(at, folder, name, range)) ?? [])
    const dependency = dependencies[place]
    if (dependency) dependency.requires = [...new Set(requires)].toSorted((a, b) => a - b)
  }
  return [...dependencies, ...direct.filter(({ at }) => at < 0).map((ask) => declared(ask, path))]
}
