import type { Deployment } from '../deployments/contract.ts'
import type { Deployments } from '../deployments/deployments.ts'
import type { Caller } from '../platform/http.ts'
import type { DeployedSpan } from './contract.ts'
import type { UseRow } from './store.ts'

export interface DeployedDeps {
  deployments: Pick<Deployments, 'listOf'>
}

interface Asked {
  viewer: Caller
  /** What is affected, also at commits that run nowhere any more. */
  uses: readonly UseRow[]
  /** Of the repositories that the viewer may see, by id. */
  names: ReadonlyMap<string, string>
}

/** Of all repositories that are asked about, the newest. */
export const maxDeployments = 20_000

/** From which deployment until which something ran that used an affected version; oldest first. */
export async function deployedSpans({ deployments }: DeployedDeps, { viewer, uses, names }: Asked): Promise<DeployedSpan[]> {
  const usedIn = Map.groupBy(uses.flatMap((use) => ({ ...use, repo: names.get(use.repositoryId) ?? '' })), ({ repo }) => repo)
  const told = Map.groupBy(await deployments.listOf(viewer, [...usedIn.keys()], maxDeployments), ({ repo }) => repo)
  const spans: DeployedSpan[] = []
  for (const [repo, newestFirst] of told) {
    const usedAt = Map.groupBy((usedIn.get(repo) ?? []).map(({ commit, name, version }) => ({ commit, key: `${name} ${version}`, package: name, version })), ({ commit }) => commit)
    for (const slot of slotsOf(newestFirst)) spans.push(...spansIn(slot, usedAt))
  }
  return spans.toSorted((a, b) => (a.from.time < b.from.time ? -1 : a.from.time > b.from.time ? 1 : 0))
}

/** What ran as one service in one environment, oldest first each. */
export const slotsOf = (newestFirst: readonly Deployment[]): Deployment[][] => [...Map.groupBy(newestFirst.toReversed(), ({ service, environment }) => `${service}\0${environment}`).values()]

/** What a commit has that is asked about; the same under one key. */
type Used = Pick<DeployedSpan, 'package' | 'version'> & { key: string }

export function spansIn(slot: readonly Deployment[], usedAt: ReadonlyMap<string, readonly Used[]>): DeployedSpan[] {
  const spans: DeployedSpan[] = []
  const open = new Map<string, DeployedSpan>()
  for (const { state, commit, deployedAt, id, repo, service, environment } of slot) {
    const used = new Map((state === 'live' ? (usedAt.get(commit) ?? []) : []).map((each) => [each.key, each]))
    for (const [key, span] of open) {
      if (used.has(key)) continue
      span.until = { commit, time: deployedAt }
      open.delete(key)
    }
    for (const [key, { package: name, version }] of used) {
      if (open.has(key)) continue
      const span: DeployedSpan = { repo, service, environment, package: name, version, from: { commit, time: deployedAt, deployment: id }, until: null }
      open.set(key, span)
      spans.push(span)
    }
  }
  return spans
}
