import { parentOf } from '../../path-index.ts'

/** Tells which of some folders a file lies in, the innermost; null for none. Looks once at each folder, as many files lie in one. */
export function folderFinder(folders: ReadonlySet<string>): (path: string) => string | null {
  const known = new Map<string, string | null>()
  const around = (folder: string): string | null => {
    if (folders.has(folder)) return folder
    if (folder === '') return null
    const found = known.get(folder)
    if (found !== undefined) return found
    const outer = around(parentOf(folder))
    known.set(folder, outer)
    return outer
  }
  return (path) => around(parentOf(path))
}

export const isWithin = (folder: string, outer: string): boolean => folder !== outer && (outer === '' || folder.startsWith(`${outer}/`))

/** Of some folders, those inside one of them, as seen from there; without those that lie inside others of these. */
export function foldersWithin(outer: string, folders: Iterable<string>): string[] {
  const inside = [...folders].filter((folder) => isWithin(folder, outer)).toSorted()
  const outermost = inside.filter((folder, at) => !inside.slice(0, at).some((earlier) => isWithin(folder, earlier)))
  return outermost.map((folder) => (outer === '' ? folder : folder.slice(outer.length + 1)))
}

export const depthOf = (folder: string): number => (folder === '' ? 0 : folder.split('/').length)

/** Of too many folders those nearest to the top: what lies in one of the others then belongs to the one around it. */
export const outermost = (folders: Iterable<string>, most: number): string[] => [...folders].toSorted((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1)).slice(0, most)
