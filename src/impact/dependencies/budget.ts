import type { Gap } from './project.ts'
import type { Locked } from './reached.ts'

/**
 * How many dependencies the projects of a tree have together, each counted for each project that uses it. A monorepo of a thousand packages
 * that use a thousand others has half of it; a workspace that is made to take long has as many as its projects times its lockfile.
 */
const maxDependencies = 2_000_000

/** Projects that share a lockfile are each told with all that they reach of it, as long as that is not too much; then only with what they ask for themselves. */
export interface Budget {
  /** What a project may still be walked through: without anything that asks for others once too much was told. */
  walkable(locked: readonly Locked[]): readonly Locked[]
  spend(count: number): void
  /** Whether the next project is told without what others need. */
  isSpent(): boolean
}

export function createBudget(most = maxDependencies): Budget {
  const flat = new WeakMap<readonly Locked[], readonly Locked[]>()
  let left = most
  return {
    walkable(locked) {
      if (left > 0) return locked
      const known = flat.get(locked) ?? locked.map(({ name, version, at, extraOf }) => ({ name, version, at, requires: [], ...(extraOf === undefined ? {} : { extraOf }) }))
      flat.set(locked, known)
      return known
    },
    spend: (count) => void (left -= count),
    isSpent: () => left <= 0,
  }
}

export const spentGap = (path: string): Gap => ({ path, reason: 'Too many dependencies are told of in this tree already: here only what it asks for itself is told.' })
