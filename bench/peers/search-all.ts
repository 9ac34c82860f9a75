/** A query over all trees, to the end, in the threads of a pool, as the server has it searched. */

import type { SearchPool } from '../../engine/pool/index.ts'
import { DEFAULT_LIMITS, unpackResults, type ScanLimits, type ScanQuery } from '../../engine/scan/index.ts'
import type { Query } from '../queries.ts'
import { nameIn, type RepoTree } from './trees.ts'

/** Nothing is left out, however large or many. */
const unlimited: ScanLimits = { ...DEFAULT_LIMITS, maxDocumentBytes: Infinity, maxMatches: Infinity, maxLines: Infinity, maxSteps: Infinity }
/** As many repositories of one query are on their way at once as in the server. */
const treesAhead = 16

const scanQuery = ({ pattern, regex, ignoreCase }: Query): ScanQuery => ({ pattern: { kind: 'atom', field: 'content', pattern, regex }, caseSensitive: !ignoreCase, limits: unlimited })

export type Searched = { pool: SearchPool; trees: readonly RepoTree[] }

export async function searchAll(asked: Query, { pool, trees }: Searched, found: (name: string, lines: number) => void): Promise<void> {
  const query = scanQuery(asked)
  const waiting = trees.values()
  const lane = async () => {
    for (const each of waiting) await searchTree(query, { pool, each, found })
  }
  await Promise.all(Array.from({ length: treesAhead }, lane))
}

async function searchTree(query: ScanQuery, { pool, each, found }: { pool: SearchPool; each: RepoTree; found: (name: string, lines: number) => void }): Promise<void> {
  for (let from: number | null = 0; from !== null; ) {
    const { results, lost, next }: Awaited<ReturnType<typeof pool.run<'tree'>>> = await pool.run('tree', { query, search: { tree: each.tree, selection: null, from } })
    if (lost.length > 0) throw new Error('The index lacks files.')
    for (const { file, lines } of unpackResults(results)) found(nameIn(each, file), lines.length)
    from = next
  }
}
