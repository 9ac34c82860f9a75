import type { Manifest } from '../manifests/manifest.ts'
import type { Tree } from '../tree.ts'
import { filesIn, found, joinPath, type ModuleFiles, type ModuleResolver } from './module.ts'

/** An import path is a module's path and a folder in it: https://go.dev/ref/mod#resolve-pkg-mod. Tests belong to no import. */
export const resolveGo: ModuleResolver = async ({ tree, module, world }) => {
  const own = inModules(tree, await world.manifestsOf(tree), module)
  if (own.length > 0) return own
  const others = await world.publishing('go', (name) => isInside(name, module), tree)
  return (await Promise.all(others.map(async (other) => inModules(other, await world.manifestsOf(other), module)))).flat()
}

const isInside = (name: string, module: string) => module === name || module.startsWith(`${name}/`)

/** The longest module path wins; what a `replace` leads to counts as the module it stands for. */
function inModules(tree: Tree, manifests: readonly Manifest[], module: string): ModuleFiles[] {
  const modules = manifests.flatMap(({ ecosystem, name, folder, local }) => {
    if (ecosystem !== 'go') return []
    const replaced = local.flatMap((each) => ({ name: each.name, folder: joinPath(folder, each.folder) }))
    return [...(name === null ? [] : [{ name, folder: folder.slice(0, -1) }]), ...replaced]
  })
  const fitting = modules.filter(({ name }) => isInside(name, module)).toSorted((a, b) => b.name.length - a.name.length)
  for (const { name, folder } of fitting) {
    const inside = folder === null ? null : joinPath(folder, module.slice(name.length))
    const files = inside === null ? [] : filesIn(tree, inside, ['go']).filter((path) => !path.endsWith('_test.go'))
    if (files.length > 0) return found(tree, files)
  }
  return []
}
