import { machine } from '../../auth/auth.ts'
import type { Config } from '../../platform/config.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'

/**
 * The commits of a repository that are indexed, the default branch first, then branches and tags that match the patterns, the newest
 * first and not more than so many. Any other commit is searched just as exactly; what it has beyond these is read from git.
 */
export async function trackedCommits(repository: Repository & { head: string }, { repos, config }: { repos: Repos; config: Pick<Config, 'tracked' | 'maxTracked'> }): Promise<string[]> {
  const patterns = config.tracked.split(/\s+/).filter(Boolean)
  if (patterns.length === 0 || config.maxTracked === 0) return [repository.head]
  const named = await repos.globRefs(machine, repository, { include: patterns, exclude: [] })
  const newestFirst = named.toSorted((a, b) => (b.time ?? 0) - (a.time ?? 0))
  return [...new Set([repository.head, ...newestFirst.map(({ commit }) => commit)])].slice(0, 1 + config.maxTracked)
}
