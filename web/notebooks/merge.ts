import type { Block } from '../../src/notebooks/contract.ts'
import { sameBlock, type Draft } from './draft.ts'

/** A block that both sides changed, each in its own way; null is a removal. */
export interface Conflict {
  block: string
  theirs: Block | null
  yours: Block | null
}

export interface Merged {
  /** With your side of every conflict. */
  draft: Draft
  conflicts: Conflict[]
}

const byId = ({ blocks }: Draft) => new Map(blocks.map((block) => [block.id, block]))

/**
 * Joins two changes of one base, block by block, by the same rules as the server: a block that only one side changed takes that
 * side's state. Unlike there, a block in conflict keeps your state, so that nothing changes under the hands of who types.
 */
export function merge(base: Draft, theirs: Draft, yours: Draft): Merged {
  const [old, their, your] = [byId(base), byId(theirs), byId(yours)]
  const conflicts: Conflict[] = []
  const settled = new Map<string, Block>()
  for (const id of new Set([...old.keys(), ...their.keys(), ...your.keys()])) {
    const [b, t, y] = [old.get(id) ?? null, their.get(id) ?? null, your.get(id) ?? null]
    const onlyThey = sameBlock(b, y) && !sameBlock(b, t)
    if (!onlyThey && !sameBlock(b, t) && !sameBlock(t, y)) conflicts.push({ block: id, theirs: t, yours: y })
    const result = onlyThey ? t : y
    if (result) settled.set(id, result)
  }
  const title = yours.title === base.title ? theirs.title : yours.title
  return { draft: { title, blocks: inOrder({ base, theirs, yours, settled }) }, conflicts }
}

/** Who moved blocks decides the order, you before them; blocks of the other side stand behind the one they stood behind there. */
function inOrder({ base, theirs, yours, settled }: { base: Draft; theirs: Draft; yours: Draft; settled: ReadonlyMap<string, Block> }): Block[] {
  const [leading, other] = keepsOrder(base, yours) ? [theirs, yours] : [yours, theirs]
  const ids = leading.blocks.map(({ id }) => id).filter((id) => settled.has(id))
  for (const [at, { id }] of other.blocks.entries()) {
    if (!settled.has(id) || ids.includes(id)) continue
    const before = other.blocks.slice(0, at).findLast((block) => ids.includes(block.id))
    ids.splice(before ? ids.indexOf(before.id) + 1 : 0, 0, id)
  }
  return ids.flatMap((id) => settled.get(id) ?? [])
}

/** Whether the blocks of `base` that `next` still has stand in the order in which they stood. */
function keepsOrder(base: Draft, next: Draft): boolean {
  const common = new Set(base.blocks.map(({ id }) => id)).intersection(new Set(next.blocks.map(({ id }) => id)))
  const orderIn = ({ blocks }: Draft) => blocks.map(({ id }) => id).filter((id) => common.has(id)).join('\n')
  return orderIn(base) === orderIn(next)
}

export type Choices = Readonly<Record<string, 'theirs' | 'yours'>>

/** The draft once a person has said whose state each block in conflict takes. `merged` is on top of the newest notebook. */
export function settle({ draft, conflicts }: Merged, theirs: Draft, choices: Choices): Draft {
  const taken = new Map(conflicts.filter(({ block }) => choices[block] === 'theirs').map((conflict) => [conflict.block, conflict.theirs]))
  const blocks = draft.blocks.flatMap((block) => (taken.has(block.id) ? (taken.get(block.id) ?? []) : [block]))
  const back = [...taken].flatMap(([id, block]) => (block && !blocks.some((each) => each.id === id) ? [block] : []))
  return back.reduce((settled, block) => putBack(settled, block, theirs), { title: draft.title, blocks })
}

function putBack({ title, blocks }: Draft, block: Block, theirs: Draft): Draft {
  const at = theirs.blocks.findIndex(({ id }) => id === block.id)
  const before = theirs.blocks.slice(0, Math.max(0, at)).findLast(({ id }) => blocks.some((each) => each.id === id))
  return { title, blocks: blocks.toSpliced(before ? blocks.findIndex(({ id }) => id === before.id) + 1 : 0, 0, block) }
}
