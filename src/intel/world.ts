import { setTimeout } from 'node:timers/promises'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import type { Repos } from '../repos/repos.ts'
import type { Manifest } from './manifests/manifest.ts'
import type { World } from './modules/module.ts'
import { dependsOn, type PackageBook } from './package-book.ts'
import { openTree, type Tree } from './tree.ts'

interface WorldOptions {
  repos: Repos
  book: PackageBook
  viewer: Caller
  /** Stands for its repository at the revision that was asked about; the others are at their default branches. */
  home: Tree
  signal?: AbortSignal
}

/** How many repositories are looked through for what no manifest tells. */
const maxOthers = 300
const patienceMs = 2_000
const atOnce = 4

/** What one person sees while one question is answered: each repository at one commit. */
export function createWorld({ repos, book, viewer, home, signal }: WorldOptions): World {
  const trees = new Map<string, Promise<Tree | null>>([[home.repository.id, Promise.resolve(home)]])
  let listed: ReturnType<PackageBook['all']> | undefined
  const all = () => (listed ??= book.all(viewer, signal))
  const entries = async () => (await all()).entries
  const unopened = new Set<string>()
  const others = new Map<string, Promise<readonly Tree[]>>()

  function open(repository: Repository): Promise<Tree | null> {
    const tree = trees.get(repository.id) ?? openTree({ repos, viewer, repository, rev: '', signal }).catch(() => null) // what cannot be read holds nothing
    trees.set(repository.id, tree)
    return tree
  }

  /** In the order of the repositories, those that can be opened in time. */
  async function openAll(repositories: readonly Repository[]): Promise<Tree[]> {
    const opened = new Map<string, Tree>()
    const queue = [...repositories]
    const stop = new AbortController()
    const work = async () => {
      for (let next = queue.shift(); next && !stop.signal.aborted; next = queue.shift()) {
        const tree = await open(next)
        if (tree) opened.set(next.id, tree)
      }
    }
    await Promise.race([Promise.all(Array.from({ length: atOnce }, work)), setTimeout(patienceMs, undefined, { signal: stop.signal }).catch(() => {})])
    stop.abort()
    for (const { id, name } of repositories) if (!opened.has(id)) unopened.add(name)
    return repositories.flatMap(({ id }) => opened.get(id) ?? [])
  }

  /** The other repositories, and whether the tree depends on them; those on which it does come first. */
  async function rate(tree: Tree): Promise<{ repository: Repository; depends: boolean }[]> {
    const own = await book.of(tree)
    const others = (await entries()).filter(({ repository }) => repository.id !== tree.repository.id)
    const rated = others.map(({ repository, manifests }) => ({ repository, depends: dependsOn(own, manifests) }))
    return rated.toSorted((a, b) => Number(b.depends) - Number(a.depends))
  }

  const findOthers = async (tree: Tree) => openAll((await rate(tree)).slice(0, maxOthers).map(({ repository }) => repository))

  return {
    manifestsOf: (tree) => book.of(tree),
    late: async () => [...new Set([...(await all()).late, ...unopened])],
    async treeOf(id) {
      const repository = (await repos.allVisible(viewer)).find((each) => each.id === id)
      return repository ? open(repository) : null
    },
    others(tree) {
      const found = others.get(tree.repository.id) ?? findOthers(tree)
      others.set(tree.repository.id, found)
      return found
    },
    dependencies: async (tree) => openAll((await rate(tree)).filter(({ depends }) => depends).slice(0, maxOthers).map(({ repository }) => repository)),
    async publishing(ecosystem, passes, not) {
      const publishes = ({ ecosystem: of, name }: Manifest) => of === ecosystem && name !== null && passes(name)
      const publishers = (await entries()).filter(({ repository, manifests }) => repository.id !== not.repository.id && manifests.some(publishes))
      return openAll(publishers.map(({ repository }) => repository))
    },
  }
}
