import type { App } from './app.ts'
import type { JobKind } from './platform/jobs.ts'

/** Every kind of background work. */
export function jobKinds(app: Pick<App, 'repos' | 'deployments' | 'search' | 'scip' | 'suspects' | 'impact' | 'copies'>): readonly JobKind<never>[] {
  return [...app.repos.jobKinds, ...app.deployments.jobKinds, ...app.search.jobKinds, ...app.scip.jobKinds, ...app.suspects.jobKinds, ...app.impact.jobKinds, ...app.copies.jobKinds]
}
