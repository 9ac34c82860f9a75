import { andAbove, folderOf, nameOf, pathFrom } from '../folders.ts'
import { readObject, type ReadObject } from '../formats/json.ts'
import { readXml } from '../formats/xml.ts'
import type { ManifestFiles } from '../project.ts'
import type { ProjectTree } from './msbuild/evaluation.ts'
import { readPaketLock, type PaketLock } from './paket.ts'

/** What is looked at for one tree; what has more is made to take long. Three thousand projects with a hundred packages fit. */
const [maxElements, maxReferences] = [1_000_000, 500_000]

export interface SolutionTree extends ProjectTree {
  text(path: string): string | null
  /** Null for what is no object. */
  json(path: string): ReadObject | null
  paket(path: string): PaketLock
}

export function createProjectTree(files: ManifestFiles): SolutionTree {
  const paths = new Map(files.paths.map((path) => [path.toLowerCase(), path]))
  const found = new Map<string, string | null>()

  const find = (path: string): string | null => paths.get(path.toLowerCase()) ?? null

  function above(folder: string, name: string): string | null {
    const passed: string[] = []
    for (const each of andAbove(folder)) {
      const key = `${each.toLowerCase()}${name.toLowerCase()}`
      const path = found.get(key) ?? find(`${each}${name}`)
      passed.push(key)
      if (path !== null || found.has(key)) return keep(passed, path)
    }
    return keep(passed, null)
  }

  function keep(keys: readonly string[], path: string | null): string | null {
    for (const key of keys) found.set(key, path)
    return path
  }

  return {
    budget: { elements: maxElements, references: maxReferences }, find,
    root: remembered((path) => {
      const root = readXml(files.text(path) ?? '')
      return root?.name === 'Project' ? root : null
    }),
    json: remembered((path) => readObject(files.text(path) ?? '')),
    paket: remembered((path) => readPaketLock(files.text(path) ?? '', path)),
    text: (path) => files.text(path),
    fileAbove(folder, name) {
      const path = pathFrom('', `${folder}/${name}`.replaceAll('\\', '/').replace(/^\/{1,9}/, ''))
      return path === null ? null : above(folderOf(path), nameOf(path))
    },
  }
}

/** Each file is read once. */
function remembered<Read>(read: (path: string) => Read): (path: string) => Read {
  const known = new Map<string, { value: Read }>()
  return (path) => {
    const found = known.get(path) ?? { value: read(path) }
    known.set(path, found)
    return found.value
  }
}
