import { countBits } from '../../../engine/blocks/index.ts'
import { reach, type CommitStore } from '../../../engine/commits/index.ts'
import { startCommitIndexer, type CommitIndexer } from '../../../engine/pool/index.ts'
import { UNMETERED } from '../../../engine/regex/index.ts'
import { machine } from '../../auth/auth.ts'
import type { Log } from '../../platform/log.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import type { CommitIndex } from './commit-index.ts'

type Readable = Repository & { head: string }

/** Keeps the store of a repository's commits up to its mirror. One repository at a time. */
export interface CommitIndexing {
  /** What goes wrong is logged: searches walk git where the store lacks something. Throws only the signal's reason. */
  update(repository: Readable, options: { signal: AbortSignal }): Promise<void>
  close(): Promise<void>
}

export function createCommitIndexing({ repos, commits, log }: { repos: Repos; commits: CommitIndex; log: Log }): CommitIndexing {
  let indexer: CommitIndexer | null = null
  const writer = () => (indexer ??= startCommitIndexer())

  async function restart(): Promise<void> {
    await indexer?.close()
    indexer = null
  }

  async function update(repository: Readable, signal: AbortSignal): Promise<void> {
    // Parents may come to be known or to be cut off later, which what is written cannot follow.
    if (await repos.isShallow(machine, repository)) return commits.remove(repository.id)
    const tips = await tipsOf(repository, repos)
    await append(repository, tips, { signal, anew: commits.isDamaged(repository.id) })
    if (isMostlyGone(commits.of(repository.id).store, tips)) await append(repository, tips, { signal, anew: true })
  }

  /** Adds what the tips reach and the store has not. */
  async function append(repository: Readable, tips: readonly string[], { signal, anew }: { signal: AbortSignal; anew: boolean }): Promise<void> {
    const { id } = repository
    const length = await writer().open(commits.folderOf(id), { anew })
    if (!anew) commits.refresh(id)
    const { store, heads } = commits.of(id)
    if (!anew && store.length !== length) throw new Error('The store of commits is not what its indexer has opened.')
    const include = length === 0 ? tips : tips.filter((tip) => store.numberOf(tip) < 0)
    if (include.length === 0) return
    for await (const read of repos.walkGraph(machine, repository, { include, exclude: length === 0 ? [] : heads(), signal, parentsFirst: true })) {
      await writer().add(length === 0 ? read : read.filter(({ oid }) => store.numberOf(oid) < 0))
    }
    await writer().commit()
    commits.refresh(id)
    while (await writer().merge()) commits.refresh(id)
    await writer().sweep()
  }

  return {
    async update(repository, { signal }) {
      try {
        await update(repository, signal)
      } catch (error) {
        await restart()
        signal.throwIfAborted()
        log.warn({ err: error, repository: repository.id }, 'the commits of a repository could not be indexed; searches walk git for them')
      }
    },
    close: restart,
  }
}

/** The commits of all branches and tags. */
async function tipsOf(repository: Readable, repos: Repos): Promise<string[]> {
  const refs = await repos.globRefs(machine, repository, { include: ['refs/*'], exclude: [] })
  return [...new Set([repository.head, ...refs.map(({ commit }) => commit)])]
}

/** After force-pushes and deletions nothing reaches more than half of the store. */
function isMostlyGone(store: CommitStore, tips: readonly string[]): boolean {
  const reached = reach(store.graph, tips.map((tip) => store.numberOf(tip)).filter((number) => number >= 0), UNMETERED)
  return countBits(reached) * 2 < store.length
}
