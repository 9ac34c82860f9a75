/** From a pattern tree to what the index can tell of it: a condition on grams for each of its atoms. */

import { gramQueryOfPattern, type GramQuery } from '../grams/index.ts'
import type { PatternAtom, PatternNode } from '../pattern.ts'
import { BLOCK_BYTES } from './cut.ts'

/** How far the grams of one match may lie apart: in one block or the next piece of its line, in a line, anywhere in a document. */
export type Reach = 'nearby' | 'line' | 'document'

export type AtomPlan = { kind: 'atom'; field: PatternAtom['field']; atom: PatternAtom; query: GramQuery; reach: Reach }

export type CandidatePlan = AtomPlan | { kind: 'and' | 'or'; nodes: CandidatePlan[] } | { kind: 'not'; node: CandidatePlan }

export function planCandidates(node: PatternNode, { caseSensitive }: { caseSensitive: boolean }): CandidatePlan {
  switch (node.kind) {
    case 'atom': {
      const { query, crossesLines, maxBytes } = gramQueryOfPattern({ ...node, caseSensitive })
      return { kind: 'atom', field: node.field, atom: node, query, reach: crossesLines ? 'document' : maxBytes <= BLOCK_BYTES ? 'nearby' : 'line' }
    }
    case 'not':
      return { kind: 'not', node: planCandidates(node.node, { caseSensitive }) }
    default:
      return { kind: node.kind, nodes: node.nodes.map((inner) => planCandidates(inner, { caseSensitive })) }
  }
}

export function* atomsOf(plan: CandidatePlan): Generator<AtomPlan> {
  if (plan.kind === 'atom') yield plan
  else if (plan.kind === 'not') yield* atomsOf(plan.node)
  else for (const node of plan.nodes) yield* atomsOf(node)
}
