/** Folders of a tree: empty for the root, else with a slash at their end. */

/** A folder and those that it is in, the nearest first; the last one is the root. */
export function* andAbove(folder: string): Generator<string> {
  let [above, left] = [folder, maxDepth]
  for (; above !== '' && left > 0; left--) {
    yield above
    above = above.slice(0, above.lastIndexOf('/', above.length - 2) + 1)
  }
  yield ''
}

/** Deeper folders are made to take long. */
const maxDepth = 100

/** The path, without a slash at its end, that a relative one leads to from a folder; null where it leads out of the tree. */
export function pathFrom(folder: string, relative: string): string | null {
  if (relative.startsWith('/') || relative.length > maxRelative) return null
  const parts = folder.split('/').filter(Boolean)
  for (const part of relative.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** The folder that a relative path leads to; null where it leads out of the tree. */
export function folderFrom(folder: string, relative: string): string | null {
  const path = pathFrom(folder, relative)
  return path === null || path === '' ? path : `${path}/`
}

/** As long as paths may be on most systems. */
const maxRelative = 4_096

/** The part of a path before its name. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)
/** The part of a path after its last slash. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
