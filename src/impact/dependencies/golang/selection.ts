import semver from 'semver'
import type { Replaced } from './manifest.ts'
import type { VendoredList } from './vendored.ts'
import type { FoundModule, Workspace } from './workspace.ts'

/** What is taken for a module that is asked for. */
export interface Selected {
  name: string
  /** Null for what lies in a folder, and for what is not known. */
  version: string | null
  /** The module of the tree that is taken. */
  local: FoundModule | null
  problem: 'inexact' | 'excluded' | 'outside' | 'inconsistent' | null
}

/**
 * The versions that a workspace selects: of each module the newest that is asked for (https://go.dev/ref/mod#minimal-version-selection) by one of its
 * members, or by a module of the tree that they replace another one by.
 */
export interface Selection {
  select(path: string, range: string): Selected
  vendored: VendoredList | null
}

export function createSelection(workspace: Workspace, modules: ReadonlyMap<string, FoundModule>, vendored: VendoredList | null): Selection {
  const newest = newestOf([...workspace.members, ...localOf(workspace, modules)])
  const replaced = replacementsOf(workspace.replaces)
  const members = new Map(workspace.members.map((member) => [member.manifest?.module, member]))
  const excluded = new Set(workspace.members.flatMap(({ manifest }) => [...(manifest?.excludes ?? [])]))

  function select(path: string, range: string): Selected {
    const member = members.get(path)
    if (member) return { name: path, version: null, local: member, problem: null }
    const asked = newest.get(path) ?? range
    const copied = vendored?.modules.get(path)?.version ?? asked
    const version = workspace.path === null ? asked : copied
    const by = (replaced.get(`${path}@${version}`) ?? replaced.get(path))?.by
    if (by && 'folder' in by) {
      const local = modules.get(by.folder) ?? null
      return { name: path, version: null, local, problem: local ? null : 'outside' }
    }
    if (!by && excluded.has(`${path}@${version}`)) return { name: path, version: null, local: null, problem: 'excluded' }
    return { ...exactly(by ?? { path, version }), local: null, ...(version === copied ? {} : { problem: 'inconsistent' }) }
  }

  return { select, vendored }
}

function exactly({ path, version }: { path: string; version: string }): Pick<Selected, 'name' | 'version' | 'problem'> {
  return isExact(version) ? { name: path, version, problem: null } : { name: path, version: null, problem: 'inexact' }
}

/** Others, such as names of branches, Go looks up before it writes them back. */
const isExact = (version: string) => version.startsWith('v') && semver.valid(version) !== null

/** The modules of the tree that are taken for what members ask for. */
function localOf({ replaces, members }: Workspace, modules: ReadonlyMap<string, FoundModule>): FoundModule[] {
  const asked = new Set(members.flatMap(({ manifest }) => manifest?.requires.map(({ path }) => path) ?? []))
  const local = new Set(replaces.flatMap(({ path, by }) => ('folder' in by && asked.has(path) ? (modules.get(by.folder) ?? []) : [])))
  return [...local].filter((module) => !members.includes(module))
}

function newestOf(members: readonly FoundModule[]): Map<string, string> {
  const newest = new Map<string, string>()
  for (const { path, version } of members.flatMap(({ manifest }) => manifest?.requires ?? [])) {
    const known = newest.get(path)
    if (known === undefined || (isExact(version) && (!isExact(known) || semver.gt(version, known)))) newest.set(path, version)
  }
  return newest
}

/** By module with its version, or without for all of its versions; the first counts. */
function replacementsOf(replaces: readonly Replaced[]): Map<string, Replaced> {
  const found = new Map<string, Replaced>()
  for (const each of replaces) {
    const key = each.version === null ? each.path : `${each.path}@${each.version}`
    if (!found.has(key)) found.set(key, each)
  }
  return found
}
