import type { PatternNode } from '../../engine/pattern.ts'
import type { Branch } from '../../engine/query/plan.ts'
import { DEFAULT_LIMITS, type DocumentResult, type ScanLimits, type ScanQuery, type SkipReason as ScanSkipReason } from '../../engine/scan/index.ts'
import type { SkipReason } from './contract.ts'
import type { FoundFile } from './found.ts'
import type { RunDeps, UnitSearch } from './run.ts'

const maxMatchesPerFile = 10_000
/** Of one file, in characters: several of them have to fit into one event of 10 MB. */
const maxShownText = 1024 * 1024

interface Context {
  branch: Branch
  deps: Pick<RunDeps, 'maxFileBytes'>
  contextLines: number
}

/** What a branch asks of contents, the same whether they are read from the index or from git. */
export function contentQuery(pattern: PatternNode, { branch, deps, contextLines }: Context): ScanQuery {
  return { pattern, caseSensitive: branch.caseSensitive, limits: contentLimits({ deps, contextLines }) }
}

/** How much of one file is looked at and shown. */
export function contentLimits({ deps, contextLines }: Pick<Context, 'deps' | 'contextLines'>): ScanLimits {
  return { ...DEFAULT_LIMITS, maxDocumentBytes: deps.maxFileBytes, maxMatches: maxMatchesPerFile, maxLines: maxMatchesPerFile, contextLines }
}

export const skipReasons: Record<ScanSkipReason, SkipReason> = { binary: 'binary', 'too-large': 'too_large', 'too-much-work': 'too_much_work' }

/** A file that matches, as results have it; the ledger is told of matches beyond those that are kept. */
export function foundFile({ repository, rev, commit, row }: UnitSearch['unit'], { path, at }: { path: string; at: number }, result: DocumentResult): FoundFile {
  const content = result.ranges.length > 0 ? boundText(result) : null
  if (content?.limitHit) row.skipped('match_limit', path)
  return { kind: 'file', repository, rev, commit, path, at, pathRanges: result.pathRanges, content }
}

/** All matches stay counted; of the lines as many are kept as can be sent. */
function boundText(content: DocumentResult): DocumentResult {
  let room = maxShownText
  const lines = content.lines.filter(({ text }) => (room -= text.length + 1) >= 0)
  return lines.length === content.lines.length ? content : { ...content, lines, limitHit: true }
}
