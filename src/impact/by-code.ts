import type { Intel } from '../intel/intel.ts'
import { badInput, Problem } from '../platform/errors.ts'
import type { Parsed } from '../platform/endpoint.ts'
import type { CopyList, findCopies } from '../intel/contract.ts'
import type { Caller } from '../platform/http.ts'
import type { Repos } from '../repos/repos.ts'
import type { Ledger, LedgerRow } from '../search/contract.ts'
import type { Search } from '../search/search.ts'
import type { Affected, Question } from './contract.ts'
import type { Account } from './ledger.ts'
import { placesOf, type Standing, type Standings } from './standing.ts'

export interface CodeDeps {
  repos: Repos
  search: Pick<Search, 'freeze' | 'symbols'>
  copies: { find(viewer: Caller, request: Parsed<typeof findCopies>['body'], signal: AbortSignal): Promise<CopyList> }
  navigator: Pick<Intel['navigator'], 'references'>
}

interface Asking {
  viewer: Caller
  standings: Standings
  account: Account
  signal: AbortSignal
}

/** A line of code that is hit. */
type Place = Pick<Affected, 'repo' | 'rev' | 'commit' | 'path' | 'line' | 'text'>

export interface CodeAnswer {
  affected: Affected[]
  looked: { repositories: number; revisions: number }
}

/** Every place where a query matches, wherever it looks; without revisions of its own also at what runs. */
export async function findQuery(deps: CodeDeps, query: string, asking: Asking): Promise<CodeAnswer> {
  const searches = [query, ...runningSearches(query, asking)]
  const found: Place[] = []
  const looked = { repositories: 0, revisions: 0 }
  for (const [at, each] of searches.entries()) {
    const { places, ledger } = await searchFor(deps, each, asking)
    found.push(...places)
    looked.revisions += ledger.rows.length
    if (at === 0) looked.repositories = ledger.repositories
  }
  return { affected: await rowsOf(deps, found, asking), looked }
}

async function searchFor({ search }: CodeDeps, query: string, { viewer, account, signal }: Asking): Promise<{ places: Place[]; ledger: Ledger }> {
  const { places, truncated, matchCount, alert, ledger } = await search.freeze(viewer, { query, patternType: 'keyword' }, signal)
  if (alert !== null && ledger.rows.length === 0) throw badInput('impact.bad_query', `${alert.title} ${alert.description ?? ''}`.trim())
  if (truncated) account.gap({ repo: '', rev: '', path: '', reason: `${matchCount.toLocaleString('en')} places match, of which the first ${places.length.toLocaleString('en')} are told; search for fewer at once.` })
  for (const row of ledger.rows) if (row.state === 'partly' || row.state === 'not_searched') account.gap(gapOf(row))
  return { places: places.map(({ repository, rev, commit, path, line, text }) => ({ repo: repository, rev, commit, path, line, text })), ledger }
}

/** As many commits that run, and are not the tip of a default branch, are searched by themselves. */
const maxRunning = 200

/** The same query at each commit that runs somewhere, where the default branch has gone on since. */
function runningSearches(query: string, { standings, account }: Asking): string[] {
  if (/(^|[\s(])-?(rev|revision|type|select):|@/i.test(query)) return [] // it says itself where to look, or what for
  const behind = [...standings.all()].filter(({ names: [{ at }], running }: Standing) => at !== 'default' && running.length > 0)
  for (const { repository, commit } of behind.slice(maxRunning)) account.gap({ repo: repository.name, rev: commit, path: '', reason: 'This commit runs somewhere, and is one too many to be searched by itself.' })
  return behind.slice(0, maxRunning).map(({ repository, commit }) => `(${query}) repo:^${repository.name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$ rev:${commit}`)
}

function gapOf({ repository, rev, skipped }: LedgerRow) {
  const reasons = skipped.map(({ reason, count }) => `${count} ${reason.replaceAll('_', ' ')}`)
  return { repo: repository, rev, path: skipped[0]?.examples[0] ?? '', reason: `Not searched whole${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}.` }
}

type SymbolQuestion = Extract<Question, { symbol: unknown }>['symbol']

const pageLength = 1000
const maxPages = 100

/** Every place that refers to the name at a position. */
export async function findSymbol(deps: CodeDeps, position: SymbolQuestion, asking: Asking): Promise<CodeAnswer & { name: string }> {
  const { viewer, account, signal } = asking
  const found: Place[] = []
  let [name, cursor] = ['', undefined as string | undefined]
  for (let page = 0; page < maxPages; page++) {
    const { places, notSearched, note, cursor: next } = await deps.navigator.references(viewer, { ...position, limit: pageLength, ...(cursor === undefined ? {} : { cursor }) }, signal)
    if (note !== null && places.length === 0 && page === 0) account.gap({ repo: position.repo, rev: position.rev, path: position.path, reason: note })
    for (const { repo, rev, path, reason } of notSearched) account.gap({ repo, rev, path: path ?? '', reason })
    name ||= places[0]?.symbol ?? ''
    found.push(...places.flatMap(({ role, repo, rev, commit, path, line, text }) => (role === 'definition' ? [] : [{ repo, rev, commit, path, line, text }])))
    if (next === null) return { name, affected: await rowsOf(deps, found, asking), looked: lookedAt(found) }
    cursor = next
  }
  account.gap({ repo: position.repo, rev: position.rev, path: position.path, reason: `There are more than ${(pageLength * maxPages).toLocaleString('en')} references; only so many are told.` })
  return { name, affected: await rowsOf(deps, found, asking), looked: lookedAt(found) }
}

type LinesQuestion = Extract<Question, { lines: unknown }>['lines']

/** What shares less is no copy that anybody would mend with it. */
const leastShare = 0.5
/** As many of the names that the lines define are followed. */
const maxNames = 20

/** Every copy of some lines, at every tracked revision, and every place that refers to what they define. */
export async function findLines(deps: CodeDeps, { from, to, ...file }: LinesQuestion, asking: Asking): Promise<CodeAnswer> {
  const copies = await copiesOf(deps, { from, to, ...file }, asking)
  const { symbols } = await deps.search.symbols(asking.viewer, file, asking.signal)
  const defined = symbols.filter(({ line, kind }) => from <= line && line <= to && kind !== 'package' && kind !== 'namespace') // what a file says it lies in is not defined there
  if (defined.length > maxNames) asking.account.gap({ repo: file.repo, rev: file.rev, path: file.path, reason: `The lines define ${defined.length} names; the first ${maxNames} were followed.` })
  const found: CodeAnswer[] = [copies]
  for (const { line, column } of defined.slice(0, maxNames)) found.push(await findSymbol(deps, { ...file, line, column }, asking))
  const rows = found.flatMap(({ affected }) => affected)
  const once = new Map(rows.map((row) => [`${row.repo}\0${row.rev}\0${row.path}\0${row.line}\0${row.environment}\0${row.service}`, row]))
  return { affected: [...once.values()], looked: { repositories: Math.max(...found.map(({ looked }) => looked.repositories)), revisions: Math.max(...found.map(({ looked }) => looked.revisions)) } }
}

/** Too few lines have no copies that could be told from chance, which the ledger says. */
async function copiesOf(deps: CodeDeps, { from, to, ...file }: LinesQuestion, asking: Asking): Promise<CodeAnswer> {
  const { viewer, account, signal, standings } = asking
  try {
    const { copies, gaps } = await deps.copies.find(viewer, { ...file, lines: { from, to }, revs: 'tracked', minimum: leastShare, limit: pageLength }, signal)
    for (const { repo, reason } of gaps) account.gap({ repo: repo ?? '', rev: '', path: '', reason })
    const places = copies.map(({ repo, rev, commit, path, share, ranges }): Place => ({ repo, rev, commit, path, line: ranges[0]?.from ?? null, text: `${Math.round(share * 100)} % of the lines` }))
    return { affected: await rowsOf(deps, places, asking), looked: { repositories: standings.repositories.length, revisions: [...standings.all()].length } }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'copies.too_short') throw error
    account.gap({ repo: file.repo, rev: file.rev, path: file.path, reason: error.message })
    return { affected: [], looked: { repositories: 0, revisions: 0 } }
  }
}

const lookedAt = (found: readonly Place[]) => ({ repositories: new Set(found.map(({ repo }) => repo)).size, revisions: new Set(found.map(({ commit }) => commit)).size })

/** With who owns each file, and what runs at its commit. */
async function rowsOf({ repos }: Pick<CodeDeps, 'repos'>, places: readonly Place[], { viewer, standings }: Asking): Promise<Affected[]> {
  const rows: Affected[] = []
  const byName = new Map(standings.repositories.map((repository) => [repository.name, repository]))
  for (const ofCommit of Map.groupBy(places, ({ repo, commit }) => `${repo}\0${commit}`).values()) {
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
