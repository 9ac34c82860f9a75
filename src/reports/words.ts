import type { FrozenImpact } from '../impact/contract.ts'
import type { Hole, HoleState } from '../incidents/contract.ts'

export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** One sentence about an answer about impact. */
export const impactWords = ({ question, totals: { places, repositories }, complete }: FrozenImpact): string =>
  `${question}: ${plural(places, 'place', 'places')} in ${plural(repositories, 'repository', 'repositories')}, ${complete ? 'ledger complete' : 'ledger has gaps'}`

const stateWords: Record<HoleState, string> = { open: 'open', fixed: 'fixed', not_affected: 'not affected', accepted: 'risk accepted' }

/** `2 of 3 closed: 1 fixed, 1 not affected`. */
export function holesWords(holes: readonly Hole[]): string {
  const closed = holes.filter(({ state }) => state !== 'open')
  const ways = [...Map.groupBy(closed, ({ state }) => state)].map(([state, all]) => `${all.length} ${stateWords[state]}`)
  return `${closed.length} of ${holes.length} closed${ways.length > 0 ? `: ${ways.join(', ')}` : ''}`
}

export const placeOfHole = ({ repository, rev, commit, path, line }: Hole): string => `${repository}@${rev === '' || rev === commit ? commit.slice(0, 12) : rev}${path === '' ? '' : ` ${path}`}${line === null ? '' : `:${line}`}`

/** `fixed`, and why if somebody said so. */
export const stateOfHole = ({ state, reason }: Hole): string => `${stateWords[state]}${reason === '' ? '' : ` (${reason})`}`
