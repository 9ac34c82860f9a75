import type { Family } from '../families.ts'
import type { Ecosystem, Manifest } from '../manifests/manifest.ts'
import { isForeign } from '../manifests/manifests.ts'
import { packageRoots } from '../modules/python.ts'
import { nameOf, pathIndexOf } from '../path-index.ts'
import { isTestPath } from '../test-path.ts'
import type { Tree } from '../tree.ts'
import type { ModuleFamily } from './modules-named.ts'

/** A module that other repositories can name. */
export interface PublishedModule {
  family: ModuleFamily
  /** As code names it; of C the path of a header, which code names by its end. Empty where only an index tells of the package. */
  name: string
  /** The package it is part of; null where no manifest says. */
  package: string | null
  /** Where the manifest lies, or else what is published; empty for the root, else it ends with a slash. */
  folder: string
}

/** Of one tree; more are told as a gap. */
export const maxPublished = 10_000

interface Publishing {
  tree: Tree
  manifests: readonly Manifest[]
  /** What its files of Java and the like say that they belong to, by path. */
  packages: ReadonlyMap<string, string>
}

/** What a tree publishes, by its manifests, by what lies in the places that they name, and by what its files say that they belong to. */
export function publishedBy(publishing: Publishing): PublishedModule[] {
  return [...byName(publishing), ...pythonModules(publishing), ...rubyFiles(publishing), ...javaPackages(publishing), ...headers(publishing)]
}

const namedIn: Partial<Record<Ecosystem, Family>> = { npm: 'javascript', go: 'go', cargo: 'rust' }

/** Where code names what it uses as manifests do. */
const byName = ({ manifests }: Publishing): PublishedModule[] =>
  manifests.flatMap(({ ecosystem, name, folder }) => {
    const family = namedIn[ecosystem]
    return family === undefined || name === null ? [] : [{ family, name, package: name, folder }]
  })

const noModule = /^(?:tests?|testing|docs?|examples?|samples?|scripts?|tools?|benchmarks?|build|dist|setup|conftest|noxfile|tasks|__main__|__init__)$/

/** The outermost modules that importing finds where packages are installed from; namespaces are gone through. */
function pythonModules({ tree, manifests }: Publishing): PublishedModule[] {
  const { in: filesIn } = pathIndexOf(tree.files)
  const folders = foldersOf(tree)
  const found = new Map<string, PublishedModule>()
  const isPackage = (folder: string) => filesIn(folder).some((path) => nameOf(path) === '__init__.py')
  const look = (manifest: Manifest, at: string, prefix: string, depth: number) => {
    const add = (name: string) => found.set(`${prefix}${name}`, { family: 'python', name: `${prefix}${name}`, package: manifest.name, folder: manifest.folder })
    for (const path of filesIn(at)) if (path.endsWith('.py') && !noModule.test(nameOf(path).slice(0, -3))) add(nameOf(path).slice(0, -3))
    for (const folder of folders.get(at) ?? []) {
      const name = nameOf(folder)
      if (noModule.test(name) || !/^[A-Za-z_]\w*$/.test(name)) continue
      if (isPackage(folder)) add(name)
      else if (depth < 2 && hasPackages(folder)) look(manifest, folder, `${prefix}${name}.`, depth + 1)
    }
  }
  const hasPackages = (folder: string) => (folders.get(folder) ?? []).some(isPackage)
  for (const manifest of manifests) {
    if (manifest.ecosystem !== 'pypi' || manifest.name === null) continue
    for (const root of packageRoots([manifest])) if (`${root}/`.startsWith(manifest.folder) || manifest.folder === '') look(manifest, root, '', 0)
  }
  return [...found.values()]
}

/** The folders in each folder. */
function foldersOf(tree: Tree): Map<string, string[]> {
  const folders = new Map<string, Set<string>>()
  for (const path of tree.files.paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end)
      const parent = folder.slice(0, Math.max(folder.lastIndexOf('/'), 0))
      const known = folders.get(parent) ?? new Set()
      if (known.has(folder)) break
      folders.set(parent, known.add(folder))
    }
  }
  return new Map([...folders].map(([folder, inside]) => [folder, [...inside]]))
}

/** What `require` finds of gems. */
function rubyFiles({ tree, manifests }: Publishing): PublishedModule[] {
  const gems = manifests.filter(({ ecosystem, name }) => ecosystem === 'rubygems' && name !== null)
  const roots = gems.flatMap((gem) => gem.modules.map(({ path }) => ({ gem, root: `${gem.folder}${path}/` })))
  return tree.files.paths.flatMap((path): PublishedModule[] => {
    const at = path.endsWith('.rb') ? roots.find(({ root }) => path.startsWith(root)) : undefined
    return at ? [{ family: 'ruby', name: path.slice(at.root.length, -3), package: at.gem.name, folder: at.gem.folder }] : []
  })
}

function javaPackages({ manifests, packages }: Publishing): PublishedModule[] {
  const around = manifests.filter(({ ecosystem }) => ecosystem === 'maven').toSorted((a, b) => b.folder.length - a.folder.length)
  const found = new Map<string, PublishedModule>()
  for (const [path, name] of packages) {
    if (!name.includes('.') || isTestPath(path)) continue
    const manifest = around.find(({ folder }) => path.startsWith(folder))
    const key = `${name} ${manifest?.folder}`
    if (!found.has(key)) found.set(key, { family: 'jvm', name, package: manifest?.name ?? null, folder: manifest?.folder ?? '' })
  }
  return [...found.values()]
}

/** What others wrote, and stand-ins for it. */
const isCopied = (path: string) => isForeign(path) || /(^|\/)(?:deps|externals?|extern|contrib|3rd-?party|third-party|subprojects|sparse|compat)\//.test(path)

/** Which of its headers are meant for others no tree of C says; those that it has from others are not. */
function headers({ tree }: Publishing): PublishedModule[] {
  const all = tree.files.paths.filter((path, at) => /\.(?:h|hh|hpp|hxx|cuh)$/.test(path) && tree.files.kind(at) === 'file' && !isCopied(path) && !isTestPath(path))
  return all.map((name) => ({ family: 'c', name, package: null, folder: '' }))
}
