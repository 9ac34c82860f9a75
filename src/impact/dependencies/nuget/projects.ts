import { folderOf, nameOf } from '../folders.ts'
import type { Dependency, Gap, ManifestFiles, Project, ProjectReader } from '../project.ts'
import { evaluateProject, lockPathsOf, type Evaluated } from './evaluated.ts'
import { readNuGetLock, type NuGetLock } from './lock.ts'
import { readPackagesConfig } from './packages-config.ts'
import { lockedByPaket, readPaketDependencies, readPaketReferences, referredByPaket } from './paket.ts'
import { declaredDependencies, lockedAlone, lockedDependencies, together, type Solution } from './resolved.ts'
import { readTools } from './sdks.ts'
import { createProjectTree, type SolutionTree } from './tree.ts'

const configName = 'packages.config'
const projectShape = /\.(?:cs|fs|vb)proj$/i
const toolsShape = /(?:^|\/)dotnet-tools\.json$/i
const fixedNames = new Set([configName, 'global.json', 'paket.lock', 'paket.dependencies', 'paket.references'])
const lockShape = /(?:^|\/)packages(?:\.[^/]+)?\.lock\.json$/i

/** Projects of .NET: each project file with what it imports, and its packages.lock.json, packages.config or paket.references. */
export const nugetProjects: ProjectReader = {
  ecosystem: 'nuget',
  reads: (path) => projectShape.test(path) || lockShape.test(path) || toolsShape.test(path) || /\.(?:props|targets|paket\.references)$/i.test(path) || fixedNames.has(nameOf(path).toLowerCase()),
  read(files) {
    const tree = createProjectTree(files)
    const projects = new Map(files.paths.filter((path) => projectShape.test(path)).map((path) => [path, evaluateProject(path, tree)]))
    const told = [...projects.values()].map((project) => readProject(project, files, { tree, projects }))
    const read = new Set(told.flatMap((project) => project.files))
    const folders = new Set([...projects.keys()].map(folderOf))
    const alone = files.paths.filter((path) => !read.has(path) && (lockShape.test(path) || (nameOf(path).toLowerCase() === configName && !folders.has(folderOf(path)))))
    const lists = files.paths.flatMap((path) => (toolsShape.test(path) ? [toolsProject(path, files)] : nameOf(path).toLowerCase() === 'paket.dependencies' ? [paketProject(path, files, tree)] : []))
    return [...told, ...alone.map((path) => withoutProject(path, files)), ...lists]
  },
}

function readProject(project: Evaluated, files: ManifestFiles, solution: Solution): Project {
  const { tree } = solution
  const lockPath = lockPathsOf(project).map((path) => tree.find(path)).find((path) => path !== null) ?? null
  const [lock, gaps] = lockIn(lockPath, files)
  const configPath = lock ? null : tree.find(`${folderOf(project.path)}${configName}`)
  const configured = configPath === null ? null : readPackagesConfig(files.text(configPath) ?? '', configPath)
  const paket = paketOf(project, tree)
  const { dependencies, rest } = lock ? lockedDependencies(project, lock, solution) : { dependencies: declaredDependencies(project, solution), rest: 0 }
  const reasons: (string | false)[] = [
    !lock && project.sdks.length > 0 && `It is built with ${project.sdks.map(({ name }) => name).join(', ')}, which may ask for more packages.`,
    !lock && project.packages.length > 0 && 'There is no packages.lock.json: what its packages ask for themselves is not known.',
  ]
  return {
    ecosystem: 'nuget', folder: folderOf(project.path), name: project.name, version: project.version, dependencies: together(configured ?? [], dependencies, paket.dependencies, project.sdks),
    files: [...new Set([...project.files, ...paket.files, ...[lockPath, configured && configPath].filter((path) => path !== null)])].toSorted(),
    graph: lock ? (rest > 0 ? 'partial' : 'whole') : project.projects.length > 0 || paket.dependencies.length > 0 ? 'partial' : 'none',
    gaps: [...gaps, ...gapsOf(project, files, solution), ...reasons.flatMap((reason) => (reason === false ? [] : [{ path: project.path, reason }])), ...(lockPath && rest > 0 ? [restGap(lockPath, rest)] : [])],
  }
}

/** What a project refers to by the paket.references beside it, which may be its alone. */
function paketOf({ path }: Evaluated, tree: SolutionTree): { dependencies: Dependency[]; files: string[] } {
  const references = tree.find(`${path}.paket.references`) ?? tree.find(`${folderOf(path)}paket.references`)
  if (references === null) return { dependencies: [], files: [] }
  const lockPath = tree.fileAbove(folderOf(path), 'paket.lock')
  return { dependencies: referredByPaket(readPaketReferences(tree.text(references) ?? ''), references, lockPath === null ? null : tree.paket(lockPath)), files: [references, ...(lockPath === null ? [] : [lockPath])] }
}

/** Everything that its projects may refer to; some of it only programs of the build use. */
function paketProject(path: string, files: ManifestFiles, tree: SolutionTree): Project {
  const lockPath = tree.find(`${folderOf(path)}paket.lock`)
  const { dependencies, rest } = lockedByPaket(readPaketDependencies(files.text(path) ?? ''), path, lockPath === null ? null : tree.paket(lockPath))
  return { ecosystem: 'nuget', folder: folderOf(path), name: null, version: null, files: lockPath === null ? [path] : [path, lockPath].toSorted(), dependencies, graph: lockPath === null ? 'none' : rest > 0 ? 'partial' : 'whole', gaps: lockPath !== null && rest > 0 ? [restGap(lockPath, rest)] : [] }
}

function lockIn(path: string | null, files: ManifestFiles): [NuGetLock | null, Gap[]] {
  const text = path === null ? null : files.text(path)
  if (path === null || text === null) return [null, []]
  const lock = readNuGetLock(text, path)
  return [lock, lock ? [] : [{ path, reason: 'This is no lockfile that can be read.' }]]
}

function gapsOf({ path, missing, isUncertain, projects }: Evaluated, files: ManifestFiles, { tree }: Solution): Gap[] {
  const lost = projects.filter((each) => tree.find(each.path) === null).length
  const gaps: (string | false)[] = [
    files.text(path) !== null && tree.root(path) === null && 'This is no project that can be read: it is not XML, or of another kind.',
    missing > 0 && `It imports ${missing} files that are not in the tree.`,
    lost > 0 && `It refers to ${lost} projects that are not in the tree.`,
    isUncertain && 'Some of what it asks for hangs on conditions that cannot be told from the tree; it is told of as if they held.',
    (tree.budget.elements <= 0 || tree.budget.references <= 0) && 'There is more in the tree than is looked at; what this project asks for may be incomplete.',
  ]
  return gaps.flatMap((reason) => (reason === false ? [] : [{ path, reason }]))
}

/** What no project file is known of: a website, say, or a program of one file. */
function withoutProject(path: string, files: ManifestFiles): Project {
  const text = files.text(path)
  const lock = text !== null && lockShape.test(path) ? readNuGetLock(text, path) : null
  const configured = text === null || lockShape.test(path) ? null : readPackagesConfig(text, path)
  const { dependencies, rest } = lock ? lockedAlone(lock, path) : { dependencies: configured ?? [], rest: 0 }
  const gaps = [
    ...(text !== null && !lock && !configured ? [{ path, reason: `This is no ${lockShape.test(path) ? 'lockfile' : configName} that can be read.` }] : []),
    ...(lock ? [{ path, reason: 'No project that is read uses this lockfile: it is of another kind of project, or was left behind.' }] : []),
    ...(rest > 0 ? [restGap(path, rest)] : []),
  ]
  return { ecosystem: 'nuget', folder: folderOf(path), name: null, version: null, files: [path], dependencies, graph: lock ? (rest > 0 ? 'partial' : 'whole') : 'none', gaps }
}

function toolsProject(path: string, files: ManifestFiles): Project {
  const text = files.text(path)
  const dependencies = text === null ? null : readTools(text, path)
  const gaps = text !== null && dependencies === null ? [{ path, reason: 'This is no list of tools that can be read.' }] : []
  return { ecosystem: 'nuget', folder: folderOf(path).replace(/(^|\/)\.config\/$/, '$1'), name: null, version: null, files: [path], dependencies: dependencies ?? [], graph: 'none', gaps }
}

const restGap = (path: string, rest: number): Gap => ({ path, reason: `Who asks for ${rest} of its packages is not told.` })
