import { setImmediate } from 'node:timers/promises'
import type { FileList } from '../repos/repos.ts'

/**
 * What a frame calls a file, as segments to compare from the end: `file:///srv/app/src/tax.ts?v=3` and `C:\srv\app\src\tax.ts`
 * become `srv app src tax.ts`, `build/../src/tax.c` `src tax.c`. Versions that package managers put into paths (`kit@v1.2.0`) are dropped.
 */
export function segmentsOf(file: string): string[] {
  const path = withoutQuery(file.replace(/^[a-z][\w+.-]*:\/\/\/?/i, '').replaceAll('\\', '/'))
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.' && !/^[a-z]:$/i.test(segment)) segments.push(segment.replace(/@v?\d[\w.+-]*$/, ''))
  }
  return segments
}

const withoutQuery = (path: string) => path.replace(/[?#].*$/, '')

/** A way to read a frame's path: as it stands, or as what a build made of it. */
export interface Reading {
  segments: string[]
  /** Why this is another path than the frame names; undefined for the path as it stands. */
  assumed?: string
}

const sources: Record<string, string[]> = { js: ['ts', 'tsx', 'jsx'], mjs: ['mts', 'ts'], cjs: ['cts', 'ts'], jsx: ['tsx'] }
const outputFolders = new Set(['dist', 'build', 'out', 'lib'])

/** The path as it stands, then the sources that a build may have made it from. */
export function readingsOf(file: string): Reading[] {
  const segments = segmentsOf(file)
  const base = segments.at(-1)
  if (base === undefined) return []
  const [, stem, extension = ''] = /^(.*)\.(\w+)$/.exec(base) ?? []
  const compiled = (sources[extension] ?? []).map((source) => ({ segments: [...segments.slice(0, -1).filter((segment) => !outputFolders.has(segment)), `${stem}.${source}`], assumed: `the source that ${base} is compiled from` }))
  return [{ segments }, ...compiled]
}

export interface PathMatch {
  path: string
  oid: string
  /** How many segments agree, counted from the file's name. */
  agree: number
  /** The whole path in the repository is the end of the frame's path. */
  whole: boolean
}

const pathsAtOnce = 20_000

/**
 * The places of all files that bear one of these names, by name. Goes through a listing once for all frames, and lets others work
 * in between.
 */
export async function findByName(files: FileList, names: ReadonlySet<string>): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  for (const [at, path] of files.paths.entries()) {
    if (at % pathsAtOnce === pathsAtOnce - 1) await setImmediate()
    const name = path.slice(path.lastIndexOf('/') + 1)
    if (!names.has(name) || files.kind(at) !== 'file') continue
    const known = found.get(name)
    if (known) known.push(at)
    else found.set(name, [at])
  }
  return found
}

/** The files at `places` whose paths agree with the frame's in the most segments, best first; at most `limit`. */
export function matchPaths(files: FileList, places: readonly number[], { segments, limit }: { segments: readonly string[]; limit: number }): PathMatch[] {
  const matches = places.map((at) => {
    const path = files.paths[at] ?? ''
    const own = path.split('/')
    const agree = agreement(own, segments)
    return { path, oid: files.oid(at), agree, whole: agree === own.length }
  })
  return matches.sort((a, b) => b.agree - a.agree || Number(isAside(a)) - Number(isAside(b)) || a.path.length - b.path.length || (a.path < b.path ? -1 : 1)).slice(0, limit)
}

const aside = new Set(['test', 'tests', '__tests__', 'testdata', 'spec', 'fixtures', 'example', 'examples', 'docs', 'vendor', 'third_party', 'node_modules', 'dist', 'build', 'out'])

/** The folders above those that agree are of tests, examples, copies or builds, which the frame's path does not name. */
export const isAside = ({ path, agree }: Pick<PathMatch, 'path' | 'agree'>): boolean => path.split('/').slice(0, -agree || undefined).some((folder) => aside.has(folder))

function agreement(path: readonly string[], segments: readonly string[]): number {
  let agree = 0
  while (agree < path.length && agree < segments.length && path[path.length - 1 - agree] === segments[segments.length - 1 - agree]) agree++
  return agree
}
