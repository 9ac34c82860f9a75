/** Which blocks of a run may hold a message that is wanted: a message lies in the blocks of all that it matches. */

import { intersect, unite, type Bitmap } from '../blocks/index.ts'
import { ALL, gramQueryOfPattern, type GramQuery } from '../grams/index.ts'
import type { PatternNode } from '../pattern.ts'
import type { CommitQuery } from './query.ts'
import type { Run } from './run.ts'

export type BlockPlan = { kind: 'grams'; query: GramQuery } | { kind: 'and' | 'or'; plans: readonly BlockPlan[] }

const EVERY_BLOCK: BlockPlan = { kind: 'grams', query: ALL }

export function planBlocks({ pattern, messages, caseSensitive }: Pick<CommitQuery, 'pattern' | 'messages' | 'caseSensitive'>): BlockPlan {
  const wanted = messages.filter(({ negated }) => !negated).map((filter) => planAtom({ pattern: filter.pattern, regex: true, caseSensitive }))
  return { kind: 'and', plans: [...wanted, pattern === null ? EVERY_BLOCK : planNode(pattern, caseSensitive)] }
}

const planAtom = (asked: { pattern: string; regex: boolean; caseSensitive: boolean }): BlockPlan => ({ kind: 'grams', query: gramQueryOfPattern(asked).query })

/** A block in which something stands that must not stand in a message may hold other messages. */
function planNode(node: PatternNode, caseSensitive: boolean): BlockPlan {
  if (node.kind === 'not') return EVERY_BLOCK
  if (node.kind === 'atom') return node.field === 'content' ? planAtom({ ...node, caseSensitive }) : EVERY_BLOCK
  return { kind: node.kind, plans: node.nodes.map((inner) => planNode(inner, caseSensitive)) }
}

export function candidateBlocks(run: Run, plan: BlockPlan): Bitmap {
  if (plan.kind === 'grams') return run.candidates(plan.query)
  const [first, ...others] = plan.plans.map((inner) => candidateBlocks(run, inner))
  if (first === undefined) return run.candidates(ALL)
  for (const blocks of others) (plan.kind === 'and' ? intersect : unite)(first, blocks)
  return first
}
