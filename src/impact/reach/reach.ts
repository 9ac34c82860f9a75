import type { Intel } from '../../intel/intel.ts'
import { badInput } from '../../platform/errors.ts'
import type { Caller } from '../../platform/http.ts'
import type { Repos } from '../../repos/repos.ts'
import type { FrozenPlace } from '../../search/contract.ts'
import type { Search } from '../../search/search.ts'
import type { Reach, ReachAsked } from '../contract.ts'
import type { Ecosystem } from '../dependencies/project.ts'
import type { ServiceStore } from '../services/store.ts'
import { parsePurl } from '../versions/purl.ts'
import { declaredPackages, escaped, importedNames, importShape, type ImportShape } from './imports.ts'

export interface ReachDeps {
  repos: Pick<Repos, 'resolveRevision' | 'allVisible'>
  search: Pick<Search, 'freeze'>
  navigator: Pick<Intel['navigator'], 'entryPaths'>
  services: Pick<ServiceStore, 'publishersOf'>
}

interface Asking extends ReachAsked {
  ecosystem: Ecosystem
  name: string
  viewer: Caller
  signal: AbortSignal
}

type Found = Pick<Reach, 'query' | 'places' | 'placeCount' | 'complete'> & { kept: readonly FrozenPlace[] }

const most = { places: 50, entryPlaces: 5, entries: 20, files: 200 }
/** What is built, fetched or only tests says nothing about what runs. */
const notRun = String.raw`-file:(^|/)(node_modules|vendor|third_party|dist|target|build|__tests__|tests?|testdata)/ -file:[._-](test|spec)\.[a-z]+$`

/**
 * Whether the code of a project refers to a package that it uses, and from where execution gets there; told by searching at that commit.
 * Throws a Problem for what cannot be understood, or may not be seen.
 */
export async function reachOf(deps: ReachDeps, viewer: Caller, asked: ReachAsked, signal: AbortSignal): Promise<Reach> {
  const parsed = parsePurl(asked.purl)
  if ('issue' in parsed) throw badInput('impact.bad_purl', `purl: ${parsed.issue}.`)
  const { repo, commit } = await deps.repos.resolveRevision(viewer, { repo: asked.repo, rev: asked.rev })
  const asking: Asking = { ...asked, repo, rev: commit, ecosystem: parsed.ecosystem, name: parsed.name, viewer, signal }
  const shape = await shapeFor(deps, asking)
  if (shape === null) return unknown(`How code uses packages of ${parsed.ecosystem} is not known here.`)
  const imports = await find(deps, asking, shape.pattern, `file:${shape.files}`)
  if (imports.placeCount === 0) return absent(asking, shape, imports)
  if (asked.symbols.length === 0) return { state: 'imported', reason: `${lines(imports)} of code imports it.`, ...told(imports), entries: await entriesFor(deps, asking, await usesOf(deps, asking, imports)) }
  const referred = await find(deps, asking, String.raw`\b(?:${asked.symbols.map((symbol) => escaped(symbol.split('.').at(-1) ?? symbol)).join('|')})\b`, filesOf(imports))
  if (referred.placeCount === 0) return unreferenced(asking, referred)
  return { state: 'referenced', reason: `${lines(referred)} of code speaks of what is vulnerable in it.`, ...told(referred), entries: await entriesFor(deps, asking, referred.kept) }
}

const lines = ({ placeCount }: Found) => (placeCount === 1 ? 'One line' : `Each of ${placeCount.toLocaleString('en')} lines`)
const told = ({ query, places, placeCount, complete }: Found) => ({ query, places, placeCount, complete })
const unknown = (reason: string): Reach => ({ state: 'unknown', reason, query: '', places: [], placeCount: 0, complete: true, entries: [] })

function absent({ direct }: Asking, { doubt }: ImportShape, imports: Found): Reach {
  const rest = { ...told(imports), entries: [] }
  if (!imports.complete) return { state: 'unknown', reason: 'Not everything could be searched.', ...rest }
  if (!direct) return { state: 'unknown', reason: 'Only others use it: no line of this project imports it, and what others do with it is not in this repository.', ...rest }
  return doubt === null ? { state: 'not_imported', reason: 'No line of code imports it.', ...rest } : { state: 'unknown', reason: `No line of code was found that imports it. ${doubt}`, ...rest }
}

/** What other packages do with it is in none of these files. */
function unreferenced({ direct }: Asking, referred: Found): Reach {
  const reason = 'The package is imported, but no file that does so speaks of what is vulnerable in it.'
  const rest = { ...told(referred), entries: [] }
  if (!direct) return { state: 'unknown', reason: `${reason} Others use it too, and what they do with it is not in this repository.`, ...rest }
  return { state: referred.complete ? 'not_referenced' : 'unknown', reason, ...rest }
}

/** A library whose sources are here says itself how its packages are named; for others their names follow from that of the library. */
async function shapeFor(deps: ReachDeps, { ecosystem, name, viewer, signal }: Asking): Promise<ImportShape | null> {
  if (ecosystem !== 'maven') return importShape(ecosystem, name)
  const visible = new Map((await deps.repos.allVisible(viewer)).map((repository) => [repository.id, repository.name]))
  const known = (await deps.services.publishersOf({ ecosystem, name })).flatMap(({ repositoryId, folder }) => (visible.has(repositoryId) ? [{ repo: visible.get(repositoryId) ?? '', folder }] : []))
  const packages: string[] = []
  for (const { repo, folder } of known.slice(0, 5)) {
    const { places } = await deps.search.freeze(viewer, { query: String.raw`repo:^${escaped(repo)}$ file:^${escaped(folder)}(?:.*/)?src/main/ file:\.(java|kt|scala)$ /^\s*package\s+[\w.]+/`, patternType: 'keyword' }, signal)
    packages.push(...places.flatMap(({ text }) => /package\s+([\w.]+)/.exec(text)?.[1] ?? []))
  }
  return packages.length > 0 ? declaredPackages([...new Set(packages)]) : importShape(ecosystem, name)
}

async function find({ search }: ReachDeps, { repo, rev, project, viewer, signal }: Asking, pattern: string, files: string): Promise<Found> {
  const folder = project === '' ? '' : ` file:^${escaped(project)}`
  const query = `repo:^${escaped(repo)}$ rev:${rev}${folder} ${files} ${notRun} case:yes /${pattern}/`
  const { places, matchCount, ledger } = await search.freeze(viewer, { query, patternType: 'keyword' }, signal)
  const complete = ledger.rows.length > 0 && ledger.rows.every(({ state }) => state !== 'partly' && state !== 'not_searched')
  return { query, kept: places, complete, placeCount: matchCount, places: places.slice(0, most.places).flatMap(({ repository, commit, path, line, text }) => (line === null ? [] : [{ repo: repository, commit, path, line, text: text.trim() }])) }
}

const filesOf = ({ kept }: Found) => `file:^(?:${[...new Set(kept.map(({ path }) => path))].slice(0, most.files).map(escaped).join('|')})$`

/** Where the first files that import it use what they import. */
async function usesOf(deps: ReachDeps, asking: Asking, imports: Found): Promise<FrozenPlace[]> {
  const uses: FrozenPlace[] = []
  for (const place of imports.kept.slice(0, most.entryPlaces)) {
    const names = importedNames(asking.ecosystem, place.text)
    if (names.length === 0) continue
    const found = await find(deps, asking, String.raw`\b(?:${names.map(escaped).join('|')})\b`, `file:^${escaped(place.path)}$`)
    uses.push(...found.kept.filter(({ line }) => line !== place.line).slice(0, 2))
  }
  return uses
}

/** The ways from where the program is entered to these places, the shortest of each. */
async function entriesFor({ navigator }: ReachDeps, { viewer, signal }: Asking, places: readonly FrozenPlace[]): Promise<Reach['entries']> {
  const entries = new Map<string, Reach['entries'][number]>()
  for (const { repository, commit, path, line, ranges } of places.slice(0, most.entryPlaces)) {
    if (line === null) continue
    const { paths } = await navigator.entryPaths(viewer, { repo: repository, rev: commit, path, line, column: (ranges[0]?.[0] ?? 0) + 1, depth: 8 }, signal)
    for (const { kind, label, nodes } of paths) {
      const first = nodes[0]
      const key = `${kind} ${label} ${first?.path}`
      if (first && !entries.has(key) && entries.size < most.entries) entries.set(key, { kind, label, path: first.path, line: first.line, steps: nodes.map(({ name }) => name), to: { path, line } })
    }
  }
  return [...entries.values()]
}
