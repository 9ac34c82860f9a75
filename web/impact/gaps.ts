import type { LedgerGap } from '../../src/impact/contract.ts'

export interface GroupedGap extends Omit<LedgerGap, 'rev'> {
  revs: string[]
}

/** The same gap at many revisions is one thing to read. */
export function grouped(gaps: readonly LedgerGap[]): GroupedGap[] {
  const groups = Map.groupBy(gaps, ({ repo, path, reason }) => JSON.stringify([repo, path, reason]))
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [{ repo: first.repo, path: first.path, reason: first.reason, revs: [first, ...others].map(({ rev }) => rev) }] : []))
}

const shown = 3

/** `main, v1, v2 and 7 more`. */
export const someOf = (revs: readonly string[]): string => revs.slice(0, shown).join(', ') + (revs.length > shown ? ` and ${(revs.length - shown).toLocaleString('en')} more` : '')
