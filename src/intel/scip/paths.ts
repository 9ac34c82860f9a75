import { posix } from 'node:path'
import { BrokenIndex } from './broken.ts'

/** A folder of the repository as uploads name it: `packages/a`, empty for the top. Null for what leads out of the repository. */
export function rootOf(given: string): string | null {
  const path = posix.normalize(given.replaceAll('\\', '/')).replace(/^\/+|\/+$/g, '')
  if (path === '.' || path === '') return ''
  return isWithin(path) ? path : null
}

/** A document's path from the top of the repository. Throws `BrokenIndex` for one that leads out of it. */
export function pathIn(root: string, path: string): string {
  const joined = posix.normalize(posix.join(root, path))
  if (path === '' || path.startsWith('/') || path.includes('\0') || !isWithin(joined) || joined.endsWith('/')) {
    throw new BrokenIndex(`The index has a document ${JSON.stringify(path.slice(0, 200))}, which is not a file below the repository. Check the root that the index was uploaded with.`)
  }
  return joined
}

/** Indexers also tell of files that a build keeps beside the repository: `../../.cache/go-build/…`. */
export const leadsOut = (root: string, path: string): boolean => posix.normalize(posix.join(root, path)).startsWith('../')

const isWithin = (path: string) => !path.includes('\0') && path !== '.' && path.split('/').every((part) => part !== '..' && part !== '')
