import type { ExitCriterion } from '../../src/incidents/contract.ts'

export const toggled = (criteria: readonly ExitCriterion[], id: string): ExitCriterion[] => criteria.map((each) => (each.id === id ? { ...each, met: !each.met } : each))

/** Without words a criterion is removed. */
export function reworded(criteria: readonly ExitCriterion[], id: string, text: string): ExitCriterion[] {
  const words = text.trim().slice(0, 500)
  return words === '' ? criteria.filter((each) => each.id !== id) : criteria.map((each) => (each.id === id ? { ...each, text: words } : each))
}

export const metWords = (criteria: readonly ExitCriterion[]): string => `${criteria.filter(({ met }) => met).length} of ${criteria.length} met`
