import type { TimelineEntry } from '../../src/incidents/contract.ts'

export interface Day {
  /** `2026-02-11`, UTC. */
  date: string
  entries: TimelineEntry[]
}

/** The entries by day, in the order in which things happened or the other way round; what happened at once stays in the order it was written. */
export function daysOf(timeline: readonly TimelineEntry[], newestFirst: boolean): Day[] {
  const ordered = [...timeline].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  if (newestFirst) ordered.reverse()
  return [...Map.groupBy(ordered, ({ at }) => at.slice(0, 10))].map(([date, entries]) => ({ date, entries }))
}
