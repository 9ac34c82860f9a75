import type { Gap, ManifestFiles } from '../project.ts'
import { readGoWork, type GoModule, type Replaced } from './manifest.ts'

/** A go.mod of the tree. */
export interface FoundModule {
  path: string
  /** Where it lies, with its slash. */
  folder: string
  /** Null where it cannot be read. */
  manifest: GoModule | null
  /** The first line of it that is none of a go.mod. */
  wrong: number | null
}

/** Modules whose versions are selected together: those that a go.work uses, or else one alone. */
export interface Workspace {
  /** Of the go.work. */
  path: string | null
  /** Where what they need may be vendored. */
  folder: string
  members: readonly FoundModule[]
  /** What a go.work says goes before what its modules say. */
  replaces: readonly Replaced[]
  wrong: Gap | null
}

const workName = 'go.work'

/** By folder. */
export function readWorkspaces(files: ManifestFiles, modules: ReadonlyMap<string, FoundModule>): Map<string, Workspace> {
  const found = new Map<string, Workspace>()
  for (const path of files.paths) {
    if (path !== workName && !path.endsWith(`/${workName}`)) continue
    const text = files.text(path)
    if (text !== null) found.set(path.slice(0, -workName.length), readWorkspace(text, path, modules))
  }
  return found
}

function readWorkspace(text: string, path: string, modules: ReadonlyMap<string, FoundModule>): Workspace {
  const folder = path.slice(0, -workName.length)
  const read = readGoWork(text, folder)
  if ('wrong' in read) return { path, folder, members: [], replaces: [], wrong: { path, reason: `This is no go.work that can be read: line ${read.wrong} is none of it.` } }
  const members = [...new Set(read.uses)].flatMap((use) => modules.get(use) ?? [])
  return { path, folder, members, replaces: [...read.replaces, ...replacesOf(members)], wrong: null }
}

const replacesOf = (members: readonly FoundModule[]) => members.flatMap(({ manifest }) => manifest?.replaces ?? [])

/** That of the nearest go.work above, if it uses the module: Go refuses to build others unless told to look at them alone. */
export function workspaceOf(module: FoundModule, workspaces: ReadonlyMap<string, Workspace>): Workspace {
  const nearest = nearestAbove(module.folder, workspaces)
  if (nearest?.members.includes(module)) return nearest
  return { path: null, folder: module.folder, members: [module], replaces: replacesOf([module]), wrong: nearest?.wrong ?? null }
}

function nearestAbove(folder: string, workspaces: ReadonlyMap<string, Workspace>): Workspace | null {
  for (let above = folder; workspaces.size > 0; above = above.slice(0, above.lastIndexOf('/', above.length - 2) + 1)) {
    const found = workspaces.get(above)
    if (found) return found
    if (above === '') return null
  }
  return null
}
