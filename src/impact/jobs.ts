import { machine } from '../auth/auth.ts'
import type { Intel } from '../intel/intel.ts'
import { Problem } from '../platform/errors.ts'
import type { JobKind } from '../platform/jobs.ts'
import type { Log } from '../platform/log.ts'
import type { Events } from '../platform/events.ts'
import { isReadable, type Repos } from '../repos/repos.ts'
import { readMainline } from './mainline.ts'
import { readRevisions, type RevisionsDeps } from './revisions.ts'
import { readServicesAt, readServicesAtTip } from './services/reading.ts'
import type { ServiceStore } from './services/store.ts'
import { trackedCommits, type Search } from '../search/search.ts'

export type ReadPayload = { id: string }

type JobDeps = RevisionsDeps & { repos: Repos; search: Pick<Search, 'freeze'>; intel: Pick<Intel, 'moduleUses'>; services: ServiceStore; events: Events; log: Log }

/** Keeps what is known of a repository's dependencies and services up to its mirror: its tracked revisions first, then what its tip tells of services, then how its mainline came to be, then what other revisions tell of services. */
export function createReadingJob(deps: JobDeps): JobKind<ReadPayload> {
  const { repos, store, services, events, log } = deps

  async function run(id: string, signal: AbortSignal): Promise<void> {
    const repository = await repos.get(machine, id).catch(ifGone)
    if (repository === null) {
      await store.remove(id)
      await services.remove(id)
      await deps.sboms.forget(id)
      await deps.intel.moduleUses.sweep()
    } else if (isReadable(repository)) {
      await readRevisions(deps, repository, signal)
      await readServicesAtTip(deps, repository, signal)
      await readMainline(deps, repository, signal)
      await readServicesAt(deps, repository, await trackedCommits(repository, deps), signal)
    }
    await store.purge()
    await services.purge()
    events.publish({ topic: 'impact' })
  }

  return {
    name: 'impact.read', concurrency: 1, maxAttempts: 5,
    async run({ id }, { signal }) {
      await run(id, signal).catch((error: unknown) => {
        log.warn({ repository: id, err: error }, 'the dependencies of a repository could not be read')
        throw error
      })
    },
  }
}

function ifGone(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null
  throw error
}
