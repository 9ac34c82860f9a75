import type { Running } from '../../src/deployments/contract.ts'
import type { Located, Suspect } from '../../src/intel/contract.ts'

/** What the ranking stands on; each can be changed by hand. */
export interface Assumptions {
  repo: string
  /** What was bad: what it reaches is weighed. Empty: the default branch. */
  rev: string
  /** What was good last; empty where nothing is known to have been. */
  since: string
  /** Whatever came at that moment or later is not looked at; empty: now. */
  before: string
}

/** The repositories that a text leads to, that of the frame to look at first first. */
export function repositoriesOf({ traces }: Located): string[] {
  const focused = traces.flatMap(({ focus, exceptions }) => (focus ? (exceptions[focus.exception]?.frames[focus.frame]?.place?.repo ?? []) : []))
  const others = traces.flatMap(({ exceptions }) => exceptions).flatMap(({ frames }) => frames).flatMap(({ place, inApp }) => (place && inApp ? [place.repo] : []))
  return [...new Set([...focused, ...others])]
}

/** From the deployment that went bad back to the one before it: production if it runs there, else whatever was deployed last. */
export function proposedBy(running: readonly Running[], repo: string): Assumptions {
  const of = running.filter(({ deployment }) => deployment.repo === repo && deployment.known)
  const isProduction = ({ deployment: { environment } }: Running) => /^(prod|production|live)\b/i.test(environment)
  const [best] = of.toSorted((a, b) => Number(isProduction(b)) - Number(isProduction(a)) || b.deployment.deployedAt.localeCompare(a.deployment.deployedAt))
  return { repo, rev: best?.deployment.commit ?? '', since: best?.previous?.known ? best.previous.commit : '', before: '' }
}

/** As it is called in the deployments, else the beginning of its id. */
export function nameOfCommit(running: readonly Running[], commit: string): string {
  const all = running.flatMap(({ deployment, previous }) => (previous ? [deployment, previous] : [deployment]))
  const version = all.find((each) => each.commit === commit)?.version
  return version ?? (/^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 10) : commit)
}

export interface Ranked {
  suspect: Suspect
  /** From 1, over both lists. */
  rank: number
}

export function listsOf(suspects: readonly Suspect[]): Record<Suspect['list'], Ranked[]> {
  const ranked = suspects.map((suspect, at) => ({ suspect, rank: at + 1 }))
  return { changed: ranked.filter(({ suspect }) => suspect.list === 'changed'), latent: ranked.filter(({ suspect }) => suspect.list === 'latent') }
}

/** `Of 7 culprits marked here, 4 stood first and 6 among the first five.` Nothing as long as none was marked. */
export function hitRateWords({ culprits, first, firstFive }: { culprits: number; first: number; firstFive: number }): string {
  if (culprits === 0) return ''
  return culprits === 1
    ? `The one culprit marked here stood ${first === 1 ? 'first' : firstFive === 1 ? 'among the first five' : 'further down or elsewhere'}.`
    : `Of ${culprits} culprits marked here, ${first} stood first and ${firstFive} among the first five.`
}
