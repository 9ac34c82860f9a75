import { startIndexer, type Indexer } from '../../../engine/snapshot/index.ts'
import { machine } from '../../auth/auth.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Config } from '../../platform/config.ts'
import { Problem } from '../../platform/errors.ts'
import type { JobKind } from '../../platform/jobs.ts'
import type { Log } from '../../platform/log.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import type { Repository } from '../../repos/contract.ts'
import { createBreath } from '../breath.ts'
import type { CommitIndex } from './commit-index.ts'
import { createCommitIndexing } from './commit-indexing.ts'
import { indexFolder, type FileIndex } from './file-index.ts'
import { createHistoryIndexing } from './history-indexing.ts'
import type { HistoryIndex } from './history-index.ts'
import type { SymbolIndex } from './symbol-index.ts'
import type { SymbolIndexing } from './symbol-indexing.ts'
import { trackedCommits, type TrackedDeps } from './tracked.ts'

export type IndexPayload = { id: string }

/** Keeps the index of file contents up to the mirrors. */
export interface Indexing {
  job: JobKind<IndexPayload>
  /** Has everything indexed that is not: the index was deleted, damaged, or is of another version. */
  recover(): Promise<void>
  close(): Promise<void>
}

interface IndexingOptions extends TrackedDeps {
  enqueue(id: string): Promise<void>
  /** Has the symbols of a repository told. */
  enqueueSymbols(id: string): Promise<void>
  repos: Repos
  files: FileIndex
  histories: HistoryIndex
  commits: CommitIndex
  symbols: SymbolIndex
  symbolIndexing: Pick<SymbolIndexing, 'purge'>
  clock: Clock
  log: Log
  config: TrackedDeps['config'] & Pick<Config, 'dataDir' | 'maxFileBytes'>
}

/** What was deleted or pushed over is unfindable at once, and gone from the disk after this time at the latest. */
const thoroughEveryMs = 60 * 60 * 1000

export function createIndexing(options: IndexingOptions): Indexing {
  const { enqueue, enqueueSymbols, repos, deployments, files, histories, commits, symbols, symbolIndexing, clock, log, config } = options
  const history = createHistoryIndexing({ repos, histories })
  const commitIndexing = createCommitIndexing({ repos, commits, log })
  let indexer: Indexer | null = null
  let thoroughAt = 0
  const writer = () => (indexer ??= startIndexer(indexFolder(config.dataDir)))

  async function run({ id }: IndexPayload, signal: AbortSignal): Promise<void> {
    const repository = await find(repos, id)
    if (repository && isReadable(repository)) await index(repository, signal)
    if (!repository) await Promise.all([histories.remove(id), commits.remove(id)])
    await tidy({ isGone: repository === null })
  }

  async function index(repository: Repository & { head: string }, signal: AbortSignal): Promise<void> {
    const note = (part: number) => repos.noteIndex(repository.id, { state: 'running', percent: 100 * part })
    await note(0)
    try {
      const tracked = await repos.treeBlobs(machine, repository, await trackedCommits(repository, { repos, deployments, config }), signal)
      await addMissing(repository, tracked, { signal, report: (part) => note(part / 2) })
      await writer().hold(repository.id, tracked, repository.head.length / 2)
      await commitIndexing.update(repository, { signal })
      await history.update(repository, { signal, report: (part) => note((1 + part) / 2) })
      await repos.noteIndex(repository.id, { state: 'ready', percent: null })
      await enqueueSymbols(repository.id)
    } catch (error) {
      await repos.noteIndex(repository.id, { state: 'failed', percent: null })
      await restart() // whatever it holds that was not committed must not be committed later
      throw error
    }
  }

  interface Adding {
    signal: AbortSignal
    report(part: number): Promise<void>
  }

  /** Adds those blobs that the index has not, and makes them searchable, many at a time. What is too large stands in the ledger instead. */
  async function addMissing(repository: Repository & { head: string }, oids: Uint8Array, { signal, report }: Adding): Promise<void> {
    const missing = await missingAmong(oids, repository.head.length / 2, signal)
    let done = 0
    let added = 0
    const commit = async () => {
      if (added === 0) return
      added = 0
      await writer().commit()
      files.refresh()
    }
    await repos.readBlobs(machine, repository, {
      oids: missing,
      signal,
      async onBlob(blob) {
        if (blob.state === 'read') await writer().add(blob.oid, blob.bytes)
        if (blob.state === 'read' && ++added === commitEvery) await commit()
        if (++done % reportEvery === 0) await report(done / missing.length)
      },
    })
    await commit()
  }

  async function missingAmong(oids: Uint8Array, oidBytes: number, signal: AbortSignal): Promise<string[]> {
    const breathe = createBreath(signal)
    const missing: string[] = []
    for (let at = 0; at < oids.length; at += lookedUpAtOnce * oidBytes) {
      missing.push(...files.missing(oids.subarray(at, at + lookedUpAtOnce * oidBytes), oidBytes))
      await breathe()
    }
    return missing
  }

  /** Merges small segments. What no repository holds is looked for in all of the index, so only now and then. */
  async function tidy({ isGone }: { isGone: boolean }): Promise<void> {
    while (await writer().merge()) files.refresh()
    const now = clock.now().getTime()
    const thorough = now - thoroughAt >= thoroughEveryMs
    if (thorough || isGone) await purge({ thorough })
    if (thorough) thoroughAt = now
    await writer().sweep()
  }

  async function purge(options: { thorough: boolean }): Promise<void> {
    const owners = (await repos.allVisible(machine)).map(({ id }) => id)
    if (await writer().purge(owners, options)) files.refresh()
    await symbolIndexing.purge(owners, options)
  }

  async function restart(): Promise<void> {
    await indexer?.close()
    indexer = null
  }

  return {
    job: {
      name: 'search.index', concurrency: 1, maxAttempts: 5,
      async run(payload, { signal }) {
        await run(payload, signal).catch(async (error: unknown) => {
          log.warn({ repository: payload.id, err: error }, 'a repository could not be indexed')
          throw error
        })
      },
    },
    async recover() {
      for (const repository of await repos.allVisible(machine)) {
        if (!isReadable(repository)) continue
        if (files.isEmpty || !commits.has(repository.id)) await enqueue(repository.id)
        else if (symbols.isEmpty) await enqueueSymbols(repository.id)
      }
    },
    async close() {
      await commitIndexing.close()
      await history.close()
      await restart()
    },
  }
}

const reportEvery = 500
/** What a stop costs is then little, and small segments are joined again afterwards. */
const commitEvery = 10_000
const lookedUpAtOnce = 10_000

/** Null for a repository that is not there any more. */
export async function find(repos: Repos, id: string): Promise<Repository | null> {
  try {
    return await repos.get(machine, id)
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null
    throw error
  }
}
