import { readBlockYaml, type YamlNode } from '../formats/block-yaml.ts'
import { asksOf, before, folderOf, splitAtRange, type Lock, type LockedPackage } from './lock.ts'

/** yarn.lock of Yarn 2 and later: https://yarnpkg.com/configuration/yarnrc tells of its protocols. Null for what is none. */
export function readBerryLock(text: string): Lock | null {
  const root = readBlockYaml(text)
  if (!root?.children.has('__metadata')) return null
  const packages: LockedPackage[] = []
  const places = new Map<string, number>()
  for (const [key, entry] of root.children) {
    if (key === '__metadata') continue
    for (const descriptor of key.split(', ')) {
      places.set(descriptor, packages.length)
      places.set(before(descriptor, '::'), packages.length) // what is bound to a workspace is asked for without that
    }
    packages.push(packageOf(key, entry))
  }
  const folders = new Set(packages.map(({ workspace }) => workspace))
  return {
    packages, locksPeers: false, knows: (folder) => folders.has(folder),
    resolve: (_from, _folder, name, range) => places.get(`${name}@${range}`) ?? places.get(`${name}@npm:${range}`) ?? places.get(`${name}@workspace:${range}`) ?? -1,
  }
}

function packageOf(key: string, entry: YamlNode): LockedPackage {
  const [name, reference] = splitAtRange(entry.children.get('resolution')?.text ?? key)
  const optional = new Set([...(entry.children.get('dependenciesMeta')?.children ?? [])].filter(([, meta]) => meta.children.get('optional')?.text === 'true').map(([ask]) => ask))
  const asked = pairsOf(entry.children.get('dependencies'))
  const asks = asksOf(asked.filter(([ask]) => !optional.has(ask)), asked.filter(([ask]) => optional.has(ask)))
  const isWorkspace = reference.startsWith('workspace:')
  return { name, version: isWorkspace ? null : (entry.children.get('version')?.text ?? null), line: entry.line, asks, ...(isWorkspace ? { workspace: folderOf(reference.slice('workspace:'.length)) } : {}) }
}

const pairsOf = (node: YamlNode | undefined): [string, string][] => [...(node?.children ?? [])].map(([name, { text }]) => [name, text])
