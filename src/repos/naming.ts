import { basename, dirname, relative, sep } from 'node:path'

/** First parts of the web app's own addresses: a repository of that name could not be linked to. */
const reserved = new Set([
  '.api', 'api', 'assets', 'deployments', 'healthz', 'help', 'incidents', 'locate', 'metrics', 'notebooks', 'readyz', 'repos', 'search', 'settings', 'sign-in', 'welcome',
])

const maxNameLength = 400

interface Folder {
  /** Absolute: the repository, and the folder that it was found from. */
  path: string
  root: string
  isTaken(name: string): boolean
}

/**
 * The name of a repository found in a folder: its path below the folder that was given, or that folder's own name. A name
 * that is taken gets the names of the folders above in front, and at last a number behind.
 */
export function nameFolder({ path, root, isTaken }: Folder): string {
  const below = relative(root, path).split(sep).filter(Boolean)
  const above = foldersOf(root)
  const start = below.length === 0 ? Math.min(1, above.length) : 0
  for (let taken = start; taken <= above.length; taken++) {
    const name = linkable([...above.slice(above.length - taken), ...below])
    if (!isTaken(name)) return name
  }
  return numbered(linkable([...above.slice(above.length - start), ...below]), isTaken)
}

const foldersOf = (path: string): string[] => (dirname(path) === path ? [] : [...foldersOf(dirname(path)), basename(path)])

function numbered(name: string, isTaken: (name: string) => boolean): string {
  let count = 2
  while (isTaken(`${name}-${count}`)) count++
  return `${name}-${count}`
}

/** A name that can stand in a link and in a query: no `@`, no `:`, no `/-/`, nothing invisible, not the name of a page. */
export function linkable(parts: readonly string[]): string {
  const clean = parts.map((part, index) => linkablePart(index === parts.length - 1 ? part.replace(/\.git$/i, '') : part))
  const name = clean.filter(Boolean).join('/').slice(-maxNameLength).replace(/^\/+/, '') || 'repository'
  return unreserved(name)
}

/** The name itself, unless a page of the web app has that address. */
export const unreserved = (name: string): string => (reserved.has(name.split('/', 1).join().toLowerCase()) ? `local/${name}` : name)

function linkablePart(part: string): string {
  const visible = part.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._+~-]+/gu, '-')
  return /^[.-]+$/.test(visible) ? '_' : visible
}
