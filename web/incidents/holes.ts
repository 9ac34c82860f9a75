import type { Hole, HoleState } from '../../src/incidents/contract.ts'

export const stateWords: Record<HoleState, string> = { open: 'Open', fixed: 'Fixed', not_affected: 'Not affected', accepted: 'Risk accepted' }

/** `3 holes: fixed`. */
export const changedWords = (count: number, state: HoleState): string => `${count === 1 ? 'One hole' : `${count.toLocaleString('en')} holes`}: ${stateWords[state].toLowerCase()}`

export interface HoleGroup {
  repository: string
  holes: Hole[]
  open: number
}

/** By repository, those with the most that is open first; within one, open ones first. */
export function groupsOf(holes: readonly Hole[]): HoleGroup[] {
  const groups = [...Map.groupBy(holes, ({ repository }) => repository)].map(([repository, all]) => ({
    repository,
    holes: all.toSorted((a, b) => Number(a.state !== 'open') - Number(b.state !== 'open')),
    open: all.filter(({ state }) => state === 'open').length,
  }))
  return groups.toSorted((a, b) => b.open - a.open || (a.repository < b.repository ? -1 : 1))
}

export const closedOf = (holes: readonly Hole[]): number => holes.filter(({ state }) => state !== 'open').length

/** Whether each place that a piece of evidence leads to is followed, as far as can be told from where it came. */
export const isFollowed = (holes: readonly Hole[], evidence: string): boolean => holes.some(({ evidenceId }) => evidenceId === evidence)
