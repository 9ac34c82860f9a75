import type { FileList } from '../repos/repos.ts'

/**
 * What a frame calls a file, as segments to compare from the end: `file:///srv/app/src/tax.ts?v=3` and `C:\srv\app\src\tax.ts`
 * become `srv app src tax.ts`. Versions that package managers put into paths (`kit@v1.2.0`) are dropped.
 */
export function segmentsOf(file: string): string[] {
  const path = withoutQuery(file.replace(/^[a-z][\w+.-]*:\/\/\/?/i, '').replaceAll('\\', '/'))
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.' && !/^[a-z]:$/i.test(segment))
    .map((segment) => segment.replace(/@v?\d[\w.+-]*$/, ''))
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

const byName = new WeakMap<FileList, Map<string, number[]>>()

/** Files by their name without folders; made once for each listing and kept as long as it. */
function nameIndex(files: FileList): Map<string, number[]> {
  let index = byName.get(files)
  if (!index) {
    index = new Map()
    for (const [at, path] of files.paths.entries()) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      const known = index.get(name)
      if (known) known.push(at)
      else index.set(name, [at])
    }
    byName.set(files, index)
  }
  return index
}

/** The files whose paths agree with the frame's in the most segments, best first; at most `limit`. */
export function matchPaths(files: FileList, segments: readonly string[], limit: number): PathMatch[] {
  const places = nameIndex(files).get(segments.at(-1) ?? '') ?? []
  const matches = places
    .filter((at) => files.kind(at) === 'file')
    .map((at) => {
      const path = files.paths[at] as string
      const own = path.split('/')
      const agree = agreement(own, segments)
      return { path, oid: files.oid(at), agree, whole: agree === own.length }
    })
  return matches.sort((a, b) => b.agree - a.agree || a.path.length - b.path.length || (a.path < b.path ? -1 : 1)).slice(0, limit)
}

function agreement(path: readonly string[], segments: readonly string[]): number {
  let agree = 0
  while (agree < path.length && agree < segments.length && path[path.length - 1 - agree] === segments[segments.length - 1 - agree]) agree++
  return agree
}
