import { join } from 'node:path'
import { TAKEN_VERSION, type FileTaken, type Syntax } from '../../../syntax/index.ts'
import { machine } from '../../auth/auth.ts'
import type { Config } from '../../platform/config.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import { readAll, type CodeFile, type CodeText } from '../blob-answers/reading.ts'
import { keyOf, readAnswers, removeOthers } from '../blob-answers/store.ts'
import { readManifests } from '../manifests/manifests.ts'
import type { Precise } from '../scip/scip.ts'
import { isTestPath } from '../test-path.ts'
import { openTree, type Tree } from '../tree.ts'
import { namingFiles, runsNowhere, tellModules, type IndexTold, type ModuleFacts } from './facts.ts'
import { packageNamed } from './indexed.ts'

export type { ModuleFacts } from './facts.ts'
export { createPublishers, type Publisher } from './publishers.ts'
export type { PublishedModule } from './published.ts'
export type { ModuleUse } from './tally.ts'

export interface ModuleUses {
  /**
   * What a repository uses and publishes at a commit. `homeOf` tells to what a file belongs: uses are told apart by that. Files that were
   * read before are not read again. Throws the signal's reason, or what git throws.
   */
  at(repository: Repository, commit: string, options: { homeOf(path: string): string; signal: AbortSignal }): Promise<ModuleFacts>
  /** Stays the same as long as the same indexes tell of a commit. */
  indexesAt(repository: Repository, commit: string, signal: AbortSignal): Promise<string>
  /** Forgets what belongs to no repository that is there. */
  sweep(): Promise<void>
}

export interface ModuleUsesOptions {
  repos: Repos
  syntax: Pick<Syntax, 'askMany'>
  precise: Pick<Precise, 'packages' | 'indexesAt'>
  config: Pick<Config, 'dataDir'>
}

/** For one tree; what is left is read the next time. */
const patienceMs = 15 * 60_000
const nothing: FileTaken = { package: '', taken: [] }

export function createModuleUses({ repos, syntax, precise, config }: ModuleUsesOptions): ModuleUses {
  const folder = join(config.dataDir, 'index', 'module-uses')

  async function ask(texts: readonly CodeText[], signal: AbortSignal): Promise<(FileTaken | null)[]> {
    const outcomes = await syntax.askMany('taken', texts.map(({ language, text }) => ({ language, text })), { signal, background: true })
    return outcomes.map((outcome) => (outcome.state === 'done' ? outcome.value : null))
  }

  /** What each file says, in the order of the files; null where its grammar was lost over it. */
  async function read(tree: Tree, files: readonly CodeFile[], signal: AbortSignal): Promise<{ told: Map<string, FileTaken | null>; left: number }> {
    const at = { folder: join(folder, tree.repository.id), version: TAKEN_VERSION }
    const left = await readAll<FileTaken>(files, { ...at, repos, viewer: machine, tree, ask: (texts) => ask(texts, signal), nothing, deadline: performance.now() + patienceMs, signal })
    const told = new Map<string, FileTaken | null>()
    await readAnswers<FileTaken>(at, new Set(files.map(keyOf)), (found) => found.forEach((each, key) => told.set(key, each)))
    return { told, left }
  }

  /** A line that is told by several indexes is told once. */
  async function askIndexes(repo: Repository, commit: string, signal: AbortSignal): Promise<IndexTold> {
    const lines = new Map<string, IndexTold['lines'][number]>()
    const defined = await precise.packages(machine, { repo, commit }, {
      signal,
      tell({ path, line, names, ...told }) {
        const named = packageNamed(told)
        if (!runsNowhere(path) && !isTestPath(path)) lines.set(`${path}:${line} ${named.name}`, { family: named.family, package: named.name, path, line: line + 1, names })
      },
    })
    return { lines: [...lines.values()], defined: defined.map(packageNamed) }
  }

  return {
    async at(repository, commit, { homeOf, signal }) {
      const tree = await openTree({ repos, viewer: machine, repository, rev: commit, signal })
      if (!tree) return { uses: [], indexed: [], published: [], gaps: [] }
      const files = namingFiles(tree)
      const { told, left } = await read(tree, files, signal)
      return tellModules({ tree, files, told, left, manifests: await readManifests(tree, signal), homeOf, indexes: await askIndexes(repository, commit, signal) })
    },
    indexesAt: async (repository, commit, signal) => (await precise.indexesAt(machine, { repo: repository, commit }, { signal })).join(),
    sweep: async () => removeOthers(folder, new Set((await repos.allVisible(machine)).map(({ id }) => id))),
  }
}
