import { machine } from '../auth/auth.ts'
import type { Deployments } from '../deployments/deployments.ts'
import type { Intel } from '../intel/intel.ts'
import { timestamp, type Clock } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Db } from '../platform/database.ts'
import type { Answer, Parsed } from '../platform/endpoint.ts'
import type { Events } from '../platform/events.ts'
import type { Caller } from '../platform/http.ts'
import type { JobKind, Jobs } from '../platform/jobs.ts'
import type { Log } from '../platform/log.ts'
import { isReadable, type Repos } from '../repos/repos.ts'
import type { Search } from '../search/search.ts'
import { answerQuestion } from './answer.ts'
import type { CodeDeps } from './code/rows.ts'
import type * as contract from './contract.ts'
import { createTreeReader } from './trees/read-tree.ts'
import { READERS_VERSION } from './dependencies/readers.ts'
import { dependenciesAt } from './dependencies-at.ts'
import { createReadingJob, type ReadPayload } from './jobs.ts'
import { reachOf } from './reach/reach.ts'
import { createSboms, type Sboms } from './sboms/sboms.ts'
import { isReadByThese } from './services/readers.ts'
import { createServices } from './services/services.ts'
import { createServiceStore } from './services/store.ts'
import { createImpactStore } from './store.ts'

/** Who else is hit, told from code. */
export interface Impact {
  /** To be given to `jobs.start`. */
  jobKinds: readonly JobKind<never>[]
  sboms: Sboms
  /** Has read what is not read yet, or was read by other readers; to be called once jobs are taken. */
  recover(): void
  /** Throws a Problem where both a revision and an environment are asked for. */
  services(viewer: Caller, asked: Parsed<typeof contract.listServices>['query']): Promise<Answer<typeof contract.listServices>>
  dependencies(viewer: Caller, query: Parsed<typeof contract.readDependencies>['query'], signal: AbortSignal): Promise<Answer<typeof contract.readDependencies>>
  /** Throws a Problem for a question that cannot be understood; what cannot be answered stands in the ledger. */
  find(viewer: Caller, question: contract.Question, signal: AbortSignal): Promise<contract.Impact>
  /** Throws a Problem for what cannot be understood, or may not be seen. */
  reach(viewer: Caller, asked: contract.ReachAsked, signal: AbortSignal): Promise<contract.Reach>
  /** The answer as one value that may be kept: the first 2,000 places and 500 spans of each kind. Throws as `find` does. */
  freeze(viewer: Caller, question: contract.Question, signal: AbortSignal): Promise<contract.FrozenImpact>
  close(): Promise<void>
}

export interface ImpactDeps {
  db: Db
  repos: Repos
  deployments: Deployments
  search: Pick<Search, 'freeze' | 'symbols'>
  copies: CodeDeps['copies']
  intel: Pick<Intel, 'navigator' | 'moduleUses'>
  /** Tells when compilers' indexes come and go. */
  scip: { indexWith(enqueue: (repositoryId: string) => Promise<void>): void }
  jobs: Pick<Jobs, 'enqueue'>
  events: Events
  clock: Clock
  log: Log
  config: Pick<Config, 'tracked' | 'maxTracked'>
}

export function createImpact({ db, repos, deployments, search, copies, intel, scip, jobs, events, clock, log, config }: ImpactDeps): Impact {
  const store = createImpactStore(db)
  const serviceStore = createServiceStore(db)
  const services = createServices({ repos, store: serviceStore, refs: store, deployments, clock })
  const trees = createTreeReader({ repos })
  /** Of its own, so that nobody who asks waits for a job. */
  const askedTrees = createTreeReader({ repos })
  const sboms = createSboms({ db, repos, clock, log, onChange: async (repositoryId, commit) => {
    await store.outdate(repositoryId, commit, { path: '', reason: 'A bill of materials of this commit came or went, and has not been read yet.' })
    await enqueue(repositoryId)
  } })
  const job = createReadingJob({ repos, deployments, search, intel, trees, store, sboms, services: serviceStore, events, log, config })
  const enqueue = (id: string): Promise<void> => jobs.enqueue<ReadPayload>(job, { id }, { key: id })
  repos.indexWith(enqueue)
  deployments.indexWith(enqueue)
  scip.indexWith(enqueue)

  async function enqueueUnread(): Promise<void> {
    const read = new Map((await store.mainlines()).map((row) => [row.repository_id, row]))
    const told = new Map((await serviceStore.tips()).map((row) => [row.repositoryId, row]))
    for (const { id, head } of (await repos.allVisible(machine)).filter(isReadable)) {
      const row = read.get(id)
      if (row?.whole !== 1 || row.head !== head || row.readers !== READERS_VERSION || !isReadByThese(told.get(id)?.readers)) await enqueue(id)
    }
  }

  const find = (viewer: Caller, question: contract.Question, signal: AbortSignal) => answerQuestion({ repos, deployments, search, copies, navigator: intel.navigator, store, clock, services }, viewer, question, signal)

  return {
    jobKinds: [job],
    sboms,
    recover: () => void enqueueUnread().catch((error: unknown) => log.error({ err: error }, 'dependencies cannot be read anew')),
    services: (viewer, asked) => services.list(viewer, asked),
    dependencies: (viewer, query, signal) => dependenciesAt({ repos, trees: askedTrees, sboms }, viewer, query, signal),
    find,
    reach: (viewer, asked, signal) => reachOf({ repos, search, navigator: intel.navigator, services: serviceStore }, viewer, asked, signal),
    async freeze(viewer, question, signal) {
      const answer = await find(viewer, question, signal)
      return { ...keptOf(answer), asked: 'osv' in question ? null : question, at: timestamp(clock) }
    },
    async close() {
      await trees.close()
      await askedTrees.close()
    },
  }
}

const mostKept = { places: 2_000, spans: 500 }

const keptOf = ({ affected, history: { mainlines, deployed }, ...answer }: contract.Impact): Omit<contract.FrozenImpact, 'asked' | 'at'> => ({
  ...answer,
  affected: affected.slice(0, mostKept.places),
  history: { mainlines: mainlines.slice(0, mostKept.spans), deployed: deployed.slice(0, mostKept.spans) },
  truncated: affected.length > mostKept.places,
})
