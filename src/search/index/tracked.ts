import { machine } from '../../auth/auth.ts'
import type { Deployments } from '../../deployments/deployments.ts'
import type { Config } from '../../platform/config.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'

export interface TrackedDeps {
  repos: Pick<Repos, 'globRefs'>
  deployments: Pick<Deployments, 'commitsOf'>
  config: Pick<Config, 'tracked' | 'maxTracked'>
}

/** Of those that run somewhere, which is a handful of each service. */
const maxDeployed = 50

/**
 * The commits of a repository that are indexed, the default branch first, then what runs somewhere, then branches and tags that match the
 * patterns, the newest first and not more than so many. Any other commit is searched just as exactly; what it has beyond these is read from git.
 */
export async function trackedCommits(repository: Repository & { head: string }, { repos, deployments, config }: TrackedDeps): Promise<string[]> {
  const always = new Set([repository.head, ...(await deployments.commitsOf(repository, maxDeployed))])
  const patterns = config.tracked.split(/\s+/).filter(Boolean)
  if (patterns.length === 0 || config.maxTracked === 0) return [...always]
  const named = await repos.globRefs(machine, repository, { include: patterns, exclude: [] })
  const newestFirst = named.toSorted((a, b) => (b.time ?? 0) - (a.time ?? 0))
  const others = new Set(newestFirst.map(({ commit }) => commit)).difference(always)
  return [...always, ...[...others].slice(0, config.maxTracked)]
}
