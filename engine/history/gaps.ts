/** Files of which a history does not know every line that ever stood in them. */

import { reasonOf } from './format.ts'
import type { History } from './history.ts'
import { pathOfName, type GapReason } from './input.ts'

/** How many files had gaps for a reason, with the first of them by name. */
export type Gaps = { reason: GapReason; count: number; examples: string[] }[]

const MAX_EXAMPLES = 5

type Gap = { run: number; path: number; name: string; reasons: GapReason[] }

/** Found once for a history; what is asked of it later is a choice of files. */
export class GapList {
  private readonly gaps: Gap[] = []

  constructor(history: History) {
    history.runs.forEach((run, number) => {
      for (let path = 0; path < run.pathCount; path++) {
        const reasons = new Set(run.states(path).flatMap(({ state }) => reasonOf(state) ?? []))
        if (reasons.size > 0) this.gaps.push({ run: number, path, name: pathOfName(run.nameOf(path)), reasons: [...reasons] })
      }
    })
  }

  /** Of the files that are asked about: for each run 1 for each number of a path that is; null for all. */
  of(paths: readonly Uint8Array[] | null): Gaps {
    const byReason = new Map<GapReason, Set<string>>()
    for (const { run, path, name, reasons } of this.gaps) {
      if (paths !== null && paths[run]?.[path] !== 1) continue
      for (const reason of reasons) byReason.set(reason, (byReason.get(reason) ?? new Set()).add(name))
    }
    return [...byReason].map(([reason, names]) => ({ reason, count: names.size, examples: [...names].sort().slice(0, MAX_EXAMPLES) }))
  }
}
