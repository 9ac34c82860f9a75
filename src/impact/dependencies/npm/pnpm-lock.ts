import { folderFrom } from '../folders.ts'
import { readBlockYaml, type YamlNode } from '../formats/block-yaml.ts'
import { asksOf, before, folderOf, type Lock, type LockedPackage } from './lock.ts'

/**
 * pnpm-lock.yaml, versions 5 to 9: https://github.com/pnpm/spec/tree/master/lockfile. Null for what is none. Each project of a workspace
 * says by which key its packages stand; a key has the name, the version, and the peers that the package was given.
 */
export function readPnpmLock(text: string): Lock | null {
  const root = readBlockYaml(text)
  if (!root?.children.has('lockfileVersion')) return null
  const importers = new Map([...(root.children.get('importers')?.children ?? [['.', root] as const])].map(([path, node]) => [folderOf(path), referencesOf(node)]))
  const about = root.children.get('packages')?.children ?? new Map<string, YamlNode>()
  const snapshots = root.children.get('snapshots')?.children ?? about
  const packages: LockedPackage[] = []
  const places = new Map<string, number>()
  for (const [key, node] of snapshots) {
    places.set(key, packages.length)
    packages.push(packageOf(key, node, about.get(withoutPeers(key)) ?? node))
  }
  const workspaces = new Map<string, number>()
  for (const folder of importers.keys()) {
    workspaces.set(folder, packages.length)
    packages.push({ name: folder, version: null, line: 1, asks: [], workspace: folder })
  }
  const find = (folder: string, name: string, reference: string) =>
    reference.startsWith('link:')
      ? (workspaces.get(folderFrom(folder, reference.slice('link:'.length)) ?? '../') ?? -1)
      : (places.get(`${name}@${reference}`) ?? places.get(`/${name}@${reference}`) ?? places.get(`/${name}/${reference}`) ?? places.get(reference) ?? -1)
  return {
    packages, locksPeers: true, knows: (folder) => importers.has(folder),
    resolve(from, folder, name, range) {
      if (from !== null) return find('', name, range)
      const reference = importers.get(folder)?.get(name)
      return reference === undefined ? -1 : find(folder, name, reference)
    },
  }
}

const sections = ['dependencies', 'optionalDependencies', 'devDependencies']

/** By name: what a project got. Since version 6 that stands below the name, with the range. */
function referencesOf(importer: YamlNode): Map<string, string> {
  return new Map(sections.flatMap((section) => [...(importer.children.get(section)?.children ?? [])].map(([name, node]) => [name, node.children.get('version')?.text ?? node.text] as const)))
}

function packageOf(key: string, node: YamlNode, about: YamlNode): LockedPackage {
  const [name, version] = identityOf(key)
  const pairs = (section: string) => [...(node.children.get(section)?.children ?? [])].map(([ask, { text }]) => [ask, text] as const)
  return { name: about.children.get('name')?.text ?? name, version: about.children.get('version')?.text ?? version, line: about.line, asks: asksOf(pairs('dependencies'), pairs('optionalDependencies')) }
}

const withoutPeers = (key: string) => before(key, '(')

/** `/@s/a/1.0.0_peers`, `/@s/a@1.0.0(peers)`, `@s/a@1.0.0(peers)`; before the slash a registry may stand. What has no version there is no release. */
function identityOf(key: string): [name: string, version: string | null] {
  const bare = withoutPeers(key)
  const [, name, version = ''] = /^(?:[^@/]*\/)?((?:@[^/@]+\/)?[^/@]+)[@/]([^/]+)$/.exec(bare) ?? []
  if (name !== undefined && /^\d/.test(version)) return [name, before(version, '_')]
  const at = bare.indexOf('@', 1)
  return [at < 0 ? bare : bare.slice(0, at), null]
}
