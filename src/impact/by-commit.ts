import type { Deployment } from '../deployments/contract.ts'
import type { Deployments } from '../deployments/deployments.ts'
import { badInput } from '../platform/errors.ts'
import type { Caller } from '../platform/http.ts'
import type { Repository } from '../repos/contract.ts'
import type { Repos } from '../repos/repos.ts'
import { carriersOf } from './carriers.ts'
import type { Affected, DeployedSpan } from './contract.ts'
import { maxDeployments, slotsOf, spansIn } from './deployed-spans.ts'
import type { Account } from './ledger.ts'
import type { Standings } from './standing.ts'
import type { ImpactStore } from './store.ts'
import type { Wanted } from './wanted.ts'

export interface CommitDeps {
  repos: Repos
  deployments: Pick<Deployments, 'listOf' | 'running'>
  store: Pick<ImpactStore, 'projectsAt'>
}

interface Asking {
  viewer: Caller
  repo: string
  oid: string
  standings: Standings
  account: Account
  signal: AbortSignal
}

export interface CommitAnswer {
  question: string
  affected: Affected[]
  deployed: DeployedSpan[]
  revisions: number
  /** The packages that the repository publishes with the commit in them. */
  carriers: Wanted[]
}

const maxRefs = 20_000

/** The branches and tags that contain a commit, and where and when it ran, itself or within a later one. */
export async function findCommit({ repos, deployments, store }: CommitDeps, { viewer, repo, oid: asked, standings, account, signal }: Asking): Promise<CommitAnswer> {
  const repository = await repos.byName(viewer, repo)
  const found = await repos.resolve(viewer, repository, asked)
  if (!found) throw badInput('impact.unknown_commit', `${repo} has no commit of that name here.`)
  const oid = found.commit
  const refs = await refsWith(repos, { viewer, repository, oid, signal })
  if (refs.length >= maxRefs) account.gap({ repo, rev: '', path: '', reason: `More than ${maxRefs.toLocaleString('en')} branches and tags contain the commit; only so many are told.` })
  const told = await deployments.listOf(viewer, [repo], maxDeployments)
  const containing = await withCommit(repos, { viewer, repository, oid, told, account, signal })
  const running = (await deployments.running(viewer, { repo })).map(({ deployment }) => deployment).filter(({ commit }) => containing.has(commit))
  const touched = [...(await repos.pathsTouched(viewer, repository, [oid], { passes: () => true, signal }))]
  const owners = await ownersOf(repos, { viewer, repository, oid, signal }, touched)
  const tags = new Set(refs.flatMap(({ rev, at }) => (at === 'tag' ? [rev] : [])))
  const [subject] = await repos.readCommits(viewer, repository, [oid])
  const uses = new Map([...containing].map((commit) => [commit, [{ key: oid, package: null, version: null }]]))
  return {
    question: `commit ${oid.slice(0, 10)} of ${repo}${subject ? `, “${subject.subject}”` : ''}`,
    affected: rowsOf(repository, { refs, running, owners }),
    deployed: slotsOf(told).flatMap((slot) => spansIn(slot, uses)),
    revisions: refs.length,
    carriers: await carriersOf({ store }, { repository, standings, tags, touched }),
  }
}

/** So many of its files are asked for their owners. */
const maxOwned = 1_000

/** Who owns today what it changes: of most of it first. */
async function ownersOf(repos: Repos, { viewer, repository, oid }: Place, touched: readonly string[]): Promise<string[]> {
  const owned = await repos.ownersAt(viewer, repository, repository.head ?? oid)
  const names = Map.groupBy(touched.slice(0, maxOwned).flatMap((path) => owned(path).flatMap(({ owners }) => owners.map(({ name }) => name))), (name) => name)
  return [...names].toSorted(([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1)).map(([name]) => name)
}

type Named = { rev: string; commit: string; at: Affected['at'] }
interface Place { viewer: Caller; repository: Repository; oid: string; signal: AbortSignal }

async function refsWith(repos: Repos, { viewer, repository, oid, signal }: Place): Promise<Named[]> {
  const containing = new Set(await repos.refsContaining(viewer, repository, oid, { limit: maxRefs, signal }))
  const all = await repos.globRefs(viewer, repository, { include: ['refs/heads/*', 'refs/tags/*'], exclude: [] })
  return all.flatMap(({ rev, commit, kind, isDefault }) =>
    kind !== 'commit' && containing.has(`refs/${kind === 'tag' ? 'tags' : 'heads'}/${rev}`) ? [{ rev, commit, at: isDefault ? ('default' as const) : kind }] : [])
}

/** Which deployed commits reach it. */
async function withCommit(repos: Repos, { told, account, ...place }: Place & { told: readonly Deployment[]; account: Account }): Promise<Set<string>> {
  const containing = new Set<string>()
  for (const [commit, [first]] of Map.groupBy(told.filter(({ state }) => state === 'live'), (deployment) => deployment.commit)) {
    place.signal.throwIfAborted()
    if (first?.known === false) account.gap({ repo: place.repository.name, rev: commit, path: '', reason: 'This commit was deployed, and is not in the mirror.' })
    else if (await reaches(repos, { ...place, from: commit })) containing.add(commit)
  }
  return containing
}

/** Nothing of the first-parent chain of a commit is left beyond what another one reaches, if that reaches it. */
const reaches = async (repos: Repos, { viewer, repository, oid, from, signal }: Place & { from: string }) =>
  oid === from || (await repos.countMainline(viewer, repository, { include: [oid], exclude: [from], signal })) === 0

/** One row for each name, or for each place where that commit runs; what runs under no name has rows of its own. */
function rowsOf({ name }: Repository, { refs, running, owners }: { refs: readonly Named[]; running: readonly Deployment[]; owners: string[] }): Affected[] {
  const runsAt = Map.groupBy(running, ({ commit }) => commit)
  const named = new Set(refs.map(({ commit }) => commit))
  const unnamed = [...runsAt.keys()].filter((commit) => !named.has(commit)).map((commit) => ({ rev: commit, commit, at: 'deployed' as const }))
  const toldAt = new Set<string>()
  return [...refs, ...unnamed].flatMap(({ rev, commit, at }) => {
    const places = toldAt.has(commit) ? [] : (runsAt.get(commit) ?? [])
    toldAt.add(commit)
    const where = places.length > 0 ? places : [{ service: null, environment: null }]
    return where.map(({ service, environment }): Affected => ({
      repo: name, rev, commit, path: '', line: null, package: null, version: null, purl: null, via: [], scope: null, owner: owners[0] ?? null, owners,
      service, environment, kind: 'commit', at, text: null, advisories: [], symbols: [],
    }))
  })
}
