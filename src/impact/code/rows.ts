import type { CopyList, findCopies } from '../../intel/contract.ts'
import type { Intel } from '../../intel/intel.ts'
import type { Parsed } from '../../platform/endpoint.ts'
import type { Caller } from '../../platform/http.ts'
import type { Repos } from '../../repos/repos.ts'
import type { Search } from '../../search/search.ts'
import type { Affected } from '../contract.ts'
import type { Account } from '../ledger.ts'
import { placesOf, type Standings } from '../standing.ts'

export interface CodeDeps {
  repos: Repos
  search: Pick<Search, 'freeze' | 'symbols'>
  copies: { find(viewer: Caller, request: Parsed<typeof findCopies>['body'], signal: AbortSignal): Promise<CopyList> }
  navigator: Pick<Intel['navigator'], 'references' | 'follow'>
}

export interface Asking {
  viewer: Caller
  standings: Standings
  account: Account
  signal: AbortSignal
}

/** A line of code that is hit. */
export type Place = Pick<Affected, 'repo' | 'rev' | 'commit' | 'path' | 'line' | 'text'>

export interface CodeAnswer {
  affected: Affected[]
  looked: { repositories: number; revisions: number }
}

/** With who owns each file, and what runs at its commit. */
export async function rowsOf({ repos }: Pick<CodeDeps, 'repos'>, places: readonly Place[], { viewer, standings }: Asking): Promise<Affected[]> {
  const rows: Affected[] = []
  const byName = new Map(standings.repositories.map((repository) => [repository.name, repository]))
  for (const ofCommit of Map.groupBy(oncePerLine(places), ({ repo, commit }) => `${repo}\0${commit}`).values()) {
    const [first] = ofCommit
    const repository = byName.get(first?.repo ?? '')
    if (!first || !repository) continue
    const ownersOf = await repos.ownersAt(viewer, repository, first.commit)
    const standing = standings.of(repository.id, first.commit)
    for (const place of ofCommit) {
      const owners = [...new Set(ownersOf(place.path).flatMap((owned) => owned.owners.map(({ name }) => name)))]
      const name = { rev: place.rev === 'HEAD' || place.rev === '' ? place.commit : place.rev, at: 'branch' as const }
      for (const where of placesOf(standing ?? { names: [name], running: [] })) {
        rows.push({ ...place, ...where, package: null, version: null, purl: null, via: [], scope: null, owner: owners[0] ?? null, owners, kind: 'code', advisories: [], symbols: [] })
      }
    }
  }
  return rows
}

/** A line that refers to a name twice is one place. */
const oncePerLine = (places: readonly Place[]) => new Map(places.toReversed().map((place) => [`${place.repo}\0${place.commit}\0${place.path}\0${place.line}`, place])).values().toArray().toReversed()
