import type { OwnedBy, Owner, Repository } from '../repos/contract.ts'
import type { Repos } from '../repos/repos.ts'
import type { Caller } from '../platform/http.ts'
import type { Found, FoundFile, FoundOwner, FoundSymbols } from './found.ts'

/** `select:file.owners`: who owns the files that a search finds. */
export interface OwnerTally {
  /** Those with the most files first. What was counted until a search stopped is given before its error. */
  of(found: AsyncGenerator<Found>): AsyncGenerator<FoundOwner>
  /** Files so far whom nobody owns. */
  unowned(): number
}

interface Counted {
  owner: Owner
  files: number
  repositories: Set<string>
}

type OwnersOf = (path: string) => readonly OwnedBy[]

export function createOwnerTally({ viewer, repos }: { viewer: Caller; repos: Pick<Repos, 'ownersAt'> }): OwnerTally {
  const counted = new Map<string, Counted>()
  let unowned = 0
  /** Results come repository by repository. */
  let here: { key: string; ownersOf: OwnersOf } | null = null

  async function ownersIn({ repository, commit }: FoundFile | FoundSymbols): Promise<OwnersOf> {
    const key = `${repository.id} ${commit}`
    if (here?.key !== key) here = { key, ownersOf: await repos.ownersAt(viewer, repository, commit) }
    return here.ownersOf
  }

  function count(owner: Owner, repository: Repository): void {
    const key = owner.name.toLowerCase()
    const known = counted.get(key) ?? { owner, files: 0, repositories: new Set<string>() }
    known.files += 1
    counted.set(key, known)
    known.repositories.add(repository.name)
  }

  async function gather(found: AsyncGenerator<Found>): Promise<void> {
    for await (const item of found) {
      if (item.kind !== 'file' && item.kind !== 'symbols') continue
      const owners = (await ownersIn(item))(item.path).flatMap((owned) => owned.owners)
      const distinct = new Map(owners.map((owner) => [owner.name.toLowerCase(), owner]))
      for (const owner of distinct.values()) count(owner, item.repository)
      if (distinct.size === 0) unowned += 1
    }
  }

  return {
    async *of(found) {
      const failure = await gather(found).then(() => null, (error: unknown) => ({ error }))
      for (const { owner, files, repositories } of [...counted.values()].sort(byFiles)) yield { kind: 'owner', owner, files, repositories: repositories.size }
      if (failure) throw failure.error
    },
    unowned: () => unowned,
  }
}

const byFiles = (a: Counted, b: Counted): number => b.files - a.files || (a.owner.name < b.owner.name ? -1 : 1)
