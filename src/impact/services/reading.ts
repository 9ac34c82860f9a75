import type { Intel } from '../../intel/intel.ts'
import { machine } from '../../auth/auth.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import type { Search } from '../../search/search.ts'
import { serviceFilesOf, type TreeReader } from '../trees/read-tree.ts'
import { linksOfCode } from './code-links.ts'
import type { ServiceFacts } from './facts.ts'
import { homesOf } from './homes.ts'
import { SERVICE_READERS_VERSION } from './readers.ts'
import type { ServiceStore } from './store.ts'

interface ReadingDeps {
  repos: Pick<Repos, 'files'>
  search: Pick<Search, 'freeze'>
  trees: Pick<TreeReader, 'services'>
  intel: Pick<Intel, 'moduleUses'>
  services: ServiceStore
}

/** Reads what the tip of the default branch tells of services, unless that is known. */
export const readServicesAtTip = (deps: ReadingDeps, repository: Repository & { head: string }, signal: AbortSignal): Promise<void> => readCommit(deps, repository, repository.head, signal)

/** The same for these commits; forgets what others tell. */
export async function readServicesAt(deps: ReadingDeps, repository: Repository & { head: string }, commits: readonly string[], signal: AbortSignal): Promise<void> {
  for (const commit of commits) await readCommit(deps, repository, commit, signal)
  await deps.services.keepOnly(repository.id, commits)
}

async function readCommit({ repos, search, trees, intel, services }: ReadingDeps, repository: Repository & { head: string }, commit: string, signal: AbortSignal): Promise<void> {
  const { id, name, head } = repository
  const isTip = commit === head
  const readers = `${SERVICE_READERS_VERSION} ${await intel.moduleUses.indexesAt(repository, commit, signal)}`
  const known = await services.get(id, commit)
  if (known?.readers === readers && known.isTip === isTip) return
  const files = await trees.services(machine, repository, serviceFilesOf(await repos.files(machine, repository, commit, signal)), signal)
  const calls = await linksOfCode(search, { repo: name, commit }, signal)
  const { published, ...uses } = await intel.moduleUses.at(repository, commit, { homeOf: homeOfFiles(name, files), signal })
  await services.put({ repositoryId: id, commit, readers, told: { files, calls, uses, published: { published } } }, { isTip })
}

function homeOfFiles(repo: string, facts: ServiceFacts): (path: string) => string {
  const homes = homesOf(repo, facts)
  return (path) => homes.find(({ folder }) => path.startsWith(folder))?.folder ?? ''
}
