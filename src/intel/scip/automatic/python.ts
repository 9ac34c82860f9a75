import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Manifest } from '../../manifests/manifest.ts'
import { readManifests } from '../../manifests/manifests.ts'
import { joinPath } from '../../modules/module.ts'
import type { Tree } from '../../tree.ts'
import { folderFinder, foldersWithin, outermost } from './folders.ts'
import { inPieces, installed, isForeign, pathsOf, placeIn, type Indexer } from './indexer.ts'
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
    const around = folderFinder(new Set((await projectsOf(tree, signal)).keys()))
    const roots = new Set<string>()
    await inPieces(await pathsOf(tree, isCode), (path) => void roots.add(around(path) ?? ''))
    return [...roots].toSorted()
  },
  reads: isCode,
  async prepare(tree, root, signal) {
    const code = await pathsOf(tree, isCode)
    const manifests = await projectsOf(tree, signal)
    const usual = await usualSources([...manifests.keys(), root], code)
    const projects = await Promise.all([...manifests].map(([folder, manifest]) => projectOf(tree, folder, { manifest, usual })))
    const own = projects.find(({ folder }) => folder === root) ?? { folder: root, name: tree.repository.name, version: tree.commit, sources: sourcesOf(root, usual) }
    const others = projects.filter(({ folder }) => folder !== root)
    const files = new Map([
      [posix.join(root, 'scip-pyrightconfig.json'), JSON.stringify(configOf(own, others))],
      [environmentFile, JSON.stringify(await environmentOf(others, code))],
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

/** The manifests that name packages, by their folders. */
async function projectsOf(tree: Tree, signal: AbortSignal): Promise<Map<string, Manifest>> {
  const named = new Map<string, Manifest>()
  for (const manifest of await readManifests(tree, signal)) {
    const folder = manifest.folder.replace(/\/$/, '')
    if (manifest.ecosystem === 'pypi' && manifest.name !== null && !named.has(folder)) named.set(folder, manifest)
  }
  const kept = new Set(outermost(named.keys(), maxProjects))
  return new Map([...named].filter(([folder]) => kept.has(folder)))
}

async function projectOf(tree: Tree, folder: string, { manifest, usual }: { manifest: Manifest; usual: ReadonlySet<string> }): Promise<Project> {
  const texts = await tree.texts(['pyproject.toml', 'setup.cfg', 'setup.py'].map((file) => posix.join(folder, file)))
  return { folder, name: manifest.name ?? '', version: pythonVersionIn(texts) ?? tree.commit, sources: sourcesOf(folder, usual, manifest.modules) }
}

/** As the manifest tells, or `src` where there is one; and the folder itself. */
function sourcesOf(folder: string, usual: ReadonlySet<string>, modules: Manifest['modules'] = []): string[] {
  const told = modules.flatMap(({ prefix, path }) => (prefix === '' ? (joinPath(folder, path) ?? []) : []))
  const src = posix.join(folder, 'src')
  return [...new Set([...told, ...(usual.has(src) ? [src] : []), folder])]
}

/** Below which folders named `src` there is code, where these are no packages themselves. */
async function usualSources(folders: Iterable<string>, code: readonly string[]): Promise<Set<string>> {
  const around = folderFinder(new Set([...folders].map((folder) => posix.join(folder, 'src'))))
  const found = new Set<string>()
  const packages = new Set<string>()
  await inPieces(code, (path) => {
    const source = around(path)
    if (source !== null) found.add(source)
    if (source !== null && path === `${source}/__init__.py`) packages.add(source)
  })
  return found.difference(packages)
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

/** Other packages of the repository as if they were installed: their modules lead to a name and a version. */
async function environmentOf(others: readonly Project[], code: readonly string[]): Promise<object[]> {
  const modules = new Map<string, string[]>(others.map(({ sources: [first = ''] }) => [first, []]))
  const around = folderFinder(new Set(modules.keys()))
  await inPieces(code, (path) => {
    const source = around(path)
    if (source !== null) modules.get(source)?.push(source === '' ? path : path.slice(source.length + 1))
  })
  return others.map(({ name, version: its, sources: [first = ''] }) => ({ name, version: its, files: modules.get(first) ?? [] }))
}
