import { join, posix } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { readManifests } from '../../manifests/manifests.ts'
import type { Manifest } from '../../manifests/manifest.ts'
import { packageEntry } from '../../modules/javascript.ts'
import { manifestsAround } from '../../modules/module.ts'
import { pathMapOf, type PathMap } from '../../modules/tsconfig.ts'
import { nameOf, parentOf, pathIndexOf } from '../../path-index.ts'
import type { Tree } from '../../tree.ts'
import { folderFinder, foldersWithin, outermost } from './folders.ts'
import { inPieces, installed, isForeign, pathsOf, placeIn, type Indexer, type Preparation } from './indexer.ts'

const { folder, version } = installed('@sourcegraph/scip-typescript')

const isCode = (path: string) => /\.[cm]?[jt]sx?$/.test(path) && !isForeign(path)
const isConfig = (path: string) => /^[jt]sconfig\b.*\.json$/.test(nameOf(path))

/**
 * TypeScript and JavaScript: one run over the whole repository, so that what its packages use of one another is in one index. Each folder that
 * has a tsconfig.json or jsconfig.json is a project, and each file belongs to the innermost one around it, or to that of the root.
 */
export const typescript: Indexer = {
  name: 'scip-typescript',
  version,
  roots: async (tree) => ((await pathsOf(tree, isCode)).length > 0 ? [''] : []),
  reads: (path) => isCode(path) || (path.endsWith('.json') && !isConfig(path) && !isForeign(path)),
  async prepare(tree, _root, signal) {
    const projects = await projectsOf(tree)
    const packages = (await readManifests(tree, signal)).filter(({ ecosystem }) => ecosystem === 'npm')
    const files = new Map<string, string>()
    for (const project of projects) {
      files.set(configIn(project), JSON.stringify(await configOf(tree, project, { projects, packages })))
      await setImmediate()
    }
    // Without one the indexer looks for the name of the package above the checkout.
    if (!pathIndexOf(tree.files).has('package.json')) files.set('package.json', JSON.stringify({ name: tree.repository.name }))
    return { files, folder: '', preloaded: [], program: join(folder, 'dist', 'src', 'main.js'), args: argsFor(projects) }
  },
}

const argsFor = (projects: readonly string[]): Preparation['args'] => ({ checkout, output }) =>
  ['index', '--cwd', checkout, '--output', output, '--no-progress-bar', '--', ...projects.map((project) => placeIn(checkout, configIn(project)))]

const configIn = (project: string) => posix.join(project, 'tsconfig.firebreak.json')
const maxProjects = 1_000

/** The folders of the projects that files belong to. */
async function projectsOf(tree: Tree): Promise<string[]> {
  const configured = (await pathsOf(tree, (path) => /^[jt]sconfig\.json$/.test(nameOf(path)) && !isForeign(path))).map(parentOf)
  const around = folderFinder(new Set(outermost(new Set(configured), maxProjects)))
  const projects = new Set<string>()
  await inPieces(await pathsOf(tree, isCode), (path) => void projects.add(around(path) ?? ''))
  return [...projects].toSorted()
}

/** What makes the most of code whose dependencies are not there: any file counts, and names of modules lead to sources. */
const usualOptions = {
  target: 'esnext', module: 'preserve', moduleResolution: 'bundler', jsx: 'preserve', allowJs: true, resolveJsonModule: true, experimentalDecorators: true,
  strict: true, skipLibCheck: true, noEmit: true, types: [],
}

/** Of a project's own settings only where names of modules lead is taken over. */
async function configOf(tree: Tree, project: string, { projects, packages }: { projects: readonly string[]; packages: readonly Manifest[] }): Promise<object> {
  const own = await pathsIn(tree, project)
  const baseUrl = own?.baseUrl ?? null
  const base = baseUrl ?? project
  const from = (path: string) => relativeTo(base, path)
  const mapped = (own?.patterns ?? []).map(({ pattern, targets }): [string, string[]] => [pattern, targets.map(from)])
  return {
    compilerOptions: {
      ...usualOptions,
      ...(baseUrl === null ? {} : { baseUrl: relativeTo(project, baseUrl) }),
      paths: Object.fromEntries([...neighbours(tree, project, packages, from), ...mapped]),
    },
    include: ['**/*'],
    exclude: foldersWithin(project, projects),
  }
}

const relativeTo = (folder: string, path: string) => {
  const relative = posix.relative(`/${folder}`, `/${path}`)
  return relative.startsWith('..') ? relative : `./${relative}`
}

async function pathsIn(tree: Tree, project: string): Promise<PathMap | null> {
  const { has } = pathIndexOf(tree.files)
  const file = ['tsconfig.json', 'jsconfig.json'].map((name) => posix.join(project, name)).find(has)
  return file === undefined ? null : pathMapOf(tree, file)
}

/** Packages of this repository that the project depends on: where they would be installed, a package manager puts links to their folders. */
function neighbours(tree: Tree, project: string, packages: readonly Manifest[], from: (path: string) => string): [string, string[]][] {
  const needed = new Set(manifestsAround(packages, `${posix.join(project, 'x')}`, 'npm').flatMap(({ dependencies }) => dependencies))
  return packages.flatMap((manifest): [string, string[]][] => {
    const { name, folder: at } = manifest
    const entry = name !== null && needed.has(name) ? packageEntry(tree, manifest) : null
    return entry === null ? [] : [[`${name}`, [from(entry)]], [`${name}/*`, [from(`${at}*`), from(`${at}src/*`)]]]
  })
}
