import { isBuiltin } from 'node:module'
import type { Manifest } from '../manifests/manifest.ts'
import { pathIndexOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import { namings, type ModuleFamily } from './modules-named.ts'
import type { PublishedModule } from './published.ts'

/** Whether a module that code of a tree names is the tree's own, be it a copy: what others publish under the name is then not meant. */
export function ownModules({ tree, published, manifests }: { tree: Tree; published: readonly PublishedModule[]; manifests: readonly Manifest[] }): (family: ModuleFamily, module: string) => boolean {
  const index = pathIndexOf(tree.files)
  const names = Map.groupBy(published, ({ family }) => family)
  const byFamily = new Map([...names].map(([family, modules]) => [family, new Set(modules.map(({ name }) => name))]))
  const declared = new Set(manifests.flatMap(({ dependencies }) => dependencies))
  const known = new Map<string, boolean>()
  const isPublished = (family: ModuleFamily, module: string) => namings[family]?.published(module).some((name) => byFamily.get(family)?.has(name)) === true
  const hasFile = (path: string) => index.endingWith(path).length > 0

  function look(family: ModuleFamily, module: string): boolean {
    if (family === 'c') return hasFile(module)
    if (isPublished(family, module)) return true
    if (family === 'javascript' || family === 'rust') return !declared.has(module) && isLocal(family, module)
    if (family === 'jvm') return index.foldersEndingWith(module.replaceAll('.', '/')).length > 0
    if (family === 'ruby') return hasFile(`${module}.rb`)
    return family === 'python' && hasPythonModule(module.replaceAll('.', '/'))
  }

  /** What no manifest asks for and the runtime has, or a folder or file that a build finds by its name. */
  const isLocal = (family: 'javascript' | 'rust', module: string): boolean =>
    family === 'javascript' ? isBuiltin(module) || index.foldersEndingWith(module).length > 0 : hasFile(`${module}.rs`) || hasFile(`${module}/mod.rs`)

  /** Scripts name what lies beside them; the last part may be a name in a module. */
  const hasPythonModule = (path: string): boolean => hasFile(`${path}.py`) || index.foldersEndingWith(path).length > 0 || (path.includes('/') && hasFile(`${path.slice(0, path.lastIndexOf('/'))}.py`))

  return (family, module) => {
    const key = `${family} ${module}`
    const answer = known.get(key) ?? look(family, module)
    known.set(key, answer)
    return answer
  }
}
