import type { Manifest } from '../manifests/manifest.ts'
import { pathIndexOf } from '../path-index.ts'
import type { Tree } from '../tree.ts'
import { found, joinPath, type ModuleFiles, type ModuleResolver } from './module.ts'

/** PSR-4: https://www.php-fig.org/psr/psr-4/. A path in an `include` is one by its end. */
export const resolvePhp: ModuleResolver = async ({ tree, module, name, world }) => {
  const full = [module, ...(name === null ? [] : [name])].join('\\').replace(/^\\/, '')
  const here = inTree(tree, await world.manifestsOf(tree), full)
  if (here.length > 0) return here
  for (const other of await world.others(tree)) {
    const there = inTree(other, await world.manifestsOf(other), full)
    if (there.length > 0) return there
  }
  return []
}

function inTree(tree: Tree, manifests: readonly Manifest[], full: string): ModuleFiles[] {
  const { has, endingWith } = pathIndexOf(tree.files)
  if (full.endsWith('.php')) return found(tree, endingWith(full.replace(/^.*?([^.\\/][^\\]*)$/, '$1')).slice(0, 1))
  const paths = manifests.filter(({ ecosystem }) => ecosystem === 'composer').flatMap(({ folder, modules }) =>
    modules.flatMap(({ prefix, path }) => (full.startsWith(prefix) ? (joinPath(folder, `${path}/${full.slice(prefix.length).replaceAll('\\', '/')}.php`) ?? []) : [])),
  )
  return found(tree, paths.filter(has).slice(0, 1), full.split('\\').slice(-1))
}
