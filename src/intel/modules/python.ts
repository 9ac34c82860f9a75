import type { Manifest } from '../manifests/manifest.ts'
import { pathIndexOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import { foldersAround, found, joinPath, manifestsAround, type ModuleFiles, type ModuleQuestion, type ModuleResolver } from './module.ts'

/** `acme.tax` is acme/tax.py or acme/tax/__init__.py below a folder of the search path: https://docs.python.org/3/reference/import.html. */
export const resolvePython: ModuleResolver = async (question) => {
  const { tree, path, module, name, world } = question
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(module) ?? []
  if (dots !== '') {
    const base = foldersAround(path)[dots.length - 1]
    return base === undefined ? [] : inRoots(tree, [base], rest, name)
  }
  const here = inRoots(tree, await rootsFor(question), module, name)
  if (here.length > 0) return here
  const top = module.split('.')[0] ?? ''
  const published = await world.publishing('pypi', (each) => each.replaceAll('-', '_') === top.toLowerCase(), tree)
  for (const others of [published, await world.others(tree)]) {
    const there = await Promise.all(others.map(async (other) => inRoots(other, packageRoots(await world.manifestsOf(other)), module, name)))
    if (there.some((each) => each.length > 0)) return there.flat()
  }
  return []
}

/** Where a file's imports are looked for: the folders of its package, then those around it that are no packages, as scripts and tests have it. */
async function rootsFor({ tree, path, world }: ModuleQuestion): Promise<string[]> {
  const manifests = await world.manifestsOf(tree)
  const around = manifestsAround(manifests, path, 'pypi')
  const { has } = pathIndexOf(tree.files)
  const outside = foldersAround(path).filter((folder) => folder === '' || !has(`${folder}/__init__.py`))
  return [...new Set([...packageRoots(around), ...outside, ...packageRoots(manifests)])]
}

/** The folders below which the modules of packages stand, as far as prefixes are not in play. */
export function packageRoots(manifests: readonly Manifest[]): string[] {
  const roots = manifests.flatMap(({ ecosystem, folder, modules }) => {
    if (ecosystem !== 'pypi') return []
    const told = modules.flatMap(({ prefix, path }) => (prefix === '' ? (joinPath(folder, path) ?? []) : []))
    return [...told, joinPath(folder, 'src') ?? '', folder.slice(0, -1), joinPath(folder, 'lib') ?? '']
  })
  return [...new Set([...roots, '', 'src', 'lib'])]
}

function inRoots(tree: Tree, roots: readonly string[], module: string, name: string | null): ModuleFiles[] {
  for (const root of roots) {
    const hit = inRoot(tree, root, module, name)
    if (hit.length > 0) return hit
  }
  return []
}

/** A name that is a module by itself is that module; else it stands inside. */
function inRoot(tree: Tree, root: string, module: string, name: string | null): ModuleFiles[] {
  const base = joinPath(root, module.replaceAll('.', '/'))
  if (base === null) return []
  const submodule = name === null ? [] : moduleFiles(tree, base === '' ? name : `${base}/${name}`)
  const own = moduleFiles(tree, base)
  const inside = name === null ? [] : [name]
  // A package may hold a name in its __init__ and a module of that name: what it holds itself is looked at first.
  return [...found(tree, own, inside), ...found(tree, submodule)]
}

function moduleFiles(tree: Tree, base: string): string[] {
  const { has } = pathIndexOf(tree.files)
  const tries = [`${base}/__init__.py`, `${base}/__init__.pyi`, `${base}.py`, `${base}.pyi`].map((path) => path.replace(/^\//, ''))
  const first = tries.find(has)
  return first === undefined ? [] : [first]
}

