import type { Lock } from './lock.ts'
import type { Tree } from './tree.ts'

/** A lockfile of Yarn 1 says nothing of the projects of its workspace: they are those that the patterns of its root match. */
export function withWorkspaces(lock: Omit<Lock, 'knows'>, root: string, tree: Tree): Lock {
  const isMember = memberTest(tree.manifests.get(root)?.workspaces ?? [])
  const packages = [...lock.packages]
  const places = new Map<string, number>()
  for (const [folder, manifest] of tree.manifests) {
    if (!manifest?.name || folder === root || !folder.startsWith(root) || !isMember(folder.slice(root.length))) continue
    places.set(manifest.name, packages.length)
    packages.push({ name: manifest.name, version: manifest.version, line: 1, asks: [], workspace: folder.slice(root.length) })
  }
  return {
    ...lock, packages,
    knows: (folder) => folder === '' || isMember(folder),
    resolve(from, folder, name, range) {
      const found = lock.resolve(from, folder, name, range)
      return found >= 0 ? found : (places.get(name) ?? -1)
    },
  }
}

/** More are made to take long. */
const maxPatterns = 1_000

/** `packages/*`, `apps/**`, `tools/cli`, and `!packages/old`. Folders have a slash at their end. */
function memberTest(patterns: readonly string[]): (folder: string) => boolean {
  const read = patterns.slice(0, maxPatterns).map((pattern) => ({ isNegated: pattern.startsWith('!'), segments: segmentsOf(pattern.replace(/^!/, '')) }))
  const [wanted, unwanted] = [read.filter(({ isNegated }) => !isNegated), read.filter(({ isNegated }) => isNegated)]
  return (folder) => {
    const segments = segmentsOf(folder)
    const matches = (pattern: { segments: string[] }) => matchesAll(pattern.segments, segments, { any: '**', matches: matchesSegment })
    return wanted.some(matches) && !unwanted.some(matches)
  }
}

const segmentsOf = (path: string) => path.split('/').filter((segment) => segment !== '' && segment !== '.')
const matchesSegment = (pattern: string, name: string) => pattern === '*' || pattern === name || (pattern.includes('*') && matchesAll([...pattern], [...name], { any: '*', matches: (a, b) => a === b }))

/** One wildcard stands for any number. Only the last one that was met ever gives way, so that it takes at most the product of both lengths. */
function matchesAll(pattern: readonly string[], parts: readonly string[], { any, matches }: { any: string; matches(pattern: string, part: string): boolean }): boolean {
  let [at, star, kept] = [0, -1, 0]
  for (let part = 0; part < parts.length; ) {
    if (pattern[at] === any) {
      star = at++
      kept = part
    } else if (at < pattern.length && matches(pattern[at] ?? '', parts[part] ?? '')) {
      at++
      part++
    } else if (star >= 0) {
      at = star + 1
      part = ++kept
    } else return false
  }
  return pattern.slice(at).every((rest) => rest === any)
}
