import type { Block, Notebook } from '../../src/notebooks/contract.ts'

/** What a person edits of a notebook. */
export type Draft = Pick<Notebook, 'title' | 'blocks'>

export const sameBlock = (a: Block | null, b: Block | null): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)
export const sameDraft = (a: Draft, b: Draft): boolean => a.title === b.title && a.blocks.length === b.blocks.length && a.blocks.every((block, at) => sameBlock(block, b.blocks[at] ?? null))

const indexOf = ({ blocks }: Draft, id: string) => blocks.findIndex((block) => block.id === id)

/** Puts a block behind the one with the id `after`, or first when that is null or gone. */
export function insert(draft: Draft, block: Block, after: string | null): Draft {
  return { ...draft, blocks: draft.blocks.toSpliced(after === null ? 0 : indexOf(draft, after) + 1, 0, block) }
}

export const replace = (draft: Draft, block: Block): Draft => ({ ...draft, blocks: draft.blocks.map((each) => (each.id === block.id ? block : each)) })

export const remove = (draft: Draft, id: string): Draft => ({ ...draft, blocks: draft.blocks.filter((block) => block.id !== id) })

/** One place up or down; at the end of the notebook nothing changes. */
export function move(draft: Draft, id: string, by: 1 | -1): Draft {
  const at = indexOf(draft, id)
  const block = draft.blocks[at]
  const to = at + by
  if (!block || to < 0 || to >= draft.blocks.length) return draft
  return { ...draft, blocks: draft.blocks.toSpliced(at, 1).toSpliced(to, 0, block) }
}

/** The id of the block before, which is where an undone removal puts the block back behind. */
export const idBefore = ({ blocks }: Draft, id: string): string | null => blocks[blocks.findIndex((block) => block.id === id) - 1]?.id ?? null
