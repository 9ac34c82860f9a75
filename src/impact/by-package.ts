import type { Caller } from '../platform/http.ts'
import type { Affected, UseSpan } from './contract.ts'
import { nameWithVersion, projectLabel } from './dependencies/shortest-paths.ts'
import { deployedSpans, type DeployedDeps } from './deployed-spans.ts'
import { accountForPackages, type Account } from './ledger.ts'
import { placesOf, type Standing, type Standings } from './standing.ts'
import type { ImpactStore, SpanRow, StepRow, UseRow } from './store.ts'
import { purlOf } from './versions/purl.ts'
import { remembered, type Wanted } from './wanted.ts'

export interface PackageDeps extends DeployedDeps {
  store: ImpactStore
}

export interface PackageAnswer {
  affected: Affected[]
  history: { mainlines: UseSpan[]; deployed: Awaited<ReturnType<typeof deployedSpans>> }
}

interface Asking {
  viewer: Caller
  wanted: readonly Wanted[]
  standings: Standings
  account: Account
  signal: AbortSignal
}

/** A use that is affected, with why. */
type Hit = { use: UseRow; wanted: Wanted }

/** Where packages are used in versions that are asked about: now, at each tracked revision, and when. */
export async function findPackages(deps: PackageDeps, { viewer, wanted: asked, standings, account, signal }: Asking): Promise<PackageAnswer> {
  const { store } = deps
  const wanted = asked.map(remembered)
  await accountForPackages(account, { store, standings, ecosystems: new Set(wanted.map(({ ecosystem }) => ecosystem)) })
  const visible = new Map(standings.repositories.map((repository) => [repository.id, repository]))
  const hits: Hit[] = []
  const mainlines: UseSpan[] = []
  for (const each of wanted) {
    signal.throwIfAborted()
    for (const use of await store.usesOf(each)) if (visible.has(use.repositoryId) && isHit(use, each, { standings, account })) hits.push({ use, wanted: each })
    for (const span of await store.spansOf(each)) {
      const repository = visible.get(span.repositoryId)
      if (repository && each.judge(span.version) === 'affected') mainlines.push(spanAnswer(span, repository.name))
    }
  }
  const standing = hits.flatMap((hit) => {
    const at = standings.of(hit.use.repositoryId, hit.use.commit)
    return at ? [{ ...hit, at }] : []
  })
  const ways = await waysTo(store, standing.map(({ use }) => use))
  const affected = standing.flatMap(({ use, wanted: each, at }) => rowsOf({ use, at, via: ways(use), advisories: each.advisories(use.version), symbols: each.symbols(use.version) }))
  const deployed = await deployedSpans(deps, { viewer, uses: hits.map(({ use }) => use), names: new Map([...visible].map(([id, { name }]) => [id, name])) })
  return { affected, history: { mainlines, deployed } }
}

function isHit(use: UseRow, wanted: Wanted, { standings, account }: Pick<Asking, 'standings' | 'account'>): boolean {
  const verdict = wanted.judge(use.version)
  if (verdict !== 'unknown') return verdict === 'affected'
  const at = standings.of(use.repositoryId, use.commit)
  if (at) account.gap({ repo: at.repository.name, rev: at.names[0].rev, path: use.path, reason: unknownReason(use, wanted) })
  return false
}

function unknownReason({ name, version, range }: UseRow, { unknown = 'which is no version that can be compared' }: Wanted): string {
  if (version !== null) return `${name} is used as ${version}, ${unknown}.`
  return range === null ? `${name} is used, and nothing tells in which version.` : `${name} is declared as ${range}, and no lockfile tells which version that is.`
}

const maxWay = 100

/** Reads the ways to packages from their ends, one step of all of them at a time. */
async function waysTo(store: Pick<ImpactStore, 'steps'>, uses: readonly UseRow[]): Promise<(use: UseRow) => string[]> {
  const known = new Map<string, StepRow>()
  let missing = stepsBefore(uses, known)
  for (let length = 1; missing.length > 0 && length < maxWay; length++) {
    const read = await store.steps(missing)
    for (const step of read) known.set(keyOf(step), step)
    missing = stepsBefore(read, known)
  }
  return (use) => {
    const way = [nameWithVersion(use)]
    for (let step = known.get(keyOf({ projectId: use.projectId, place: use.before })); step !== undefined; step = known.get(keyOf({ projectId: step.projectId, place: step.before }))) way.push(nameWithVersion(step))
    return way.reverse()
  }
}

const keyOf = ({ projectId, place }: { projectId: number; place: number }) => `${projectId} ${place}`

function stepsBefore(steps: readonly { projectId: number; before: number }[], known: ReadonlyMap<string, StepRow>): { projectId: number; place: number }[] {
  const before = new Map(steps.flatMap(({ projectId, before: place }) => (place >= 0 ? [[keyOf({ projectId, place }), { projectId, place }] as const] : [])))
  return [...before].flatMap(([key, step]) => (known.has(key) ? [] : [step]))
}

interface Told {
  use: UseRow
  at: Standing
  via: readonly string[]
  advisories: string[]
  symbols: string[]
}

function rowsOf({ use, at, via, advisories, symbols }: Told): Affected[] {
  const { ecosystem, name, version, path, line, direct, scope, owners } = use
  const label = projectLabel({ name: use.projectName, version: use.projectVersion, folder: use.folder }, at.repository.name)
  return placesOf(at).map((place) => ({
    ...place, repo: at.repository.name, commit: at.commit, path, line, package: name, version, purl: purlOf({ ecosystem, name, version }), via: [label, ...via], scope,
    owner: owners[0] ?? null, owners, kind: direct ? 'direct' : 'transitive', text: null, advisories, symbols,
  }))
}

const momentOf = ({ oid, time }: { oid: string; time: number }) => ({ commit: oid, time: new Date(time * 1000).toISOString() })

const spanAnswer = ({ folder, name, version, direct, path, line, from, until }: SpanRow, repo: string): UseSpan => ({
  repo, project: folder, package: name, version, kind: direct ? 'direct' : 'transitive', path, line, from: momentOf(from), until: until && momentOf(until),
})
