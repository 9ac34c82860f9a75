import { comparedName } from '../../versions/purl.ts'
import { createBudget, spentGap, type Budget } from '../budget.ts'
import { andAbove, folderOf, nameOf } from '../folders.ts'
import type { Gap, ManifestFiles, Project, ProjectReader } from '../project.ts'
import { reachedFrom, type Asked, type Locked } from '../reached.ts'
import type { PythonAsk } from './ask.ts'
import type { PythonLock } from './lock.ts'
import { isManifestName, readManifest, type PythonManifest } from './manifest.ts'
import { readPdmLock } from './pdm-lock.ts'
import { readPipfile, readPipfileLock } from './pipfile.ts'
import { readPoetryLock } from './poetry-lock.ts'
import { readPylock } from './pylock.ts'
import { isRequirements, readRequirementsProjects } from './requirements.ts'
import { readUvLock } from './uv-lock.ts'

type LockReader = (text: string, path: string) => PythonLock | null

/** In the order in which one of several counts; that of a tool which the pyproject.toml has settings of goes before. */
const lockReaders: ReadonlyMap<string, { tool: string; read: LockReader }> = new Map([
  ['uv.lock', { tool: 'uv', read: readUvLock }], ['poetry.lock', { tool: 'poetry', read: readPoetryLock }], ['pdm.lock', { tool: 'pdm', read: readPdmLock }], ['pylock.toml', { tool: 'pylock', read: readPylock }],
])
const isNamedPylock = (path: string) => /^pylock\.[^.]+\.toml$/.test(nameOf(path))
const pipfileNames = new Set(['Pipfile', 'Pipfile.lock'])
const isInstalled = /(?:^|\/)(?:site-packages|node_modules|\.venv|\.tox)\//

/** Projects of Python: a folder with a pyproject.toml, setup.cfg or setup.py and the lockfile of its tool; with a Pipfile; or with requirements files. */
export const pypiProjects: ProjectReader = {
  ecosystem: 'pypi',
  reads: (path) => (isManifestName(path) || lockReaders.has(nameOf(path)) || isNamedPylock(path) || pipfileNames.has(nameOf(path)) || isRequirements(path)) && !isInstalled.test(path),
  read(files) {
    const present = new Set(files.paths)
    const has = (path: string) => present.has(path)
    const lockAt = remembered(files)
    const budget = createBudget()
    const manifests = new Map([...new Set(files.paths.filter(isManifestName).map(folderOf))].flatMap((folder) => {
      const manifest = readManifest(folder, { files, has, budget })
      return manifest ? [[folder, manifest] as const] : []
    }))
    const packages = [...manifests].map(([folder, manifest]) => readProject({ folder, ...manifest }, locksFor(folder, manifest, { has, lockAt }), budget))
    const taken = new Set(packages.flatMap((project) => [...project.files, ...project.gaps.map(({ path }) => path)]))
    const lone = files.paths.filter((path) => (lockReaders.has(nameOf(path)) || isNamedPylock(path)) && !taken.has(path)).map((path) => readProject(nothing(folderOf(path)), [lockAt(path)], budget))
    const pipfiles = [...new Set(files.paths.filter((path) => pipfileNames.has(nameOf(path))).map(folderOf))].map((folder) => readPipenv(folder, { has, files, lockAt }, budget))
    return [...packages, ...lone, ...pipfiles, ...readRequirementsProjects(files)]
  },
}

/** A lockfile that was found; null where it is none that can be read. */
interface FoundLock {
  path: string
  lock: PythonLock | null
  isWrong: boolean
}

/** Each is read once. */
function remembered(files: ManifestFiles): (path: string) => FoundLock {
  const known = new Map<string, FoundLock>()
  return (path) => {
    const name = nameOf(path)
    const reader = name === 'Pipfile.lock' ? readPipfileLock : isNamedPylock(path) ? readPylock : (lockReaders.get(name)?.read ?? readPylock)
    const text = known.has(path) ? null : files.text(path)
    const lock = text === null ? null : reader(text, path)
    const found = known.get(path) ?? { path, lock, isWrong: text !== null && lock === null }
    known.set(path, found)
    return found
  }
}

interface Places {
  has(path: string): boolean
  lockAt(path: string): FoundLock
}

/** The lockfiles of a project, the one that counts first: that of its workspace, or those of its folder, or one above that takes it from there. */
function locksFor(folder: string, { tools }: PythonManifest, { has, lockAt }: Places): FoundLock[] {
  const present = [...lockReaders].filter(([name]) => has(folder + name)).toSorted(([, a], [, b]) => Number(tools.has(b.tool)) - Number(tools.has(a.tool)))
  const above = [...andAbove(folder)].slice(1).filter((each) => has(`${each}uv.lock`)).map((each) => ({ each, found: lockAt(`${each}uv.lock`) }))
  const workspace = above.find(({ each, found }) => found.lock?.owns(folder.slice(each.length)))
  const own = present.map(([name]) => lockAt(folder + name))
  const taken = workspace ?? (own.length === 0 ? above.find(({ each, found }) => found.lock?.knows(folder.slice(each.length))) : undefined)
  return taken ? [taken.found, ...own] : own
}

type Told = Omit<PythonManifest, 'tools'> & { folder: string }

const nothing = (folder: string): Told => ({ folder, name: null, version: null, asks: [], files: [], gaps: [] })

function readProject({ folder, name, version, asks, files, gaps }: Told, [found, ...others]: readonly FoundLock[], budget: Budget): Project {
  const isCut = budget.isSpent() && found?.lock?.tellsEdges === true && asks.length > 0
  const locked = budget.walkable(found?.lock?.packages ?? [])
  const { dependencies, places } = reachedAmong(locked, asks.filter((ask) => name === null || ask.name !== comparedName('pypi', name)), found, folder)
  const lock = found?.lock
  const rest = lock && (!lock.tellsEdges || asks.length === 0) ? restOf(lock, places) : []
  budget.spend(dependencies.length + rest.length)
  return {
    ecosystem: 'pypi', folder, name: name === null ? null : comparedName('pypi', name), version, files: [...new Set([...files, ...(found ? [found.path] : [])])].toSorted(), dependencies: [...dependencies, ...rest],
    graph: isCut || rest.length > 0 || (!lock && dependencies.length > 0) ? 'none' : 'whole', gaps: [...gaps, ...lockGaps(found, others), ...(isCut ? [spentGap(found.path)] : [])],
  }
}

function lockGaps(found: FoundLock | undefined, others: readonly FoundLock[]): Gap[] {
  const wrong = found?.isWrong ? [{ path: found.path, reason: `This is no ${nameOf(found.path)} that can be read; versions are not known.` }] : []
  return [...wrong, ...others.map(({ path }) => ({ path, reason: `This lockfile is not read, as ${folderOf(path) === folderOf(found?.path ?? '') ? nameOf(found?.path ?? '') : found?.path} counts.` }))]
}

/** What a project reaches; what the lockfile lacks gets a place of its own where only one version fits. */
function reachedAmong(locked: readonly Locked[], asks: readonly PythonAsk[], found: FoundLock | undefined, folder: string): ReturnType<typeof reachedFrom> {
  const lacking = new Map<string, Asked>()
  const pinned: Locked[] = []
  const inside = folder.slice(folderOf(found?.path ?? folder).length)
  const asked = asks.flatMap((ask): Asked[] => {
    const { name, range, version, scope, at } = ask
    const places = found?.lock?.find(ask, inside) ?? []
    if (places.length > 0) return places.map((to) => ({ name, range, scope, at, to }))
    const key = `${name} ${range}`
    const known = lacking.get(key)
    if (known && rank[known.scope] <= rank[scope]) return []
    lacking.set(key, { name, range, scope, at, to: version === null ? -1 : locked.length + pinned.push({ name, version, at, requires: [] }) - 1 })
    return []
  })
  return reachedFrom(pinned.length === 0 ? locked : [...locked, ...pinned], [...asked, ...lacking.values()])
}

const rank = { runtime: 0, optional: 1, dev: 2 } as const

/** Everything that a lockfile has besides: who asks for it cannot be told. */
const restOf = ({ packages, dev }: PythonLock, reached: ReadonlySet<number>): Project['dependencies'] =>
  packages.flatMap(({ name, version, at, extraOf }, place) =>
    (reached.has(place) || extraOf !== undefined ? [] : [{ name, version, range: null, scope: dev?.has(place) ? ('dev' as const) : ('runtime' as const), direct: false, requires: [], at }]))

function readPipenv(folder: string, { has, files, lockAt }: Places & { files: ManifestFiles }, budget: Budget): Project {
  const [path, lockPath] = [`${folder}Pipfile`, `${folder}Pipfile.lock`]
  const text = has(path) ? files.text(path) : null
  const asks = text === null ? [] : readPipfile(text, path)
  const gaps = asks === null ? [{ path, reason: 'This is no Pipfile that can be read: it is not TOML.' }] : []
  return readProject({ ...nothing(folder), asks: asks ?? [], files: has(path) ? [path] : [], gaps }, has(lockPath) ? [lockAt(lockPath)] : [], budget)
}
