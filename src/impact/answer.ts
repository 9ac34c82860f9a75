import type { Deployments } from '../deployments/deployments.ts'
import type { Clock } from '../platform/clock.ts'
import type { Caller } from '../platform/http.ts'
import { findCommit } from './by-commit.ts'
import { findPackages } from './by-package.ts'
import { findLines } from './code/lines.ts'
import { findQuery } from './code/query.ts'
import type { CodeDeps } from './code/rows.ts'
import { findSymbol } from './code/symbol.ts'
import type { Affected, Impact, Question } from './contract.ts'
import { createAccount, type Account } from './ledger.ts'
import { packagesAsked } from './packages-asked.ts'
import { releasesOf } from './releases.ts'
import { dependentsOf } from './services/dependents.ts'
import type { Services, ToldServices } from './services/services.ts'
import { standingsFor, type Standings } from './standing.ts'
import type { ImpactStore } from './store.ts'

export interface AnswerDeps extends CodeDeps {
  deployments: Deployments
  store: ImpactStore
  clock: Clock
  services: Services
}

type Found = Pick<Impact, 'question' | 'affected' | 'history'> & { looked: { repositories: number; revisions: number } }
const nothingBefore: Impact['history'] = { mainlines: [], deployed: [] }

/** Answers a question about impact. */
export async function answerQuestion(deps: AnswerDeps, viewer: Caller, question: Question, signal: AbortSignal): Promise<Impact> {
  const account = createAccount()
  const standings = await standingsFor(deps, viewer)
  const { looked, affected, ...found } = await find(deps, question, { viewer, standings, account, signal })
  const ledger = account.ledger(looked)
  const told = await deps.services.told(viewer)
  const nameAt = await deps.services.namesAt(viewer, affected)
  const sorted = affected.map((row) => ({ ...row, service: row.service ?? nameOf(row, { told, nameAt }) })).toSorted(byPlace)
  const around = aroundOf(told, sorted)
  const releases = 'query' in question || 'symbol' in question || 'lines' in question ? [] : releasesOf(standings, { affected: sorted, history: found.history })
  return { complete: ledger.gapCount === 0, ...found, affected: sorted, totals: totalsOf(sorted, around), around, releases, ledger }
}

interface Naming {
  told: ToldServices
  nameAt: Awaited<ReturnType<Services['namesAt']>>
}

/** As the catalogue at the row's own commit says, or else that of today. A repository that no catalogue speaks of may be a library as well, and gives no name. */
function nameOf(row: Affected, { told: { map }, nameAt }: Naming): string | null {
  const then = nameAt(row)
  return then === undefined ? (map.declared(map.serviceOf(row.repo, row.path))?.name ?? null) : then
}

/** What stands only in old releases that run nowhere hits nobody today. */
const isLive = ({ at, environment }: Affected) => environment !== null || at === 'default' || at === 'branch'

const maxRows = 100

function aroundOf({ map, isComplete }: ToldServices, affected: readonly Affected[]): Impact['around'] {
  const live = [...affected.entries()].flatMap(([row, each]) => {
    const id = isLive(each) ? map.serviceOf(each.repo, each.path) : undefined
    return id === undefined ? [] : [{ row, id }]
  })
  const hit = [...Map.groupBy(live, ({ id }) => id)].map(([id, rows]) => ({ id, rows: rows.slice(0, maxRows).map(({ row }) => row) }))
  return { ...dependentsOf(map, new Set(hit.map(({ id }) => id))), hit, complete: isComplete }
}

interface Asking {
  viewer: Caller
  standings: Standings
  account: Account
  signal: AbortSignal
}

async function find(deps: AnswerDeps, question: Question, asking: Asking): Promise<Found> {
  if ('commit' in question) return findCommitAndUsers(deps, question.commit, asking)
  if ('query' in question) return { question: `query ${question.query}`, history: nothingBefore, ...(await findQuery(deps, question.query, asking)) }
  if ('symbol' in question) {
    const { name, ...found } = await findSymbol(deps, question.symbol, asking)
    const { repo, path, line } = question.symbol
    return { question: `symbol ${name} at ${repo} ${path}:${line}`, history: nothingBefore, ...found }
  }
  if ('lines' in question) {
    const { repo, path, from, to } = question.lines
    return { question: `lines ${from} to ${to} of ${repo} ${path}`, history: nothingBefore, ...(await findLines(deps, question.lines, asking)) }
  }
  const { words, wanted } = packagesAsked(question, asking.account)
  const found = await findPackages(deps, { ...asking, wanted })
  return { question: words, ...found, looked: { repositories: asking.standings.repositories.length, revisions: [...asking.standings.all()].length } }
}

/** What contains a commit, and what uses the packages that it was published in. */
async function findCommitAndUsers(deps: AnswerDeps, commit: { repo: string; oid: string }, asking: Asking): Promise<Found> {
  const { revisions, deployed, carriers, affected, question } = await findCommit(deps, { ...commit, ...asking })
  if (carriers.length === 0) return { question, affected, history: { mainlines: [], deployed }, looked: { repositories: 1, revisions } }
  const through = await findPackages(deps, { ...asking, wanted: carriers })
  const isElsewhere = ({ repo }: { repo: string }) => repo !== commit.repo
  return {
    question,
    affected: [...affected, ...through.affected.filter(isElsewhere)],
    history: { mainlines: through.history.mainlines.filter(isElsewhere), deployed: [...deployed, ...through.history.deployed.filter(isElsewhere)] },
    looked: { repositories: asking.standings.repositories.length, revisions: [...asking.standings.all()].length },
  }
}

const order: Record<Affected['at'], number> = { default: 0, branch: 1, tag: 2, deployed: 3 }

/** What runs somewhere first, as that burns; then by repository, revision and place. */
function byPlace(a: Affected, b: Affected): number {
  return (
    Number(a.environment === null) - Number(b.environment === null) || compare(a.repo, b.repo) || order[a.at] - order[b.at] || compare(a.rev, b.rev) ||
    compare(a.package ?? '', b.package ?? '') || compare(a.version ?? '', b.version ?? '') || compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) ||
    compare(a.service ?? '', b.service ?? '') || compare(a.environment ?? '', b.environment ?? '')
  )
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function totalsOf(affected: readonly Affected[], { nodes, hit }: Impact['around']): Impact['totals'] {
  const count = (tell: (row: Affected) => string | readonly string[] | null) => new Set(affected.flatMap((row) => tell(row) ?? [])).size
  return {
    places: affected.length, repositories: count(({ repo }) => repo), services: count(({ service }) => service), environments: count(({ environment }) => environment),
    owners: count(({ owners }) => owners), revisions: count(({ repo, rev }) => `${repo}@${rev}`),
    direct: affected.filter(({ kind }) => kind === 'direct').length, transitive: affected.filter(({ kind }) => kind === 'transitive').length,
    dependents: nodes.filter(({ kind, id }) => kind === 'service' && !hit.some((each) => each.id === id)).length,
  }
}
