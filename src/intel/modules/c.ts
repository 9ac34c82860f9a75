import { parentOf, pathIndexOf } from '../path-index.ts'
import { found, joinPath, nearestFirst, type ModuleResolver } from './module.ts'

/** The file beside, then any whose path ends so: which folders a build searches is not known. */
export const resolveInclude: ModuleResolver = async ({ tree, path, module, world }) => {
  const beside = joinPath(parentOf(path), module)
  if (beside !== null && pathIndexOf(tree.files).has(beside)) return found(tree, [beside])
  const suffix = module.replace(/^(\.{1,2}\/)+/, '')
  const here = nearestFirst(pathIndexOf(tree.files).endingWith(suffix), path)
  if (here.length > 0) return found(tree, here.slice(0, maxFiles))
  for (const other of await world.others(tree)) {
    const there = pathIndexOf(other.files).endingWith(suffix)
    if (there.length > 0) return found(other, there.toSorted((a, b) => a.length - b.length).slice(0, maxFiles))
  }
  return []
}

const maxFiles = 3
