import { listed } from '../listed.ts'
import type { Dependency, Gap, ManifestFiles, Project, ProjectReader } from '../project.ts'
import { readGoModule, type GoModule } from './manifest.ts'
import { createSelection, type Selected, type Selection } from './selection.ts'
import { vendoredIn, vendoredName } from './vendored.ts'
import { readWorkspaces, workspaceOf, type FoundModule, type Workspace } from './workspace.ts'

const manifestName = 'go.mod'
const wanted = /(?:^|\/)(?:go\.mod|go\.work|vendor\/modules\.txt)$/
const isVendored = (path: string) => /(?:^|\/)vendor\/(?!modules\.txt$)/.test(path)

/** Go modules: a folder with a go.mod, which lists what it needs, and where there are, the go.work that uses it and what is vendored. */
export const goProjects: ProjectReader = {
  ecosystem: 'golang',
  reads: (path) => wanted.test(path) && !isVendored(path),
  read(files) {
    const modules = modulesIn(files)
    const workspaces = readWorkspaces(files, modules)
    const selections = new Map<Workspace, Selection>()
    return [...modules.values()].map((module) => {
      const workspace = workspaceOf(module, workspaces)
      const selection = selections.get(workspace) ?? createSelection(workspace, modules, vendoredIn(files, workspace.folder))
      selections.set(workspace, selection)
      return readProject(module, workspace, selection)
    })
  },
}

function modulesIn(files: ManifestFiles): Map<string, FoundModule> {
  const found = new Map<string, FoundModule>()
  for (const path of files.paths) {
    if (path !== manifestName && !path.endsWith(`/${manifestName}`)) continue
    const folder = path.slice(0, -manifestName.length)
    const text = files.text(path)
    const read = text === null ? null : readGoModule(text, folder)
    found.set(folder, { path, folder, manifest: read && 'module' in read ? read : null, wrong: read && 'wrong' in read ? read.wrong : null })
  }
  return found
}

function readProject({ path, folder, manifest, wrong }: FoundModule, workspace: Workspace, selection: Selection): Project {
  const own = manifest === null ? [] : listedIn(manifest, path, selection)
  const selected = [...own, ...(manifest === null || workspace.path !== null ? [] : unlistedIn(selection, own))]
  const dependencies = withRequired(selected)
  return {
    ecosystem: 'golang', folder, name: manifest?.module ?? null, version: null, dependencies,
    files: [path, workspace.path ?? [], selection.vendored?.path ?? []].flat().toSorted(),
    graph: dependencies.length === 0 && wrong === null ? 'whole' : dependencies.some(({ requires }) => requires.length > 0) ? 'partial' : 'none',
    gaps: [
      ...(wrong === null ? [] : [{ path, reason: `This is no go.mod that can be read: line ${wrong} is none of it.` }]),
      ...(workspace.wrong === null ? [] : [workspace.wrong]),
      ...(manifest === null ? [] : gapsOf(manifest, path, selected, selection)),
    ],
  }
}

interface Found extends Selected {
  /** As the go.mod has it: what is taken for it may be called otherwise. */
  asked: string
  dependency: Dependency
}

/** What a go.mod lists; each module once, whatever it says. */
function listedIn({ requires, tools }: GoModule, path: string, selection: Selection): Found[] {
  const found = new Map<string, Found>()
  const paths = new Set(requires.map((each) => each.path))
  const toolsOf = new Set(tools.flatMap((tool) => providerOf(tool, paths) ?? []))
  for (const { path: asked, version: range, isIndirect, line } of requires) {
    const selected = selection.select(asked, range)
    const direct = !isIndirect || toolsOf.has(asked)
    found.set(asked, {
      ...selected, asked,
      dependency: { name: selected.name, version: selected.version, range: direct ? range : null, scope: 'runtime', direct, requires: [], at: { path, line } },
    })
  }
  return [...found.values()]
}

/** What is vendored without being listed: before Go 1.17, what only others need. */
function unlistedIn(selection: Selection, own: readonly Found[]): Found[] {
  const { path = '', modules = new Map<string, never>() } = selection.vendored ?? {}
  const known = new Set(own.map(({ asked }) => asked))
  return [...modules.values()].filter((each) => !known.has(each.path)).map(({ path: asked, version, line }) => {
    const selected = selection.select(asked, version)
    return { ...selected, asked, dependency: { name: selected.name, version: selected.version, range: null, scope: 'runtime', direct: false, requires: [], at: { path, line } } }
  })
}

/** Longer paths are made to take long. */
const maxPath = 1_000

/** The module that a package is of: the longest path that it begins with. */
function providerOf(package_: string, modules: ReadonlySet<string>): string | null {
  for (let path = package_.slice(0, maxPath); path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) if (modules.has(path)) return path
  return null
}

/** With what is known of who asks for what: the modules that lie in the tree say it themselves. */
function withRequired(selected: readonly Found[]): Dependency[] {
  const places = new Map(selected.map(({ asked }, place) => [asked, place]))
  return selected.map(({ dependency, local }, own) => {
    const asked = local?.manifest?.requires.filter(({ isIndirect }) => !isIndirect) ?? []
    const requires = asked.flatMap(({ path }) => places.get(path) ?? []).filter((place) => place !== own)
    return { ...dependency, requires: [...new Set(requires)].toSorted((a, b) => a - b) }
  })
}

function gapsOf(manifest: GoModule, path: string, selected: readonly Found[], selection: Selection): Gap[] {
  const gap = (problem: Selected['problem'], says: string): Gap[] => {
    const names = selected.filter((each) => each.problem === problem).map(({ asked }) => asked)
    return names.length === 0 ? [] : [{ path, reason: `${says}: ${listed(names)}.` }]
  }
  return [
    ...gap('inexact', 'No exact version is asked for'),
    ...gap('excluded', 'The version that is asked for is excluded, so another one is taken which is not known'),
    ...gap('outside', 'Folders that are no modules of this tree are taken for'),
    ...gap('inconsistent', `The go.mod and ${vendoredName} tell different versions, of which those of the go.mod stand here`),
    ...(manifest.listsAll || manifest.requires.length === 0 || selection.vendored !== null ? [] : [{ path, reason: leavesOut }]),
  ]
}

const leavesOut = `A go.mod for Go 1.16 or older leaves out modules that only others need, and nothing is vendored: they are not known.`
