import type { FileList } from '../repos/repos.ts'

/** The files of a commit by the ends of their paths and by their folders. */
export interface PathIndex {
  has(path: string): boolean
  /** Paths that are `suffix` or end with it behind a slash, in git's order. */
  endingWith(suffix: string): string[]
  /** The files that lie in a folder itself; `` is the root, others have no slash at their end. */
  in(folder: string): readonly string[]
  /** Folders that are `suffix` or end with it behind a slash. */
  foldersEndingWith(suffix: string): string[]
}

const kept = new WeakMap<FileList, PathIndex>()

/** Made at the first question about a list, and kept as long as that is. */
export function pathIndexOf(files: FileList): PathIndex {
  const index = kept.get(files) ?? createPathIndex(files)
  kept.set(files, index)
  return index
}

function createPathIndex(files: FileList): PathIndex {
  const byName = new Map<string, string[]>()
  const byFolder = new Map<string, string[]>()
  const foldersByName = new Map<string, Set<string>>()
  for (const [at, path] of files.paths.entries()) {
    if (files.kind(at) !== 'file') continue
    const folder = parentOf(path)
    add(byName, nameOf(path), path)
    if (!byFolder.has(folder)) noteFolder(foldersByName, folder)
    add(byFolder, folder, path)
  }
  return {
    has: (path) => files.indexOf(path) >= 0,
    endingWith: (suffix) => (byName.get(nameOf(suffix)) ?? []).filter((path) => endsWith(path, suffix)),
    in: (folder) => byFolder.get(folder) ?? [],
    foldersEndingWith: (suffix) => [...(foldersByName.get(nameOf(suffix)) ?? [])].filter((folder) => endsWith(folder, suffix)),
  }
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** The folder of a path, without a slash at its end; `` for the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0))

const endsWith = (path: string, suffix: string) => path === suffix || path.endsWith(`/${suffix}`)

function add(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}

/** With the folders above it that hold no files themselves. */
function noteFolder(byName: Map<string, Set<string>>, folder: string): void {
  for (let each = folder; each !== ''; each = parentOf(each)) {
    const known = byName.get(nameOf(each)) ?? new Set()
    if (known.has(each)) return
    byName.set(nameOf(each), known.add(each))
  }
}
