import type { Running } from '../deployments/contract.ts'
import type { Deployments } from '../deployments/deployments.ts'
import type { Caller } from '../platform/http.ts'

/** The commit of a repository that a signal most likely comes from, as it runs there. */
export interface RunningRevision {
  commit: string
  /** As it was told: it may name no revision. */
  version: string | null
  service: string
  environment: string
  /** ISO 8601. */
  since: string
}

interface RunningRequest {
  deployments: Pick<Deployments, 'running'>
  viewer: Caller
  /** Unless said production, and where there is none whatever was deployed last. */
  environment: string | undefined
  /** When the signal was seen; now unless said. */
  at: string | undefined
}

/** By the name of the repository. What is not fetched yet cannot be read and is left out. */
export async function runningRevisions({ deployments, viewer, environment, at }: RunningRequest): Promise<Map<string, RunningRevision>> {
  const all = await deployments.running(viewer, { ...(environment === undefined ? {} : { environment }), ...(at === undefined ? {} : { at }) })
  const readable = all.filter(({ deployment }) => deployment.known)
  return new Map([...Map.groupBy(readable, ({ deployment }) => deployment.repo)].map(([repo, running]) => [repo, likeliestOf(running)]))
}

function likeliestOf(running: readonly Running[]): RunningRevision {
  const [best] = running.map(({ deployment }) => deployment).toSorted((a, b) => Number(isProduction(b)) - Number(isProduction(a)) || (a.deployedAt < b.deployedAt ? 1 : -1))
  if (!best) throw new Error('a group has at least one member')
  return { commit: best.commit, version: best.version, service: best.service, environment: best.environment, since: best.deployedAt }
}

const isProduction = ({ environment }: { environment: string }) => /^(prod|production|live)\b/i.test(environment)
