import type { Block } from './contract.ts'

export interface Draft {
  title: string
  blocks: Block[]
}

export type Merged = { ok: true; draft: Draft } | { ok: false; conflicts: { block: string; theirs: Block | null; yours: Block | null }[] }

/**
 * Joins two changes of one base, block by block. A block that only one side changed, added or removed takes that side's
 * state; the order is yours, with blocks that they added behind the block they added them after. Both sides changing one block
 * differently is a conflict, and so is changing what the other removed.
 */
export function merge(base: Draft, theirs: Draft, yours: Draft): Merged {
  const [old, their, your] = [byId(base), byId(theirs), byId(yours)]
  const conflicts: { block: string; theirs: Block | null; yours: Block | null }[] = []
  const settled = new Map<string, Block>()
  for (const id of new Set([...old.keys(), ...their.keys(), ...your.keys()])) {
    const [b, t, y] = [old.get(id) ?? null, their.get(id) ?? null, your.get(id) ?? null]
    const result = same(t, y) || same(b, t) ? y : same(b, y) ? t : undefined
    if (result === undefined) conflicts.push({ block: id, theirs: t, yours: y })
    else if (result) settled.set(id, result)
  }
  if (conflicts.length > 0) return { ok: false, conflicts }
  const title = yours.title === base.title ? theirs.title : yours.title
  return { ok: true, draft: { title, blocks: order(yours.blocks, theirs.blocks, settled) } }
}

const byId = (draft: Draft) => new Map(draft.blocks.map((block) => [block.id, block]))
const same = (a: Block | null, b: Block | null) => JSON.stringify(a) === JSON.stringify(b)

function order(yours: readonly Block[], theirs: readonly Block[], settled: ReadonlyMap<string, Block>): Block[] {
  const ids = yours.map((block) => block.id).filter((id) => settled.has(id))
  for (const [at, { id }] of theirs.entries()) {
    if (!settled.has(id) || ids.includes(id)) continue
    const before = theirs.slice(0, at).findLast((block) => ids.includes(block.id))
    ids.splice(before ? ids.indexOf(before.id) + 1 : 0, 0, id)
  }
  return ids.flatMap((id) => settled.get(id) ?? [])
}
