import { createBudget, spentGap, type Budget } from '../budget.ts'
import { andAbove, folderFrom, folderOf, nameOf, pathFrom } from '../folders.ts'
import type { Gap, ManifestFiles, Project, ProjectReader, Scope } from '../project.ts'
import { reachedFrom, type Asked, type Locked } from '../reached.ts'
import { readGemfile, type GemAsk, type Gemfile } from './gemfile.ts'
import { readGemspec, type Gemspec } from './gemspec.ts'
import { readGemLock, type GemLock } from './lock.ts'

/** By the name of a Gemfile: that of its lockfile. Those in `gemfiles`, for one test each, are nothing that runs. */
const locksOf: ReadonlyMap<string, string> = new Map([['Gemfile', 'Gemfile.lock'], ['gems.rb', 'gems.locked']])
const lockNames = new Set(locksOf.values())
/** What Gemfiles take in is often called so. */
const isIncluded = (path: string) => /^(?:Gemfile|Pluginfile)/.test(nameOf(path))
const isInstalled = /(?:^|\/)(?:vendor\/bundle|vendor\/cache|node_modules)\//

/** Projects of Bundler and RubyGems: a folder with a Gemfile and its lockfile, and gemspecs that are in none. */
export const gemProjects: ProjectReader = {
  ecosystem: 'gem',
  reads: (path) => (isIncluded(path) || locksOf.has(nameOf(path)) || lockNames.has(nameOf(path)) || path.endsWith('.gemspec')) && !isInstalled.test(path),
  read(files) {
    const tree = readTree(files)
    const budget = createBudget()
    const gemfiles = [...tree.folders].map((folder) => readBundle(folder, tree, budget))
    const taken = new Set(gemfiles.flatMap((project) => project.files))
    return [...gemfiles, ...[...tree.gemspecs.values()].flat().filter(({ path }) => !taken.has(path)).map((gemspec) => readLoneGemspec(gemspec, tree, budget))]
  },
}

interface FoundLock {
  path: string
  /** Null where it is none that can be read. */
  lock: GemLock | null
  isWrong: boolean
  locked: readonly Locked[]
  /** Places by name. */
  named: ReadonlyMap<string, readonly number[]>
  /** Of those that lie in a folder of their own. */
  local: ReadonlyMap<string, number>
}

interface Tree {
  /** Null where it cannot be read. */
  gemfileAt(path: string): Gemfile | null
  /** Those with a Gemfile or a lockfile. */
  folders: ReadonlySet<string>
  /** By folder. */
  gemspecs: ReadonlyMap<string, readonly Gemspec[]>
  gemfileIn(folder: string): string | null
  lockIn(folder: string): FoundLock | null
}

function readTree(files: ManifestFiles): Tree {
  const present = new Set(files.paths)
  const specs = files.paths.filter((path) => path.endsWith('.gemspec')).flatMap((path) => {
    const text = files.text(path)
    return text === null ? [] : [readGemspec(text, path)]
  })
  const locks = new Map<string, FoundLock | null>()
  const gemfiles = new Map<string, Gemfile | null>()
  const firstOf = (folder: string, names: Iterable<string>) => [...names].map((name) => folder + name).find((path) => present.has(path)) ?? null
  return {
    gemfileAt(path) {
      const text = gemfiles.has(path) || !present.has(path) ? null : files.text(path)
      const gemfile = gemfiles.get(path) ?? (text === null ? null : readGemfile(text, path))
      gemfiles.set(path, gemfile)
      return gemfile
    },
    folders: new Set(files.paths.filter((path) => locksOf.has(nameOf(path)) || lockNames.has(nameOf(path))).map(folderOf)),
    gemspecs: Map.groupBy(specs, ({ path }) => folderOf(path)),
    gemfileIn: (folder) => firstOf(folder, locksOf.keys()),
    lockIn(folder) {
      const known = locks.get(folder)
      if (known !== undefined) return known
      const path = firstOf(folder, lockNames)
      const lock = path === null ? null : foundLock(path, files.text(path))
      locks.set(folder, lock)
      return lock
    },
  }
}

function foundLock(path: string, text: string | null): FoundLock {
  const lock = text === null ? null : readGemLock(text)
  const gems = lock?.gems ?? []
  const named = Map.groupBy(gems.keys(), (place) => gems[place]?.name ?? '')
  const locked = gems.map(({ name, version, asks, line }): Locked => ({ name, version, at: { path, line }, requires: asks.flatMap((ask) => (named.get(ask.name) ?? []).slice(0, maxAlike)) }))
  const local = new Map(gems.flatMap(({ name, isLocal }, place) => (isLocal ? [[name, place] as const] : [])))
  return { path, lock, isWrong: text !== null && lock === null, locked, named, local }
}

/** More versions of one gem, which a lockfile has only where platforms differ, are made to take long. */
const maxAlike = 10

/** A Gemfile with those that it takes in. */
interface Bundle extends Gemfile {
  paths: readonly string[]
  lost: readonly string[]
}

function readWithIncluded(path: string, tree: Tree, isFull: boolean): Bundle {
  const lost: string[] = []
  const paths = new Set([path])
  for (const each of isFull ? [] : paths) {
    for (const include of tree.gemfileAt(each)?.includes ?? []) {
      const found = pathFrom(folderOf(each), include)
      if (found !== null && tree.gemfileAt(found) !== null) paths.add(found)
      else lost.push(include)
    }
  }
  const all = [...paths].flatMap((each) => tree.gemfileAt(each) ?? [])
  return { paths: [...paths], lost, asks: all.flatMap(({ asks }) => asks), gemspecs: all.flatMap(({ gemspecs }) => gemspecs), includes: all.flatMap(({ includes }) => includes), computed: all.flatMap(({ computed }) => computed) }
}

/** More of them in one Gemfile are made to take long. */
const maxGemspecs = 20

/** The gemspecs that a Gemfile takes in. */
function gemspecsOf({ gemspecs }: Bundle, folder: string, tree: Tree): Gemspec[] {
  const found = gemspecs.slice(0, maxGemspecs).flatMap((asked) => {
    const inside = asked.folder === null ? folder : folderFrom(folder, asked.folder)
    return (inside === null ? [] : (tree.gemspecs.get(inside) ?? [])).filter(({ name }) => asked.name === null || asked.name === name)
  })
  return [...new Set(found)]
}

function readBundle(folder: string, tree: Tree, budget: Budget): Project {
  const path = tree.gemfileIn(folder)
  const isFull = budget.isSpent()
  const bundle = path === null ? null : readWithIncluded(path, tree, isFull)
  const found = tree.lockIn(folder)
  const gemspecs = isFull || !bundle ? [] : gemspecsOf(bundle, folder, tree)
  const asked = askedFor({ asks: [...(bundle?.asks ?? []), ...gemspecs.flatMap(({ asks }) => asks)], own: gemspecs.map(({ name }) => name), found, withLocked: bundle !== null })
  const own = gemspecs.length === 1 ? gemspecs[0] : undefined
  const { dependencies, graph, isCut } = resolved(asked, found, { isLone: bundle === null, budget })
  const isLeftOut = isCut || (isFull && bundle !== null && bundle.includes.length + bundle.gemspecs.length > 0)
  return {
    ecosystem: 'gem', folder, name: own?.name ?? null, version: own ? versionOf(own, found) : null, dependencies, graph,
    files: [...new Set([...(bundle?.paths ?? []), ...(found ? [found.path] : []), ...gemspecs.map((each) => each.path)])].toSorted(),
    gaps: [...(isLeftOut ? [spentGap(path ?? folder)] : []), ...lockGaps(found), ...(found?.lock ? [] : unlockedGaps(path, bundle, gemspecs)), ...lostGaps(path, bundle)],
  }
}

/** What a lockfile would tell. */
const unlockedGaps = (path: string | null, bundle: Bundle | null, gemspecs: readonly Gemspec[]): Gap[] =>
  [...(path === null ? [] : computedGaps(path, bundle?.computed ?? [])), ...gemspecs.flatMap((each) => computedGaps(each.path, each.computed))]

/** A gem of which no Gemfile in its folder tells, such as one of several in a repository: the lockfile above that takes it from there knows it. */
function readLoneGemspec(gemspec: Gemspec, tree: Tree, budget: Budget): Project {
  const folder = folderOf(gemspec.path)
  const found = [...andAbove(folder)].slice(1).map((above) => tree.lockIn(above)).find((each) => each && localPlace(gemspec.name, each) >= 0) ?? null
  const asked = askedFor({ asks: gemspec.asks, own: [gemspec.name], found, withLocked: false })
  const { dependencies, graph, isCut } = resolved(asked, found, { isLone: false, budget })
  return {
    ecosystem: 'gem', folder, name: gemspec.name, version: versionOf(gemspec, found), dependencies, graph,
    files: [gemspec.path, ...(found ? [found.path] : [])].toSorted(), gaps: [...(isCut ? [spentGap(gemspec.path)] : []), ...(found ? [] : computedGaps(gemspec.path, gemspec.computed))],
  }
}

const localPlace = (name: string, { local }: FoundLock) => local.get(name) ?? -1

const versionOf = ({ name, version }: Gemspec, found: FoundLock | null) => version ?? (found ? (found.lock?.gems[localPlace(name, found)]?.version ?? null) : null)

interface Asking {
  asks: readonly GemAsk[]
  /** The gems that the project is itself. */
  own: readonly string[]
  found: FoundLock | null
  /** Whether all that the lockfile names is asked for. */
  withLocked: boolean
}

/** What is written out, and what the lockfile has of it besides, which tells also what is computed. */
function askedFor({ asks, own, found, withLocked }: Asking): Asked[] {
  const isOwn = new Set(own)
  const named = Map.groupBy(asks, ({ name }) => name)
  const placesOf = (name: string) => (found?.named.get(name) ?? []).slice(0, maxAlike)
  const told = asks.filter(({ name }) => !isOwn.has(name)).flatMap((ask): Asked[] => {
    const places = placesOf(ask.name)
    return (places.length > 0 ? places : [-1]).map((to) => ({ ...ask, to }))
  })
  const lines = withLocked ? (found?.lock?.dependencies ?? []) : []
  const inGems = own.flatMap((name) => (found?.lock?.gems[localPlace(name, found)]?.asks ?? []).map((ask) => ({ ...ask, line: found?.lock?.gems[localPlace(name, found)]?.line ?? 1 })))
  const untold = [...lines, ...inGems].filter(({ name }) => !isOwn.has(name) && !named.has(name))
  return [...onceEach(told), ...untold.flatMap(({ name, range, line }) => placesOf(name).map((to): Asked => ({ name, range, scope: 'runtime', at: { path: found?.path ?? '', line }, to })))]
}

/** What is asked for with several conditions, of which none is known to hold, is asked for once where the lockfile lacks it. */
function onceEach(asked: readonly Asked[]): Asked[] {
  const lacking = new Map<string, Asked>()
  for (const ask of asked) {
    const known = lacking.get(ask.name)
    if (ask.to < 0 && (!known || rank[ask.scope] < rank[known.scope])) lacking.set(ask.name, ask)
  }
  return [...asked.filter(({ to }) => to >= 0), ...lacking.values()]
}

const rank: Record<Scope, number> = { runtime: 0, optional: 1, dev: 2 }

function resolved(asked: readonly Asked[], found: FoundLock | null, { isLone, budget }: { isLone: boolean; budget: Budget }): Pick<Project, 'dependencies' | 'graph'> & { isCut: boolean } {
  const isCut = budget.isSpent() && asked.some(({ to }) => to >= 0)
  const { dependencies, places } = reachedFrom(budget.walkable(found?.locked ?? []), asked)
  const rest = isLone ? (found?.locked ?? []).filter((_, place) => !places.has(place)) : []
  budget.spend(dependencies.length + rest.length)
  return {
    isCut, dependencies: [...dependencies, ...rest.map(({ name, version, at }) => ({ name, version, range: null, scope: 'runtime' as const, direct: false, requires: [], at }))],
    graph: isCut || rest.length > 0 || (!found?.lock && dependencies.length > 0) ? 'none' : 'whole',
  }
}

const lockGaps = (found: FoundLock | null): Gap[] => (found?.isWrong ? [{ path: found.path, reason: `This is no ${nameOf(found.path)} that can be read; versions are not known.` }] : [])

const computedGaps = (path: string, lines: readonly number[]): Gap[] => (lines.length === 0 ? [] : [{ path, reason: `It is computed, and so not known, what it asks for on the lines ${lines.slice(0, maxNamed).join(', ')}${lines.length > maxNamed ? ` and ${lines.length - maxNamed} more` : ''}.` }])

const lostGaps = (path: string | null, bundle: Bundle | null): Gap[] => (path === null || !bundle || bundle.lost.length === 0 ? [] : [{ path, reason: `It takes in what was not read: ${bundle.lost.slice(0, maxNamed).join(', ')}.` }])

const maxNamed = 5
