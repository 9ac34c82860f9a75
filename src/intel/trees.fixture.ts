import { createHash } from 'node:crypto'
import type { Repository } from '../repos/contract.ts'
import { packFiles } from '../repos/file-list.ts'
import { readManifests } from './manifests/manifests.ts'
import type { World } from './modules/module.ts'
import { dependsOn } from './package-book.ts'
import type { Tree } from './tree.ts'

/** Texts by path, as a repository at a commit. */
export function treeOf(name: string, texts: Record<string, string>): Tree {
  const idOf = (text: string) => createHash('sha1').update(text).digest('hex')
  const commit = idOf(`${name} ${Object.keys(texts).join()}`)
  const files = packFiles(commit, Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => ({ path, kind: 'file', oid: idOf(text), size: text.length })))
  const repository: Repository = {
    id: name, number: 1, name, source: 'local', url: null, description: '', fork: false, archived: false, defaultBranch: 'main', head: commit, objectFormat: 'sha1', createdAt: '',
    clone: { state: 'ready', phase: null, percent: null, error: null, lastFetchedAt: null, incomplete: false },
    index: { state: 'ready', files: files.count, bytes: 0, commit, percent: null },
  }
  return { repository, rev: 'main', commit, files, texts: async (paths) => paths.map((path) => texts[path] ?? null) }
}

export function worldOf(trees: readonly Tree[]): World {
  const rate = async (tree: Tree) => {
    const own = await readManifests(tree)
    const rated = await Promise.all(trees.filter((each) => each !== tree).map(async (each) => ({ each, depends: dependsOn(own, await readManifests(each)) })))
    return rated.toSorted((a, b) => Number(b.depends) - Number(a.depends))
  }
  const others = async (tree: Tree) => (await rate(tree)).map(({ each }) => each)
  return {
    manifestsOf: (tree) => readManifests(tree),
    treeOf: async (id) => trees.find(({ repository }) => repository.id === id) ?? null,
    others,
    late: async () => [],
    dependencies: async (tree) => (await rate(tree)).flatMap(({ each, depends }) => (depends ? [each] : [])),
    async publishing(ecosystem, passes, not) {
      const all = await Promise.all((await others(not)).map(async (each) => ({ each, manifests: await readManifests(each) })))
      return all.filter(({ manifests }) => manifests.some((one) => one.ecosystem === ecosystem && one.name !== null && passes(one.name))).map(({ each }) => each)
    },
  }
}
