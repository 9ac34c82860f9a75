import type { Clock } from '../../platform/clock.ts'
import type { OwnedBy } from '../contract.ts'
import type { Catalogue } from '../catalogue.ts'
import { fileAt } from '../code.ts'
import type { FileList } from '../file-list.ts'
import { GitError } from '../git/errors.ts'
import { createLru } from '../lru.ts'
import type { Mirrors } from '../mirrors.ts'
import { explained } from '../problems.ts'
import type { Repos } from '../repos.ts'
import type { Revisions } from '../revisions.ts'
import type { RepositoryRow } from '../store.ts'
import { decodeText } from '../text.ts'
import { maxTeamsBytes, readTeams, teamsName, type Teams } from './bitbucket-teams.ts'
import { catalogName, maxCatalogBytes, readCatalog, type Catalog } from './catalog-info.ts'
import { maxCodeownersBytes, readCodeowners } from './codeowners.ts'
import { partsOf } from './glob.ts'
import { dialectOf, placesFor } from './places.ts'
import { recentAuthors } from './recent-authors.ts'
import { ownersByRules, type FindOwners, type LineProblem } from './rule.ts'

/** Who is asked about code. */
export type Owners = Pick<Repos, 'ownersAt' | 'readOwners'>

interface OwnersOptions {
  catalogue: Catalogue
  revisions: Revisions
  mirrors: Mirrors
  clock: Clock
}

/** The rules of one file, kept as long as there is room for so many rules and entities. */
const maxKept = 400_000
/** Of one commit that are read. */
const maxFiles = 20_000
/** Nobody is named for a longer path: a file made to take long must not. */
const maxPath = 1_000

type Codeowners = { find: FindOwners; rules: number; problems: LineProblem[] }

export function createOwners({ catalogue, revisions, mirrors, clock }: OwnersOptions): Owners {
  const rules = createLru<Codeowners>({ maxSize: maxKept, sizeOf: (file) => file.rules + 1 })
  const catalogs = createLru<Catalog>({ maxSize: maxKept, sizeOf: ({ owned }) => owned.length + 1 })

  async function textOf({ id }: RepositoryRow, oid: string, maxBytes: number): Promise<string> {
    return decodeText(await mirrors.objects(id).readBlob(oid, { maxBytes }))?.text ?? ''
  }

  /** `teams` is the blob of the file beside it that defines some. */
  const rulesOf = (row: RepositoryRow, { file, oid }: Standing, teams: string | null): Promise<Codeowners | null> =>
    orProblem(
      () => rules.get(`${row.id} ${row.name} ${file} ${oid} ${teams}`, async () => {
        const text = await textOf(row, oid, maxCodeownersBytes)
        const dialect = dialectOf(row.name, file, text)
        const { members, problems } = dialect === 'bitbucket' && teams !== null ? await teamsOf(row, teams) : noTeams
        const read = await readCodeowners(text, dialect, members)
        return { find: ownersByRules(read, file), rules: read.sections.reduce((sum, section) => sum + section.rules.length, 0), problems: [...problems, ...read.problems] }
      }),
      (problem) => ({ find: () => [], rules: 0, problems: [problem] }),
    )

  const teamsOf = async (row: RepositoryRow, oid: string): Promise<Teams> =>
    (await orProblem(async () => readTeams(await textOf(row, oid, maxTeamsBytes)), ({ message }) => ({ ...noTeams, problems: [{ line: 0, message: `${teamsName}: ${message}` }] }))) ?? noTeams

  const catalogOf = (row: RepositoryRow, file: string, oid: string): Promise<Catalog | null> =>
    orProblem(
      () => catalogs.get(`${row.id} ${file} ${oid}`, async () => readCatalog(await textOf(row, oid, maxCatalogBytes), file)),
      (problem) => ({ owned: [], problems: [problem] }),
    )

  /** What files at these places say about owners; of the first, which are those of CODEOWNERS, only one counts. */
  async function sourcesIn(row: RepositoryRow, files: readonly Standing[]): Promise<Sources> {
    const sources: Sources = { codeowners: null, catalogs: new Map() }
    const teams = files.find(({ file }) => file === teamsName)?.oid ?? null
    for (const { file, oid } of files) {
      if (file.endsWith(catalogName)) addTo(sources.catalogs, file.slice(0, -catalogName.length), withName(file, await catalogOf(row, file, oid)))
      else if (file !== teamsName) sources.codeowners ??= withName(file, await rulesOf(row, { file, oid }, teams))
    }
    return sources
  }

  async function sourcesAbove(row: RepositoryRow, commit: string, path: string): Promise<Sources> {
    const files = [...placesFor(row.name), teamsName, ...foldersAbove(path).map((folder) => `${folder}${catalogName}`)]
    const oids = await mirrors.objects(row.id).idsAt(files.map((file) => ({ commit, path: file })))
    return sourcesIn(row, files.map((file, at) => ({ file, oid: oids[at] ?? null })).filter(isStanding))
  }

  async function allSources(row: RepositoryRow, files: FileList): Promise<Sources> {
    const places = [...placesFor(row.name), teamsName].map((file) => ({ file, at: files.indexOf(file) })).filter(({ at }) => at >= 0)
    const catalogs = files.paths.flatMap((file, at) => (file === catalogName || file.endsWith(`/${catalogName}`) ? [{ file, at }] : []))
    return sourcesIn(row, [...places, ...catalogs].slice(0, maxFiles).map(({ file, at }) => ({ file, oid: files.oid(at) })))
  }

  return {
    async ownersAt(viewer, repo, commit) {
      const row = await catalogue.byId(viewer, repo.id)
      const sources = await explained(mirrors.files(row.id, commit).then((files) => allSources(row, files)))
      return (path) => ownedBy(sources, path)
    },

    async readOwners(viewer, { path, ...query }, signal) {
      const place = await revisions.place(viewer, query)
      await fileAt(place, path)
      const sources = await explained(sourcesAbove(place.row, place.commit, path))
      const owned = ownedBy(sources, path)
      const authors = owned.some(isSomebody) ? [] : await recentAuthors(place, path, { now: clock.now(), signal })
      return { ...place.at, path, owned: [...owned, ...authors], problems: problemsOf(sources) }
    },
  }
}

const noTeams: Teams = { members: new Map(), problems: [] }

interface Standing {
  file: string
  oid: string
}

const isStanding = (place: { file: string; oid: string | null }): place is Standing => place.oid !== null

interface Sources {
  codeowners: (Pick<Codeowners, 'find' | 'problems'> & { file: string }) | null
  /** By folder, with its slash. */
  catalogs: Map<string, Catalog & { file: string }>
}

const isSomebody = ({ owners }: OwnedBy): boolean => owners.length > 0

/** By the rules; where they name nobody, by the nearest catalogue above. */
function ownedBy({ codeowners, catalogs }: Sources, path: string): OwnedBy[] {
  if (path.length > maxPath) return []
  const byRules = codeowners?.find(partsOf(path)) ?? []
  if (catalogs.size === 0 || byRules.some(isSomebody)) return byRules
  const nearest = foldersAbove(path).map((folder) => catalogs.get(folder)).find((catalog) => catalog?.owned.some(isSomebody))
  return [...byRules, ...(nearest?.owned ?? [])]
}

/** `a/b/`, `a/` and the top, the nearest first. */
function foldersAbove(path: string): string[] {
  const folders: string[] = []
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) folders.push(path.slice(0, end + 1))
  return [...folders, '']
}

const maxProblems = 100

function problemsOf({ codeowners, catalogs }: Sources) {
  const files = [...(codeowners ? [codeowners] : []), ...catalogs.values()]
  return files.flatMap(({ file, problems }) => problems.map((problem) => ({ file, ...problem }))).slice(0, maxProblems)
}

const withName = <T extends object>(file: string, read: T | null): (T & { file: string }) | null => read && { file, ...read }

function addTo<T>(found: Map<string, T>, folder: string, value: T | null): void {
  if (value !== null) found.set(folder, value)
}

/** Null for a folder of that name. A file that is too large, or is not there after all, names nobody, and says so. */
async function orProblem<T>(read: () => Promise<T>, otherwise: (problem: LineProblem) => T): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    if (error.kind === 'wrong-type') return null
    return otherwise({ line: 0, message: error.kind === 'too-large' ? 'The file is too large to be read.' : 'The file cannot be read.' })
  }
}
