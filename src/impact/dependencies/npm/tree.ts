import { andAbove } from '../folders.ts'
import type { ManifestFiles } from '../project.ts'
import { isOfCatalog, rangeMeant, readCatalogs, type Catalogs } from './catalogs.ts'
import { readManifest, type Manifest } from './manifest.ts'

export const manifestName = 'package.json'
/** Where ranges may stand that several projects share. */
export const sharedNames = ['pnpm-workspace.yaml', '.yarnrc.yml']

/** Every package.json of a tree. */
export interface Tree {
  text(path: string): string | null
  has(path: string): boolean
  /** By folder, in the order of the tree; null for what is none. */
  manifests: ReadonlyMap<string, Manifest | null>
}

export function readTree(files: ManifestFiles): Tree {
  const all = new Set(files.paths)
  const manifests = new Map<string, Manifest | null>()
  for (const path of files.paths) if (path === manifestName || path.endsWith(`/${manifestName}`)) manifests.set(path.slice(0, -manifestName.length), readManifest(files.text(path) ?? ''))
  const tree: Tree = { text: (path) => files.text(path), has: (path) => all.has(path), manifests }
  const catalogsFor = createCatalogs(tree)
  for (const [folder, manifest] of manifests) {
    for (const ask of manifest?.asked ?? []) if (isOfCatalog(ask.range)) ask.range = rangeMeant(ask.range, ask.name, catalogsFor(folder))
  }
  return tree
}

/** The catalogs that hold in a folder: those of the nearest file that has some. */
function createCatalogs(tree: Tree): (folder: string) => Catalogs {
  const known = new Map<string, Catalogs>()
  const catalogsIn = (folder: string): Catalogs => {
    const read = known.get(folder) ?? sharedNames.map((name) => (tree.has(folder + name) ? readCatalogs(tree.text(folder + name) ?? '') : none)).find(({ size }) => size > 0)
    const found = read ?? tree.manifests.get(folder)?.catalogs ?? none
    known.set(folder, found)
    return found
  }
  return (folder) => andAbove(folder).map(catalogsIn).find(({ size }) => size > 0) ?? none
}

const none: Catalogs = new Map()
