import { pathIndexOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import { extensionOf, found, nearestFirst, type ModuleFiles, type ModuleQuestion, type ModuleResolver } from './module.ts'

const extensions = ['java', 'kt', 'scala', 'kts', 'groovy']

/**
 * A class lies in a file of its name, in folders named as its package, below any root of sources. What is imported may also stand
 * inside a class (a static member), or beside others in a file of another name (Kotlin, Scala).
 */
export const resolveJvm: ModuleResolver = async (question) => {
  const { tree, world } = question
  const here = inTree(tree, question)
  if (here.length > 0) return here
  for (const other of await world.others(tree)) {
    const there = inTree(other, question)
    if (there.length > 0) return there
  }
  return []
}

function inTree(tree: Tree, { path, module, name }: ModuleQuestion): ModuleFiles[] {
  const parts = [...module.split('.'), ...(name === null ? [] : [name])].filter((part) => part !== '' && part !== '*' && part !== '_')
  for (let length = parts.length; length >= Math.max(1, parts.length - 2); length--) {
    const files = classFiles(tree, parts.slice(0, length).join('/'), path)
    if (files.length > 0) return found(tree, files, parts.slice(length - 1))
    const others = packageFiles(tree, parts.slice(0, length).join('/'))
    if (others.length > 0) return found(tree, others, parts.slice(length))
  }
  return []
}

function classFiles(tree: Tree, suffix: string, path: string): string[] {
  const index = pathIndexOf(tree.files)
  return nearestFirst(extensions.flatMap((extension) => index.endingWith(`${suffix}.${extension}`)), path)
}

/** The files of a package; one name alone is too little to know a package by. */
function packageFiles(tree: Tree, suffix: string): string[] {
  if (!suffix.includes('/')) return []
  const index = pathIndexOf(tree.files)
  return index.foldersEndingWith(suffix).flatMap((folder) => index.in(folder)).filter((path) => extensions.includes(extensionOf(path)))
}
