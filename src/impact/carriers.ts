import type { Repository } from '../repos/contract.ts'
import type { Ecosystem } from './dependencies/project.ts'
import type { Standings } from './standing.ts'
import type { ImpactStore } from './store.ts'
import type { Wanted } from './wanted.ts'

interface CarriersDeps {
  store: Pick<ImpactStore, 'projectsAt'>
}

export interface CarriersAsked {
  repository: Repository
  standings: Standings
  /** The tags that contain the commit. */
  tags: ReadonlySet<string>
  /** What the commit changes; nothing for a merge, which may change everything. */
  touched: readonly string[]
}

/** What a package is called, and in which of its versions the commit is, and in which it is not. */
interface Carrier {
  ecosystem: Ecosystem
  name: string
  with: Set<string>
  without: Set<string>
}

/**
 * The packages that the repository publishes and that the commit changes, as questions about the versions that it is in: who uses these has
 * the commit. Which versions these are, the tracked tags tell; of other versions nobody can tell.
 */
export async function carriersOf({ store }: CarriersDeps, { repository, standings, tags, touched }: CarriersAsked): Promise<Wanted[]> {
  const tagged = [...standings.all()].filter((standing) => standing.repository.id === repository.id).flatMap(({ commit, names }) => names.flatMap(({ rev, at }) => (at === 'tag' ? [{ commit, tag: rev }] : [])))
  const projects = Map.groupBy(await store.projectsAt(repository.id, tagged.map(({ commit }) => commit)), ({ commit }) => commit)
  const carriers = new Map<string, Carrier>()
  for (const { commit, tag } of tagged) {
    const own = projects.get(commit) ?? []
    const folders = own.map(({ folder }) => folder)
    for (const { ecosystem, name, version, folder } of own) {
      if (name === null || !isTouched(folder, folders, touched)) continue
      const carrier = carriers.get(`${ecosystem} ${name}`) ?? { ecosystem, name, with: new Set(), without: new Set() }
      carriers.set(`${ecosystem} ${name}`, carrier)
      const published = versionOf(tag, { ecosystem, version, folder })
      if (published !== null) (tags.has(tag) ? carrier.with : carrier.without).add(published)
    }
  }
  return [...carriers.values()].filter((carrier) => carrier.with.size > 0).map(wantedOf)
}

/** A file belongs to the project that lies deepest around it. */
function isTouched(folder: string, folders: readonly string[], touched: readonly string[]): boolean {
  const deeper = folders.filter((other) => other.length > folder.length && other.startsWith(folder))
  return touched.length === 0 || touched.some((path) => path.startsWith(folder) && !deeper.some((other) => path.startsWith(other)))
}

/** Go's versions are tags, behind the folder of the module: https://go.dev/ref/mod#vcs-version. Elsewhere the manifest says it, or else the tag. */
function versionOf(tag: string, { ecosystem, version, folder }: { ecosystem: Ecosystem; version: string | null; folder: string }): string | null {
  if (ecosystem === 'golang') return tag.startsWith(folder) && /^v\d/.test(tag.slice(folder.length)) ? tag.slice(folder.length) : null
  return version ?? /\d+(?:\.\d+)+\S*$/.exec(tag)?.[0] ?? null
}

const wantedOf = ({ ecosystem, name, ...carrier }: Carrier): Wanted => ({
  ecosystem, name, advisories: () => [], symbols: () => [],
  judge: (version) => (version === null ? 'unknown' : carrier.with.has(version) ? 'affected' : carrier.without.has(version) ? 'clear' : 'unknown'),
  unknown: 'of which no tag tells whether it contains the commit',
})
