import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Manifest } from '../../manifests/manifest.ts'
import { readManifests } from '../../manifests/manifests.ts'
import { joinPath } from '../../modules/module.ts'
import type { Tree } from '../../tree.ts'
import { folderAround, foldersWithin, outermost } from './folders.ts'
import { installed, isForeign, pathsOf, placeIn, type Indexer } from './indexer.ts'
import { pythonVersionIn } from './python-version.ts'

const { folder: indexer, version } = installed('@sourcegraph/scip-python')

const isCode = (path: string) => /\.pyi?$/.test(path) && !isForeign(path)
const maxProjects = 50

/** A package of the repository: its folder, and those below which its modules lie. */
interface Project {
  folder: string
  name: string
  version: string
  sources: string[]
}

/**
 * Python: a run for each folder whose manifest names a package, since an index of this indexer is of one package, and one for the root, if
 * there is code outside of these.
 */
export const python: Indexer = {
  name: 'scip-python',
  version,
  async roots(tree, signal) {
    const packages = new Set((await projectsOf(tree, signal)).map(({ folder }) => folder))
    return [...new Set(pathsOf(tree, isCode).map((path) => folderAround(path, packages) ?? ''))].toSorted()
  },
  reads: isCode,
  async prepare(tree, root, signal) {
    const projects = await projectsOf(tree, signal)
    const own = projects.find(({ folder }) => folder === root) ?? { folder: root, name: tree.repository.name, version: tree.commit, sources: sourcesOf(tree, root, []) }
    const others = projects.filter(({ folder }) => folder !== root)
    const files = new Map([
      [posix.join(root, 'scip-pyrightconfig.json'), JSON.stringify(configOf(own, others))],
      [environmentFile, JSON.stringify(others.map((other) => environmentOf(tree, other)))],
    ])
    return {
      files, folder: root, preloaded: [loosePath], program: join(indexer, 'index.js'),
      args: ({ checkout, output }) => [
        // The slash keeps it from taking packages/core-extra for a part of packages/core.
        'index', `--cwd=${placeIn(checkout, root)}/`, `--output=${output}`, `--project-name=${own.name}`, `--project-version=${own.version}`,
        `--environment=${join(checkout, environmentFile)}`, '--quiet',
      ],
    }
  },
}

const environmentFile = '.firebreak-environment.json'
const loosePath = fileURLToPath(new URL('./loose-path.ts', import.meta.url))

async function projectsOf(tree: Tree, signal: AbortSignal): Promise<Project[]> {
  const named = new Map<string, Manifest>()
  for (const manifest of await readManifests(tree, signal)) {
    const folder = manifest.folder.replace(/\/$/, '')
    if (manifest.ecosystem === 'pypi' && manifest.name !== null && !named.has(folder)) named.set(folder, manifest)
  }
  const folders = outermost(named.keys(), maxProjects)
  return Promise.all(folders.map(async (folder) => projectOf(tree, folder, named.get(folder))))
}

async function projectOf(tree: Tree, folder: string, manifest: Manifest | undefined): Promise<Project> {
  const texts = await tree.texts(['pyproject.toml', 'setup.cfg', 'setup.py'].map((name) => posix.join(folder, name)))
  return { folder, name: manifest?.name ?? '', version: pythonVersionIn(texts) ?? tree.commit, sources: sourcesOf(tree, folder, manifest?.modules ?? []) }
}

/** As its manifest tells, or `src` where there is one; and the folder itself. */
function sourcesOf(tree: Tree, folder: string, modules: Manifest['modules']): string[] {
  const told = modules.flatMap(({ prefix, path }) => (prefix === '' ? (joinPath(folder, path) ?? []) : []))
  const usual = posix.join(folder, 'src')
  const hasUsual = tree.files.paths.some((path) => path.startsWith(`${usual}/`)) && tree.files.indexOf(`${usual}/__init__.py`) < 0
  return [...new Set([...told, ...(hasUsual ? [usual] : []), folder])]
}

/** Taken before a pyrightconfig.json of the repository, which may name an interpreter and a virtual environment. */
function configOf(own: Project, others: readonly Project[]): object {
  const relative = (path: string) => posix.relative(`/${own.folder}`, `/${path}`) || '.'
  const inner = foldersWithin(own.folder, others.map(({ folder }) => folder))
  return {
    include: ['.'], exclude: ['**/node_modules', '**/__pycache__', '**/.*', ...inner],
    extraPaths: [...new Set([own, ...others].flatMap(({ sources }) => sources).map(relative))].filter((path) => path !== '.'),
    pythonPlatform: 'Linux',
  }
}

/** Another package of the repository as if it were installed: its modules lead to its name and version. */
function environmentOf(tree: Tree, { name, version: its, sources }: Project): object {
  const [first = ''] = sources
  const modules = pathsOf(tree, isCode).filter((path) => first === '' || path.startsWith(`${first}/`))
  return { name, version: its, files: modules.map((path) => path.slice(first === '' ? 0 : first.length + 1)) }
}
