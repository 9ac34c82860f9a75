import { crateName } from '../manifests/cargo.ts'
import type { Manifest } from '../manifests/manifest.ts'
import { nameOf, parentOf, pathIndexOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import { found, joinPath, manifestsAround, type ModuleFiles, type ModuleQuestion, type ModuleResolver } from './module.ts'

/** Paths of modules: https://doc.rust-lang.org/reference/items/modules.html. What follows the last module names something in it. */
export const resolveRust: ModuleResolver = async (question) => {
  const { tree, path, module, name, world } = question
  const segments = [...module.split('::'), ...(name === null ? [] : [name])].filter((segment) => segment !== '' && segment !== '*')
  const [first = '', ...rest] = segments
  const manifests = await world.manifestsOf(tree)
  if (first === 'crate') return inOwnCrate(question, manifests, rest)
  const roots = rootsOf(tree, manifests)
  if (first === 'self' || first === 'super') return relative(question, roots, segments)
  const here = [...relative(question, roots, ['self', ...segments]).filter(({ paths }) => paths[0] !== path), ...inCrates(tree, named(manifests, first), rest)]
  if (here.length > 0) return here
  const others = await world.publishing('cargo', (each) => each === crateName(first), tree)
  return (await Promise.all(others.map(async (other) => inCrates(other, named(await world.manifestsOf(other), first), rest)))).flat()
}

const named = (manifests: readonly Manifest[], name: string) => manifests.filter((each) => each.ecosystem === 'cargo' && each.name === crateName(name))

function inCrates(tree: Tree, manifests: readonly Manifest[], segments: readonly string[]): ModuleFiles[] {
  const { has } = pathIndexOf(tree.files)
  return manifests.flatMap(({ folder, modules }) => {
    const root = modules.map(({ path }) => joinPath(folder, path)).find((path) => path !== null && has(path))
    return root ? descend(tree, root, rootsOf(tree, manifests), segments) : []
  })
}

function inOwnCrate({ tree, path }: ModuleQuestion, manifests: readonly Manifest[], segments: readonly string[]): ModuleFiles[] {
  const [manifest] = manifestsAround(manifests, path, 'cargo')
  if (!manifest) return []
  const roots = rootsAround(tree, manifest, path)
  return roots.length > 0 ? roots.flatMap((root) => descend(tree, root, rootsOf(tree, [manifest]), segments)) : inCrates(tree, [manifest], segments)
}

/** The roots of the crates that a file may be of: those in the innermost folder around it. A test, an example or a further program is its own. */
function rootsAround(tree: Tree, { folder, modules }: Manifest, path: string): string[] {
  const { has } = pathIndexOf(tree.files)
  const around = modules.flatMap((each) => joinPath(folder, each.path) ?? []).filter((root) => has(root) && path.startsWith(parentOf(root) && `${parentOf(root)}/`))
  const innermost = Math.max(...around.map((root) => parentOf(root).length))
  const roots = around.filter((root) => parentOf(root).length === innermost)
  const isOwn = /^(tests|examples|benches|src\/bin)\/[^/]+\.rs$/.test(path.slice(folder.length))
  return isOwn && innermost < parentOf(path).length ? [path] : roots
}

/** The files in which a crate begins: those that the manifests name, and in folders of which they name none all that Cargo finds: https://doc.rust-lang.org/cargo/guide/project-layout.html. */
function rootsOf(tree: Tree, manifests: readonly Manifest[]): ReadonlySet<string> {
  const index = pathIndexOf(tree.files)
  return new Set(manifests.filter(({ ecosystem }) => ecosystem === 'cargo').flatMap(({ folder, modules }) => {
    const named = modules.flatMap(({ path }) => joinPath(folder, path) ?? [])
    const usual = ['tests', 'examples', 'benches', 'src/bin'].map((each) => joinPath(folder, each) ?? each).filter((each) => !named.some((path) => parentOf(path) === each))
    return [...named, ...usual.flatMap((each) => index.in(each).filter((path) => path.endsWith('.rs')))]
  }))
}

function relative({ tree, path }: ModuleQuestion, roots: ReadonlySet<string>, segments: readonly string[]): ModuleFiles[] {
  let file: string | null = path
  let at = segments[0] === 'self' ? 1 : 0
  for (; segments[at] === 'super' && file !== null; at++) file = parentModule(tree, file, roots)
  return file === null ? [] : descend(tree, file, roots, segments.slice(at))
}

/** The folder in which the modules of a file lie: beside the roots of crates and mod.rs, else in a folder named as the file. */
const folderOf = (file: string, roots: ReadonlySet<string>) => (roots.has(file) || /^(lib|main|mod)\.rs$/.test(nameOf(file)) ? parentOf(file) : file.replace(/\.rs$/, ''))

/** Goes down as far as there are files; the rest names what is inside. */
function descend(tree: Tree, from: string, roots: ReadonlySet<string>, segments: readonly string[]): ModuleFiles[] {
  const { has } = pathIndexOf(tree.files)
  let file = from
  let at = 0
  for (; at < segments.length; at++) {
    const base = joinPath(folderOf(file, roots), segments[at] ?? '') ?? ''
    const next = [`${base}.rs`, `${base}/mod.rs`].find(has)
    if (next === undefined) break
    file = next
  }
  return found(tree, [file], segments.slice(at))
}

function parentModule(tree: Tree, file: string, roots: ReadonlySet<string>): string | null {
  const { has } = pathIndexOf(tree.files)
  const folder = nameOf(file) === 'mod.rs' ? parentOf(parentOf(file)) : parentOf(file)
  const beside = [...roots].filter((root) => parentOf(root) === folder)
  return [...beside, `${folder}/lib.rs`, `${folder}/main.rs`, `${folder}/mod.rs`, `${folder}.rs`].map((path) => path.replace(/^\//, '')).find((path) => path !== file && has(path)) ?? null
}
