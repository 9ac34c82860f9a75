import { listed } from '../listed.ts'
import type { Dependency, Gap, Project, ProjectReader } from '../project.ts'
import { aloneIn, findBuilds, isOfGradle, type Build, type Builds } from './builds.ts'
import { isLock, locksIn, type Locks } from './locks.ts'
import { lockedDependencies } from './locked.ts'
import { connect, reachedDependencies, type Local } from './reached.ts'
import { pluginsMadeBy, viewOf } from './view.ts'
import { askedBy, type Steps, type Wanted } from './wanted.ts'

/** Projects of Gradle: what scripts say in plain words, and what lockfiles tell. Scripts are programs, which are read and never run. */
export const gradleProjects: ProjectReader = {
  ecosystem: 'maven',
  reads: (path) => isOfGradle(path) || isLock(path),
  read(files) {
    const builds = findBuilds(files)
    const locks = locksIn(files)
    const steps: Steps = { left: maxSteps }
    const locals = new Map([...builds.folders].map(([folder, build]) => [folder, createLocal(folder, build, builds, steps)]))
    for (const folder of locks.keys()) if (!locals.has(folder)) locals.set(folder, createLocal(folder, aloneIn(folder), builds, steps))
    connect(locals)
    const made = new Set([...locals.values()].flatMap(({ view }) => pluginsMadeBy(view)))
    const told = [...locals.values()].filter((local) => isProject(local, builds, locks)).toSorted((a, b) => (a.view.folder < b.view.folder ? -1 : 1))
    return told.map((local) => projectOf(local, locks.get(local.view.folder) ?? null, { builds, made, steps }))
  },
}

/** Of all that is declared and followed from project to project: a tree of thousands takes a part of it. */
const maxSteps = 1_000_000

function createLocal(folder: string, build: Build, builds: Builds, steps: Steps): Local {
  const view = viewOf(folder, build, builds)
  const name = folder === '' ? null : (folder.split('/').at(-2) ?? null)
  return { view, name: view.group === null || view.group === '' || name === null ? null : `${view.group}:${name}`, asked: askedBy(view, steps), projects: [] }
}

/** A folder that is only passed through on the way to others is none. */
function isProject({ view: { folder }, asked }: Local, builds: Builds, locks: ReadonlyMap<string, Locks>): boolean {
  return builds.scriptOf(folder) !== null || locks.has(folder) || asked.packages.length > 0 || asked.projects.length > 0
}

interface Tree {
  builds: Builds
  /** The names of plugins that it makes as programs. */
  made: ReadonlySet<string>
  steps: Steps
}

function projectOf(local: Local, locks: Locks | null, tree: Tree): Project {
  const { view, asked, name } = local
  const found = reachedDependencies(local, tree.steps)
  const dependencies = locks ? lockedDependencies(locks, asked, found) : found
  return {
    ecosystem: 'maven', folder: view.folder, name, version: view.version, dependencies,
    files: [...new Set([...view.scripts.map((script) => script.path), ...(locks?.files ?? [])])].toSorted(),
    graph: dependencies.some(({ requires }) => requires.length > 0) ? 'partial' : 'none',
    gaps: gapsOf(local, locks, dependencies, tree),
  }
}

function gapsOf({ view, asked }: Local, locks: Locks | null, dependencies: readonly Dependency[], { builds, made, steps }: Tree): Gap[] {
  const path = view.scripts[0]?.path ?? locks?.files[0] ?? `${view.folder}build.gradle`
  const gap = (names: readonly string[], says: string): Gap[] => (names.length === 0 ? [] : [{ path, reason: `${says} ${listed([...new Set(names)])}.` }])
  const isOpen = ({ version, range }: Wanted) => version === null && (range === null || range.includes('$'))
  return [
    ...(locks?.gaps ?? []),
    ...[...builds.unreadable].filter(([of]) => of.startsWith(view.build.root)).map(([of, reason]) => ({ path: of, reason })),
    ...gap(asked.computed, 'Scripts are not run, so this is not known:'),
    ...(locks || view.unplaced.length === 0 ? [] : [{ path: view.unplaced[0] ?? path, reason: unplaced }]),
    ...gap(locks ? [] : view.plugins.filter((plugin) => made.has(plugin)), 'Plugins that are programs of this tree may declare more than is told:'),
    ...gap(locks ? [] : asked.packages.filter(isOpen).map(({ name }) => name), 'The tree alone does not tell versions of'),
    ...(!locks && dependencies.some(({ version }) => version !== null) ? [{ path, reason: withoutLock }] : []),
    ...(steps.left > 0 ? [] : [{ path, reason: tooMuch }]),
  ]
}

const unplaced = 'Dependencies of projects that are chosen while the build runs are left out.'
const withoutLock = 'Without a lockfile, newer versions than declared may be taken where other packages ask for them.'
const tooMuch = 'The projects of this tree declare and share more than is followed: dependencies may be missing.'
