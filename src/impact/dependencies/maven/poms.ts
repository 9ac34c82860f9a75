import { posix } from 'node:path'
import type { ManifestFiles } from '../project.ts'
import { readPom, type ParentOf, type Pom } from './pom.ts'

/** Every pom.xml of a tree. */
export interface Poms {
  /** Those that can be read, by path. */
  all: ReadonlyMap<string, Pom>
  unreadable: readonly string[]
  /** A pom.xml and those that it inherits from, nearest first, as far as the tree has them; then the parent that it lacks. */
  lineageOf(pom: Pom): Lineage
  /** Those of a name. */
  named(group: string, artifact: string): readonly Pom[]
}

export interface Lineage {
  poms: readonly Pom[]
  outside: ParentOf | null
}

const pomName = 'pom.xml'
/** Longer ones are made to take long. */
const maxLineage = 30

export const isPom = (path: string): boolean => path === pomName || path.endsWith(`/${pomName}`)

export function readPoms(files: ManifestFiles): Poms {
  const all = new Map<string, Pom>()
  const unreadable: string[] = []
  for (const path of files.paths.filter(isPom)) {
    const text = files.text(path)
    const pom = text === null ? null : readPom(text, path)
    if (pom !== null) all.set(path, pom)
    else unreadable.push(path)
  }
  const byName = Map.groupBy(all.values(), (pom) => `${rawGroupOf(pom)}:${pom.artifact}`)
  const named = (group: string, artifact: string) => byName.get(`${group}:${artifact}`) ?? []

  function lineageOf(pom: Pom): Lineage {
    const poms = [pom]
    for (let last = pom; last.parent !== null; ) {
      const found = parentOf(last, last.parent)
      if (found === null || poms.includes(found) || poms.length === maxLineage) return { poms, outside: last.parent }
      poms.push(found)
      last = found
    }
    return { poms, outside: null }
  }

  /** In the folder that it tells, or else as Maven finds it among the modules that it builds together. */
  function parentOf(pom: Pom, parent: ParentOf): Pom | null {
    const isIt = (other: Pom) => other.artifact === parent.artifact && rawGroupOf(other) === parent.group && (other.version ?? other.parent?.version) === parent.version
    const path = posix.join(posix.dirname(pom.path), parent.relativePath)
    const there = parent.relativePath === '' ? undefined : (all.get(path) ?? all.get(posix.join(path, pomName)))
    return there && isIt(there) ? there : (named(parent.group, parent.artifact).find(isIt) ?? null)
  }

  return { all, unreadable, lineageOf, named }
}

const rawGroupOf = ({ group, parent }: Pom) => group ?? parent?.group ?? ''
