import { machine } from '../../auth/auth.ts'
import type { Repository } from '../../repos/contract.ts'
import type { Repos } from '../../repos/repos.ts'
import type { Search } from '../../search/search.ts'
import { serviceFilesOf, type TreeReader } from '../trees/read-tree.ts'
import { linksOfCode } from './code-links.ts'
import { SERVICE_READERS_VERSION } from './readers.ts'
import type { ServiceStore } from './store.ts'

interface ReadingDeps {
  repos: Pick<Repos, 'files'>
  search: Pick<Search, 'freeze'>
  trees: Pick<TreeReader, 'services'>
  services: ServiceStore
}

/** Reads what the tip of the default branch tells of services, unless that is known. */
export async function readServicesOf({ repos, search, trees, services }: ReadingDeps, repository: Repository & { head: string }, signal: AbortSignal): Promise<void> {
  const { id, name, head } = repository
  const known = await services.get(id)
  if (known?.commit === head && known.readers === SERVICE_READERS_VERSION) return
  const files = serviceFilesOf(await repos.files(machine, repository, head, signal))
  const told = await trees.services(machine, repository, files, signal)
  const code = await linksOfCode(search, name, signal)
  const facts = { entities: told.entities, links: [...told.links, ...code.links], gaps: [...told.gaps, ...code.gaps] }
  await services.put({ repositoryId: id, commit: head, readers: SERVICE_READERS_VERSION, facts })
}
