import type { Ecosystem, Manifest } from '../manifests/manifest.ts'
import { nameOf, parentOf, pathIndexOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'

/** What is known of packages over all repositories that one person may see. */
export interface World {
  manifestsOf(tree: Tree): Promise<readonly Manifest[]>
  /** Other repositories, at their default branches, that publish a package of such a name. */
  publishing(ecosystem: Ecosystem, passes: (name: string) => boolean, not: Tree): Promise<readonly Tree[]>
  /** Other repositories at their default branches, the ones that the tree depends on first; as many as can be opened in time. */
  others(tree: Tree): Promise<readonly Tree[]>
  /** Names of repositories that could not be opened in time: what is asked again finds them. */
  late(): Promise<readonly string[]>
  /** Of the others, only those that publish what the tree depends on. */
  dependencies(tree: Tree): Promise<readonly Tree[]>
  /** A repository as it is seen here; null for one that is not. */
  treeOf(repositoryId: string): Promise<Tree | null>
}

/** An import as it stands in a file. */
export interface ModuleQuestion {
  tree: Tree
  path: string
  /** As the language writes it: `./cart`, `github.com/acme/kit/env`, `acme.tax`, `com.acme.tax.Rates`, `crate::order`. */
  module: string
  /** The name that is taken from it, where it may be a module of its own; null for all of it. */
  name: string | null
  world: World
}

/** The files that a module is made of. */
export interface ModuleFiles {
  tree: Tree
  paths: readonly string[]
  /** What of the question names things inside these files, outermost first. */
  inside: readonly string[]
}

/** Nothing where the module is not in any repository that is known here: the language's own library, say. */
export type ModuleResolver = (question: ModuleQuestion) => Promise<readonly ModuleFiles[]>

/** A path below a folder, with `.` and `..` resolved; null when it leads out of the repository. */
export function joinPath(folder: string, path: string): string | null {
  const parts: string[] = []
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return null
  }
  return parts.join('/')
}

/** The folders around a file, innermost first, the root last. */
export function foldersAround(path: string): string[] {
  const folders: string[] = []
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    folders.push(folder)
    if (folder === '') return folders
  }
}

/** The manifest in whose folder a file lies, the innermost first. */
export function manifestsAround(manifests: readonly Manifest[], path: string, ecosystem: Ecosystem): Manifest[] {
  return manifests.filter((each) => each.ecosystem === ecosystem && path.startsWith(each.folder)).toSorted((a, b) => b.folder.length - a.folder.length)
}

/** Of paths that end alike, those that stand nearest to a file first: the most common folders, then the shortest. */
export function nearestFirst(paths: readonly string[], path: string): string[] {
  return paths.toSorted((a, b) => commonFolders(b, path) - commonFolders(a, path) || a.length - b.length || (a < b ? -1 : 1))
}

export function commonFolders(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')]
  let common = 0
  while (common < left.length - 1 && common < right.length - 1 && left[common] === right[common]) common++
  return common
}

/** Files of the folder with one of these extensions (without dots). */
export function filesIn(tree: Tree, folder: string, extensions: readonly string[]): string[] {
  return pathIndexOf(tree.files).in(folder).filter((path) => extensions.includes(extensionOf(path)))
}

export const extensionOf = (path: string): string => nameOf(path).slice(nameOf(path).lastIndexOf('.') + 1)

/** A tree and what was found in it, unless that is nothing. */
export const found = (tree: Tree, paths: readonly string[], inside: readonly string[] = []): ModuleFiles[] => (paths.length === 0 ? [] : [{ tree, paths, inside }])
