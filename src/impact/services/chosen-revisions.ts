import type { Running } from '../../deployments/contract.ts'
import type { Repository } from '../../repos/contract.ts'
import type { RefRow } from '../store.ts'

/** At which revisions services are told: with neither, at the default branches. */
export interface RevisionsAsked {
  /** A branch or tag that is tracked, or a pattern of such: `*` stands for any text. */
  rev: string
  /** What runs there. */
  environment: string
}

/** The revision at which a repository is told. */
export interface ChosenRevision {
  rev: string
  commit: string
  /** It has no such revision and is told at its default branch. */
  isFallback: boolean
  /** What else runs in the environment, where its services run at several commits. */
  others: readonly string[]
}

interface Choosing {
  repositories: readonly Repository[]
  /** The tracked branches and tags. */
  refs: readonly RefRow[]
  /** What runs in the environment that is asked about. */
  running: readonly Running[]
  /** The commit of its default branch that is read, by the id of a repository. */
  tips: ReadonlyMap<string, string>
}

/** One revision for each repository of which something is read. */
export function chooseRevisions(asked: RevisionsAsked, { repositories, refs, running, tips }: Choosing): Map<string, ChosenRevision> {
  const named = Map.groupBy(refs, ({ repository_id }) => repository_id)
  const runs = Map.groupBy(running, ({ deployment }) => deployment.repo)
  const chosen = new Map<string, ChosenRevision>()
  for (const { id, name, defaultBranch } of repositories) {
    const found = asked.environment !== '' ? deployed(runs.get(name) ?? []) : asked.rev !== '' ? matching(named.get(id) ?? [], asked.rev) : []
    const [first, ...others] = found
    const tip = tips.get(id)
    if (first) chosen.set(id, { ...first, isFallback: false, others: asked.environment === '' ? [] : [...new Set(others.flatMap(({ commit, rev }) => (commit === first.commit ? [] : [rev])))] })
    else if (tip !== undefined) chosen.set(id, { rev: defaultBranch ?? 'HEAD', commit: tip, isFallback: asked.environment !== '' || asked.rev !== '', others: [] })
  }
  return chosen
}

type Named = Pick<ChosenRevision, 'rev' | 'commit'>

/** What was deployed last comes first. */
const deployed = (running: readonly Running[]): Named[] =>
  running.filter(({ deployment }) => deployment.known).toSorted((a, b) => (a.deployment.deployedAt < b.deployment.deployedAt ? 1 : -1)).map(({ deployment: { version, commit } }) => ({ rev: version ?? commit, commit }))

const byNumbers = new Intl.Collator('en', { numeric: true })

/** The highest by its numbers comes first: `release/1.10` before `release/1.9`. */
const matching = (refs: readonly RefRow[], pattern: string): Named[] =>
  refs.filter(({ name }) => matches(pattern, name)).toSorted((a, b) => byNumbers.compare(b.name, a.name) || (a.kind < b.kind ? 1 : -1)).map(({ name, commit_oid }) => ({ rev: name, commit: commit_oid }))

/** Whether a text is as a pattern says, in which `*` stands for any text. Takes time in proportion to the one times the other at most. */
export function matches(pattern: string, text: string): boolean {
  let [at, place, star, retry] = [0, 0, -1, 0]
  while (at < text.length) {
    if (pattern[place] === '*') [star, retry, place] = [place, at, place + 1]
    else if (pattern[place] === text[at]) [at, place] = [at + 1, place + 1]
    else if (star >= 0) [retry, at, place] = [retry + 1, retry + 1, star + 1]
    else return false
  }
  return /^\**$/.test(pattern.slice(place))
}
