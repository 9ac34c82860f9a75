/** Which documents of a segment may match a query, and where in them to look. */

import { emptyBitmap, intersect, nextBit, setBit, unite, type Bitmap } from '../blocks/index.ts'
import { atomsOf, type AtomPlan, type CandidatePlan } from './plan.ts'
import type { Segment } from './segment.ts'

export type Candidates = {
  /** For each atom that reads texts: the documents that may hold a match of it. */
  docs: ReadonlyMap<AtomPlan, Bitmap>
  /** The blocks that may hold a match of any of them. */
  blocks: Bitmap
  /** The documents that may match where no path does; null if all may. */
  may: Bitmap | null
}

/**
 * Asks the index of one segment. An atom under a `not` is asked for too: whether it matches has to be found out by reading, and
 * only where it may.
 */
export function findCandidates(segment: Segment, plan: CandidatePlan): Candidates {
  const docs = new Map<AtomPlan, Bitmap>()
  const all = emptyBitmap(segment.blockCount)
  for (const atom of atomsOf(plan)) {
    if (atom.field === 'path') continue
    const blocks = blocksOf(segment, atom)
    unite(all, blocks)
    docs.set(atom, docsOf(segment, blocks))
  }
  return { docs, blocks: all, may: mayMatch(plan, docs) }
}

function blocksOf(segment: Segment, { query, reach }: AtomPlan): Bitmap {
  switch (reach) {
    case 'nearby': {
      const blocks = segment.index.candidates(query, segment.nearby)
      // A match may begin in the piece before the one that has all its grams, so the whole line has to be read.
      segment.wholeLines(blocks)
      return blocks
    }
    case 'line':
      return segment.index.candidates(query, segment.wholeLines)
    case 'document': {
      const blocks = segment.index.candidates(query, segment.wholeDocuments)
      segment.wholeDocuments(blocks)
      return blocks
    }
  }
}

function docsOf(segment: Segment, blocks: Bitmap): Bitmap {
  const docs = emptyBitmap(segment.docCount)
  const docOf = segment.docOf()
  const { docs: firstBlocks } = segment.shared
  for (let block = nextBit(blocks, 0); block >= 0; ) {
    const doc = docOf[block]
    setBit(docs, doc)
    block = nextBit(blocks, firstBlocks[doc + 1])
  }
  return docs
}

/** Invariant: holds every document of which `judgeUnread` would not say no, in a file whose path no atom matches. */
function mayMatch(plan: CandidatePlan, docs: Candidates['docs']): Bitmap | null {
  switch (plan.kind) {
    case 'atom':
      return docs.get(plan)?.slice() ?? NOTHING
    case 'not':
      return null
    default:
      return plan.nodes.map((node) => mayMatch(node, docs)).reduce(plan.kind === 'and' ? both : either)
  }
}

/** Of a pattern that is looked for in paths only. */
const NOTHING: Bitmap = emptyBitmap(0)

function both(a: Bitmap | null, b: Bitmap | null): Bitmap | null {
  if (a === null || b === null) return a ?? b
  return a.length === 0 ? a : b.length === 0 ? b : (intersect(a, b), a)
}

function either(a: Bitmap | null, b: Bitmap | null): Bitmap | null {
  if (a === null || b === null) return null
  return a.length === 0 ? b : b.length === 0 ? a : (unite(a, b), a)
}

/** What is known of a file without reading its text. */
export type UnreadFacts = {
  mayMatch(atom: AtomPlan): boolean
  pathMatches(atom: AtomPlan): boolean
}

/** Whether the file matches, as far as that can be told unread: null is "may be". */
export function judgeUnread(plan: CandidatePlan, facts: UnreadFacts): boolean | null {
  switch (plan.kind) {
    case 'atom':
      if (plan.field !== 'content' && facts.pathMatches(plan)) return true
      return plan.field !== 'path' && facts.mayMatch(plan) ? null : false
    case 'not': {
      const inner = judgeUnread(plan.node, facts)
      return inner === null ? null : !inner
    }
    default:
      return judgeNodes(plan.kind === 'or', plan.nodes, facts)
  }
}

function judgeNodes(decisive: boolean, nodes: readonly CandidatePlan[], facts: UnreadFacts): boolean | null {
  let known = true
  for (const node of nodes) {
    const holds = judgeUnread(node, facts)
    if (holds === decisive) return decisive
    if (holds === null) known = false
  }
  return known ? !decisive : null
}
