/** Commits that are not in a store yet, behind those that are: so that a walk goes over both. */

import type { GraphPart } from './graph.ts'
import type { NewCommit } from './input.ts'
import type { CommitStore } from './store.ts'

export type FreshCommit = Pick<NewCommit, 'oid' | 'parents' | 'date'>

/** The number of each commit is the length of the store and its place in the list. Null if a parent is in neither. */
export function freshPart(store: CommitStore, commits: readonly FreshCommit[]): GraphPart | null {
  const places = new Map(commits.map(({ oid }, place) => [oid, store.length + place]))
  const parents: number[] = []
  const parentAt = [0]
  for (const commit of commits) {
    for (const oid of commit.parents) parents.push(places.get(oid) ?? store.numberOf(oid))
    parentAt.push(parents.length)
  }
  if (parents.includes(-1)) return null
  return {
    from: store.length, to: store.length + commits.length,
    dates: Float64Array.from(commits, ({ date }) => date), parents: Uint32Array.from(parents), parentAt: Uint32Array.from(parentAt),
  }
}
