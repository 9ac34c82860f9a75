import { andAbove, folderFrom, folderOf, nameOf } from '../folders.ts'
import type { ManifestFiles } from '../project.ts'
import { readCargoLock, type CargoLock } from './lock.ts'
import { readCargoManifest, type CargoManifest, type CargoWorkspace } from './manifest.ts'

export const manifestName = 'Cargo.toml'
export const lockName = 'Cargo.lock'
/** Lies beside the Cargo.toml of each package that `cargo vendor` wrote. */
export const vendoredName = '.cargo-checksum.json'

export interface FoundManifest {
  path: string
  /** Where it lies. */
  folder: string
  /** Null where it cannot be read. */
  manifest: CargoManifest | null
  /** Whether it could be read, but is no TOML. */
  isWrong: boolean
}

export interface FoundLock {
  path: string
  folder: string
  /** Null where it cannot be read. */
  lock: CargoLock | null
  isWrong: boolean
}

/** Every Cargo.toml and Cargo.lock of a tree but for what is vendored, by folder, in the order of the tree. */
export interface CargoTree {
  manifests: ReadonlyMap<string, FoundManifest>
  locks: ReadonlyMap<string, FoundLock>
}

export function readCargoTree(files: ManifestFiles): CargoTree {
  const isVendored = vendoredTest(files.paths)
  const [manifests, locks] = [new Map<string, FoundManifest>(), new Map<string, FoundLock>()]
  for (const path of files.paths) {
    const [folder, name] = [folderOf(path), nameOf(path)]
    if (name === vendoredName || isVendored(folder)) continue
    const text = files.text(path)
    if (name === manifestName) {
      const manifest = text === null ? null : readCargoManifest(text)
      manifests.set(folder, { path, folder, manifest, isWrong: text !== null && manifest === null })
    } else {
      const lock = text === null ? null : readCargoLock(text)
      locks.set(folder, { path, folder, lock, isWrong: text !== null && lock === null })
    }
  }
  return { manifests, locks }
}

function vendoredTest(paths: readonly string[]): (folder: string) => boolean {
  const vendored = new Set(paths.filter((path) => nameOf(path) === vendoredName).map(folderOf))
  return (folder) => vendored.size > 0 && andAbove(folder).some((above) => vendored.has(above))
}

/**
 * The manifest of the workspace that a package is in: the one it names, or the nearest above it that does not exclude it, or its own.
 * https://doc.rust-lang.org/cargo/reference/workspaces.html
 */
export function rootOf(found: FoundManifest, { manifests }: CargoTree): FoundManifest {
  const named = found.manifest?.package?.workspace ?? null
  const folder = named === null ? null : folderFrom(found.folder, named)
  if (folder !== null) return manifests.get(folder) ?? found
  for (const above of andAbove(found.folder)) {
    const root = manifests.get(above)
    const workspace = root?.manifest?.workspace
    if (root && workspace && (root === found || !excludes(workspace, found.folder.slice(above.length)))) return root
  }
  return found
}

/** Members that are named go before folders that are excluded. */
const excludes = ({ members, exclude }: CargoWorkspace, folder: string): boolean =>
  exclude.some((each) => folder.startsWith(each)) && !members.some((each) => folder.startsWith(each))
