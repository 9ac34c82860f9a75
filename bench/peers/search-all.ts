/** A query over all trees, in this thread, to the end. */

import type { IndexReader } from '../../engine/snapshot/index.ts'
import { IndexQuery, searchTree } from '../../engine/snapshot/index.ts'
import { DEFAULT_LIMITS, type ScanLimits, type ScanQuery } from '../../engine/scan/index.ts'
import type { Query } from '../queries.ts'
import { nameIn, type RepoTree } from './trees.ts'

/** Nothing is left out, however large or many. */
const unlimited: ScanLimits = { ...DEFAULT_LIMITS, maxDocumentBytes: Infinity, maxMatches: Infinity, maxLines: Infinity, maxSteps: Infinity }

export const scanQuery = ({ pattern, regex, ignoreCase }: Query): ScanQuery => ({ pattern: { kind: 'atom', field: 'content', pattern, regex }, caseSensitive: !ignoreCase, limits: unlimited })

export function searchAll(query: Query, { trees, library }: { trees: readonly RepoTree[]; library: IndexReader }, found: (name: string, lines: number) => void): void {
  const asked = scanQuery(query)
  const compiled = IndexQuery.compile(asked)
  if (!compiled.ok) throw new Error(compiled.issue.message)
  for (const each of trees) {
    for (let from: number | null = 0; from !== null; ) {
      const answer = searchTree(compiled.query, { tree: each.tree, selection: null, from, limits: asked.limits }, library)
      if (answer.lost.length > 0) throw new Error('The index lacks files.')
      for (const { file, lines } of answer.results) found(nameIn(each, file), lines.length)
      from = answer.next
    }
  }
}
