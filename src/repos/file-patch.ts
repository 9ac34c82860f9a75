import { pathToBytes } from './git/names.ts'
import type { FileEntry, FileList } from './file-list.ts'
import { packFiles } from './file-list.ts'

/** What stands at a path now; null where nothing does any more. */
export type FileChange = { path: string; entry: Omit<FileEntry, 'path'> | null }

/** The list of another commit, from one that is known and what is different: both in git's order of bytes. */
export function patchFiles(base: FileList, commit: string, changes: readonly FileChange[]): FileList {
  const entries: FileEntry[] = []
  let next = 0
  const keepUpTo = (end: number) => {
    for (; next < end; next++) entries.push({ path: base.paths[next] ?? '', kind: base.kind(next), oid: base.oid(next), size: base.size(next) })
  }
  for (const { path, entry } of changes) {
    const place = placeOf(base.paths, path, next)
    keepUpTo(place)
    if (base.paths[place] === path) next = place + 1
    if (entry) entries.push({ path, ...entry })
  }
  keepUpTo(base.count)
  return packFiles(commit, entries)
}

/** The first place from `from` on whose path is not before this one. */
function placeOf(paths: readonly string[], path: string, from: number): number {
  const wanted = pathToBytes(path)
  let low = from
  let high = paths.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (pathToBytes(paths[middle] ?? '').compare(wanted) < 0) low = middle + 1
    else high = middle
  }
  return low
}
