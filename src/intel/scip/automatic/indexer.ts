import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Tree } from '../../tree.ts'

/** A program that makes SCIP indexes and that we bring along, and how it is run over a tree of which nothing is installed. */
export interface Indexer {
  name: string
  version: string
  /** The folders of the tree that each need a run, as paths without a slash at the end; none where the language is not in it. */
  roots(tree: Tree, signal: AbortSignal): Promise<string[]>
  /** Whether it needs to read a file of the tree. */
  reads(path: string): boolean
  /** What a run for one of the roots is given. */
  prepare(tree: Tree, root: string, signal: AbortSignal): Promise<Preparation>
}

/** Nothing in it is a setting of the repository: the indexers' own would name other files, plugins and programs, and what is not installed. */
export interface Preparation {
  /** Texts of ours, by their paths from the top of the checkout. */
  files: ReadonlyMap<string, string>
  /** The folder in which it is started, from the top of the checkout. */
  folder: string
  /** Modules that are loaded before the program. */
  preloaded: readonly string[]
  program: string
  args(places: { checkout: string; output: string }): string[]
}

const require = createRequire(import.meta.url)

/** Where a package that we depend on is, and its version. */
export function installed(name: string): { folder: string; version: string } {
  const manifest = require.resolve(`${name}/package.json`)
  const { version } = require(manifest) as { version: string }
  return { folder: dirname(manifest), version }
}

/** All packages that we brought along: indexers load those that they depend on from there. */
export const packagesFolder = dirname(dirname(dirname(require.resolve('@sourcegraph/scip-typescript/package.json'))))

/** Copies of other people's packages, which are not the repository's own code. */
export const isForeign = (path: string): boolean => /(^|\/)(node_modules|site-packages)\//.test(path)

const pieceLength = 5_000

/** Goes over a list that may be very long; everything else has its turn in between. */
export async function inPieces<T>(list: readonly T[], visit: (each: T, at: number) => void): Promise<void> {
  for (let from = 0; from < list.length; from += pieceLength) {
    const end = Math.min(from + pieceLength, list.length)
    for (let at = from; at < end; at++) visit(list[at] as T, at)
    await setImmediate()
  }
}

/** The paths of a tree that are files and pass. */
export async function pathsOf({ files }: Tree, passes: (path: string) => boolean): Promise<string[]> {
  const found: string[] = []
  await inPieces(files.paths, (path, at) => {
    if (passes(path) && files.kind(at) === 'file') found.push(path)
  })
  return found
}

/** A path of the tree in the checkout; `` is the checkout itself. */
export const placeIn = (checkout: string, path: string): string => (path === '' ? checkout : join(checkout, path))
