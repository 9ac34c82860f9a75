import type { Manifest } from '../manifests/manifest.ts'
import { pathIndexOf, parentOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import { found, joinPath, manifestsAround, type ModuleFiles, type ModuleQuestion, type ModuleResolver } from './module.ts'
import { tsconfigPaths } from './tsconfig.ts'

/**
 * As Node and TypeScript resolve, but with sources before what is built from them, since a repository holds the former:
 * https://nodejs.org/api/esm.html#resolution-algorithm, https://www.typescriptlang.org/docs/handbook/modules/reference.html.
 */
export const resolveJavaScript: ModuleResolver = async (question) => {
  const { tree, path, module, world } = question
  if (/^\.{1,2}(\/|$)/.test(module)) return files(tree, joinPath(parentOf(path), module))
  if (module.startsWith('/')) return files(tree, joinPath('', module))
  const manifests = await world.manifestsOf(tree)
  if (module.startsWith('#')) return ownName(question, manifests)
  const mapped = (await tsconfigPaths(question)).flatMap((each) => files(tree, each))
  return mapped.length > 0 ? mapped : resolvePackage(question, manifests)
}

/** What a package names for itself alone: https://nodejs.org/api/packages.html#subpath-imports. */
function ownName({ tree, path, module }: ModuleQuestion, manifests: readonly Manifest[]): ModuleFiles[] {
  const [manifest] = manifestsAround(manifests, path, 'npm')
  const declared = manifest?.modules.flatMap((each) => matchModule(each.prefix, each.path, module) ?? []) ?? []
  return declared.filter((each) => each.startsWith('./')).flatMap(sourcesOf).map((each) => files(tree, joinPath(manifest?.folder ?? '', each))).find((hit) => hit.length > 0) ?? []
}

async function resolvePackage({ tree, path, module, world }: ModuleQuestion, manifests: readonly Manifest[]): Promise<ModuleFiles[]> {
  const [, name, subpath = ''] = /^((?:@[^/]+\/)?[^/]+)\/?(.*)$/.exec(module) ?? []
  if (name === undefined) return []
  const own = manifests.filter((each) => each.ecosystem === 'npm' && each.name === name)
  const here = [...linkedFolders(manifestsAround(manifests, path, 'npm'), name), ...own].flatMap((each) => packageFiles(tree, each, subpath))
  if (here.length > 0) return here
  const elsewhere = await world.publishing('npm', (each) => each === name, tree)
  const all = await Promise.all(elsewhere.map(async (other) => (await world.manifestsOf(other)).filter((each) => each.ecosystem === 'npm' && each.name === name).flatMap((each) => packageFiles(other, each, subpath))))
  return all.flat()
}

type PackageFolder = Pick<Manifest, 'folder' | 'modules'>

/** Where `file:` and the like lead: what is in such a folder need not have the name by which it is used. */
function linkedFolders(manifests: readonly Manifest[], name: string): PackageFolder[] {
  const folders = manifests.flatMap(({ folder, local }) => local.flatMap((each) => (each.name === name ? (joinPath(folder, each.folder) ?? []) : [])))
  return folders.map((folder) => ({ folder: `${folder}/`, modules: [] }))
}

/** The file that stands for a package of the tree as a whole: its source, where that is told apart from what is built. */
export const packageEntry = (tree: Tree, manifest: PackageFolder): string | null => packageFiles(tree, manifest, '')[0]?.paths[0] ?? null

/** The file that a package offers under a subpath (empty for the package itself). */
function packageFiles(tree: Tree, manifest: PackageFolder, subpath: string): ModuleFiles[] {
  const wanted = subpath === '' ? '.' : `./${subpath}`
  const declared = manifest.modules.flatMap(({ prefix, path }) => matchModule(prefix, path, wanted) ?? [])
  const usual = subpath === '' ? ['src/index', 'index', 'lib/index', 'src/main', 'main'] : [subpath, `src/${subpath}`, `lib/${subpath}`]
  for (const path of [...declared.flatMap(sourcesOf), ...usual]) {
    const hit = files(tree, joinPath(manifest.folder, path))
    if (hit.length > 0) return hit
  }
  return []
}

/** `./features/*` may stand for any rest. */
function matchModule(prefix: string, path: string, wanted: string): string | null {
  if (prefix === wanted) return path
  const [before = '', after] = prefix.split('*')
  if (after === undefined || !wanted.startsWith(before) || !wanted.endsWith(after) || wanted.length < prefix.length - 1) return null
  return path.replaceAll('*', wanted.slice(before.length, wanted.length - after.length))
}

const built = /^(\.\/)?(dist|build|out|lib|esm|cjs|es)\/((?:esm|cjs|es|types|src)\/)*/

/** The path itself, then the sources that a build makes it from. */
function sourcesOf(path: string): string[] {
  const source = path.replace(/\.d\.([cm]?)ts$/, '.$1js')
  const inside = source.replace(built, '')
  const guesses = inside === source ? [] : [`src/${inside}`, `lib/${inside}`, inside]
  return [...guesses, path]
}

const extensions = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs', 'd.ts', 'vue', 'svelte']

function files(tree: Tree, path: string | null): ModuleFiles[] {
  if (path === null) return []
  const { has } = pathIndexOf(tree.files)
  // `./cart.js` is written for what `./cart.ts` is compiled to.
  const stem = path.replace(/\.([cm]?)jsx?$/, '')
  const sources = stem === path ? [] : extensions.slice(0, 4).map((extension) => `${stem}.${extension}`)
  const tries = [...sources, path, ...extensions.map((extension) => `${path}.${extension}`), ...extensions.map((extension) => (path === '' ? `index.${extension}` : `${path}/index.${extension}`))]
  const hit = tries.find((each) => each !== '' && has(each))
  return found(tree, hit === undefined ? [] : [hit])
}

