import type { FrozenSearch } from '../search/contract.ts'
import type { Block } from './contract.ts'

/** A commit by the name of its repository, as `repos.keep` takes it. */
export type CommitOf = { repo: string; commit: string }

/** The commits at which a frozen search found anything, each once: its places lead there. */
export function commitsOfSearch({ places }: Pick<FrozenSearch, 'places'>): CommitOf[] {
  const found = new Map(places.map(({ repository, commit }) => [`${repository} ${commit}`, { repo: repository, commit }]))
  return [...found.values()]
}

/** The commits that what is frozen in a block leads to. */
export function commitsOfBlock(block: Block): CommitOf[] {
  if (block.type === 'query') return block.frozen ? commitsOfSearch(block.frozen) : []
  return block.type === 'file' && block.frozen ? [{ repo: block.repo, commit: block.frozen.commit }] : []
}
