import type { PatternNode } from '../../engine/pattern.ts'
import type { Branch } from '../../engine/query/plan.ts'
import type { DocumentResult } from '../../engine/scan/index.ts'

/** What is known of a blob that was read: it has no match, or these. */
export type KnownOutcome = DocumentResult | 'no-match'

/**
 * What one search has found out about blobs that it had to read from git. The same blob stands in many releases, and is read for
 * the first of them only.
 */
export interface KnownOutcomes {
  of(branch: Branch, oid: string): KnownOutcome | undefined
  note(branch: Branch, oid: string, outcome: KnownOutcome): void
}

const maxKept = 200_000
/** A file with more is read again rather than kept. */
const maxRanges = 50

export function createKnownOutcomes(): KnownOutcomes {
  const byBranch = new Map<Branch, Map<string, KnownOutcome>>()
  return {
    of: (branch, oid) => byBranch.get(branch)?.get(oid),
    note(branch, oid, outcome) {
      if (outcome !== 'no-match' && outcome.ranges.length > maxRanges) return
      const known = byBranch.get(branch) ?? new Map<string, KnownOutcome>()
      if (dependsOnPath(branch.pattern) || known.size >= maxKept) return
      byBranch.set(branch, known.set(oid, outcome))
    },
  }
}

function dependsOnPath(node: PatternNode | null): boolean {
  if (node === null || node.kind === 'atom') return node?.field !== 'content'
  return node.kind === 'not' ? dependsOnPath(node.node) : node.nodes.some(dependsOnPath)
}
