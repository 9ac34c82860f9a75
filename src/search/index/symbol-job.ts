import type { JobKind } from '../../platform/jobs.ts'
import type { Log } from '../../platform/log.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import { find, type IndexPayload } from './indexing.ts'
import type { SymbolIndexing } from './symbol-indexing.ts'
import { trackedCommits, type TrackedDeps } from './tracked.ts'

interface SymbolJobOptions extends TrackedDeps {
  indexing: SymbolIndexing
  repos: Repos
  log: Log
}

/**
 * Tells the symbols of a repository's tracked revisions once its files are indexed: a job of its own, as it takes several times as long as
 * everything else, and other repositories wait to be searched.
 */
export function createSymbolJob({ indexing, repos, deployments, log, config }: SymbolJobOptions): JobKind<IndexPayload> {
  async function run(id: string, signal: AbortSignal): Promise<void> {
    const repository = await find(repos, id)
    if (!repository || !isReadable(repository)) return
    let told = false
    try {
      await indexing.update(repository, await trackedCommits(repository, { repos, deployments, config }), {
        signal,
        async report(part) {
          told = true
          await repos.noteIndex(id, { state: 'running', percent: 100 * part })
        },
      })
      await indexing.tidy()
    } finally {
      if (told) await repos.noteIndex(id, { state: 'ready', percent: null })
    }
  }

  return {
    name: 'search.symbols', concurrency: 1, maxAttempts: 5,
    async run({ id }, { signal }) {
      await run(id, signal).catch((error: unknown) => {
        log.warn({ repository: id, err: error }, 'the symbols of a repository could not be told')
        throw error
      })
    },
  }
}
