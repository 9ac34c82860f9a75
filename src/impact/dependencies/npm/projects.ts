import { createBudget, spentGap, type Budget } from '../budget.ts'
import type { Project, ProjectReader } from '../project.ts'
import { reachedFrom, type Asked } from '../reached.ts'
import { aliased } from './lock.ts'
import { createLocks, lockNames, type FoundLock } from './locks.ts'
import type { Manifest } from './manifest.ts'
import { manifestName, readTree, sharedNames, type Tree } from './tree.ts'

const names = new Set([manifestName, ...lockNames, ...sharedNames])

/** Projects of npm, Yarn, pnpm and Bun: a folder with a package.json, and the lockfile beside it or, in a workspace, above it. */
export const npmProjects: ProjectReader = {
  ecosystem: 'npm',
  reads: (path) => names.has(path.slice(path.lastIndexOf('/') + 1)) && !/(^|\/)node_modules\//.test(path),
  read(files) {
    const tree = readTree(files)
    const lockOf = createLocks(tree)
    const budget = createBudget()
    return [...tree.manifests].map(([folder, manifest]) => readProject(folder, manifest, { tree, budget, found: lockOf(folder) }))
  },
}

function readProject(folder: string, manifest: Manifest | null, { tree, budget, found }: { tree: Tree; budget: Budget; found: FoundLock | null }): Project {
  const path = `${folder}${manifestName}`
  const asked = manifest === null ? [] : askedIn(manifest, folder, found)
  const rest = found?.folder === folder ? found.lock?.rest : undefined
  const isWrong = manifest === null && tree.text(path) !== null
  const isCut = budget.isSpent() && asked.some(({ to }) => to >= 0)
  const { dependencies } = reachedFrom(budget.walkable(found?.locked ?? []), [...asked, ...restOf(rest?.places ?? [], found, asked)])
  budget.spend(dependencies.length)
  return {
    ecosystem: 'npm', folder, name: manifest?.name ?? null, version: manifest?.version ?? null, files: found ? [found.path, path].toSorted() : [path],
    dependencies,
    graph: !found?.lock ? 'none' : rest || isCut ? 'partial' : 'whole',
    gaps: [...(isCut ? [spentGap(path)] : []), ...(isWrong ? [{ path, reason: 'This is no package.json: it is not a JSON object.' }] : []), ...(found?.gaps ?? []), ...(rest && found ? [{ path: found.path, reason: rest.reason }] : [])],
  }
}

function askedIn({ asked }: Manifest, folder: string, found: FoundLock | null): Asked[] {
  return asked.map(({ name, range, scope, line, isPeer }): Asked => {
    const lock = found?.lock?.locksPeers || !isPeer ? found?.lock : null
    const to = lock?.resolve(null, folder.slice(found?.folder.length), name, range) ?? -1
    return { name: aliased(range)?.[0] ?? name, range, scope, at: { path: `${folder}${manifestName}`, line }, to }
  })
}

/** What the lockfile has besides, without an answer to who asks for it. */
function restOf(places: readonly number[], found: FoundLock | null, asked: readonly Asked[]): Asked[] {
  const direct = new Set(asked.map(({ to }) => to))
  return places.flatMap((to) => {
    const locked = direct.has(to) ? undefined : found?.locked[to]
    return locked ? [{ name: locked.name, range: null, scope: 'runtime' as const, at: locked.at, to, isIndirect: true }] : []
  })
}
