import { z } from 'zod'
import { Block } from '../../src/notebooks/contract.ts'
import { sameBlock, type Draft } from './draft.ts'

/**
 * What was typed and is not yet acknowledged by the server, as the browser keeps it over a crash or a closed lid: only the blocks
 * that differ, each as it was and as it is now, so that large frozen answers stay out of it.
 */
const Unsaved = z.object({
  title: z.object({ before: z.string(), after: z.string() }),
  /** The ids of all blocks in their order. */
  order: z.array(z.string()),
  blocks: z.array(z.object({ before: Block.nullable(), after: Block.nullable() })),
})
export type Unsaved = z.output<typeof Unsaved>

export function unsavedOf(base: Draft, draft: Draft): Unsaved {
  const old = new Map(base.blocks.map((block) => [block.id, block]))
  const now = new Map(draft.blocks.map((block) => [block.id, block]))
  const ids = [...new Set([...now.keys(), ...old.keys()])]
  const blocks = ids.map((id) => ({ before: old.get(id) ?? null, after: now.get(id) ?? null })).filter(({ before, after }) => !sameBlock(before, after))
  return { title: { before: base.title, after: draft.title }, order: draft.blocks.map(({ id }) => id), blocks }
}

/** Null for what is absent or unreadable. */
export function parseUnsaved(text: string | null): Unsaved | null {
  try {
    return text === null ? null : Unsaved.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/**
 * Brings back onto the notebook as it is now what was left unsaved. A block that somebody has changed meanwhile keeps their
 * text, and ours follows it as a block of its own, with an id from `newId`: nothing is lost.
 */
export function bringBack(now: Draft, unsaved: Unsaved, newId: () => string): Draft {
  const title = now.title === unsaved.title.before ? unsaved.title.after : now.title
  return unsaved.blocks.reduce<Draft>((draft, change) => bringBackBlock({ draft, change, order: unsaved.order, newId }), { title, blocks: now.blocks })
}

interface Change {
  draft: Draft
  change: Unsaved['blocks'][number]
  order: readonly string[]
  newId: () => string
}

function bringBackBlock({ draft: { title, blocks }, change: { before, after }, order, newId }: Change): Draft {
  const at = blocks.findIndex(({ id }) => id === (before ?? after)?.id)
  const present = blocks[at] ?? null
  if (sameBlock(present, after)) return { title, blocks }
  if (present && sameBlock(present, before)) return { title, blocks: after ? blocks.with(at, after) : blocks.toSpliced(at, 1) }
  if (!after) return { title, blocks }
  if (present) return { title, blocks: blocks.toSpliced(at + 1, 0, { ...after, id: newId() }) }
  const precedents = order.slice(0, Math.max(0, order.indexOf(after.id)))
  return { title, blocks: blocks.toSpliced(blocks.findLastIndex(({ id }) => precedents.includes(id)) + 1, 0, after) }
}
