import { machine } from '../../auth/auth.ts'
import type { Clock } from '../../platform/clock.ts'
import { Problem } from '../../platform/errors.ts'
import type { JobKind } from '../../platform/jobs.ts'
import type { Log } from '../../platform/log.ts'
import type { Repository } from '../../repos/contract.ts'
import { isReadable, type Repos } from '../../repos/repos.ts'
import type { CopyBook } from './copy-book.ts'

export type CopiesPayload = { id: string }

export interface CopiesJobOptions {
  repos: Repos
  book: CopyBook
  trackedCommits(repository: Repository & { head: string }): Promise<readonly string[]>
  clock: Clock
  log: Log
}

/** What nobody holds any more is looked for in all of the store, so only now and then. */
const purgeEveryMs = 60 * 60 * 1000
/** Ids that are looked up at once. */
const lookedUpAtOnce = 50_000

/** Keeps the fingerprints of everything that stands at a tracked revision, so that nobody waits for them. */
export function copiesJob({ repos, book, trackedCommits, clock, log }: CopiesJobOptions): JobKind<CopiesPayload> {
  let purgedAt = clock.now().getTime()

  async function run(id: string, signal: AbortSignal): Promise<void> {
    const repository = await repos.get(machine, id).catch(ifGone)
    if (repository && isReadable(repository)) await fill(repository, signal)
    const now = clock.now().getTime()
    if (repository && now - purgedAt < purgeEveryMs) return
    purgedAt = now
    await book.purge((await repos.allVisible(machine)).map((each) => each.id))
  }

  async function fill(repository: Repository & { head: string }, signal: AbortSignal): Promise<void> {
    const oidBytes = repository.head.length / 2
    const tracked = await repos.treeBlobs(machine, repository, await trackedCommits(repository), signal)
    for (let at = 0; at < tracked.length; at += lookedUpAtOnce * oidBytes) {
      const missing = await book.missing(tracked.subarray(at, at + lookedUpAtOnce * oidBytes), oidBytes)
      if (missing.length > 0) await book.fill(machine, repository, missing, signal)
      signal.throwIfAborted()
    }
  }

  return {
    name: 'intel.copies', concurrency: 1, maxAttempts: 5,
    async run({ id }, { signal }) {
      await run(id, signal).catch((error: unknown) => {
        log.warn({ repository: id, err: error }, 'the files of a repository could not be read for their fingerprints')
        throw error
      })
    },
  }
}

function ifGone(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null
  throw error
}
