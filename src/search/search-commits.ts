import { compilePattern, DEFAULT_LIMITS, scanText, type Range } from '../../engine/scan/index.ts'
import { createBreath } from './breath.ts'
import { commitFilter } from './commit-filter.ts'
import type { FoundCommit } from './found.ts'
import type { UnitSearch } from './run.ts'
import { searchDiffs } from './search-diffs.ts'

/** Commits by what they say and by what they change, newest first each. */
export async function* searchCommits(search: UnitSearch): AsyncGenerator<FoundCommit> {
  if (search.branch.types.has('commit')) yield* searchMessages(search)
  if (search.branch.types.has('diff')) yield* searchDiffs(search)
}

/** All commits that the unit's commit reaches, and its excluded ones do not. */
async function* searchMessages({ unit, branch, request, deps }: UnitSearch): AsyncGenerator<FoundCommit> {
  const passes = commitFilter(branch, request.now)
  const judge = messageJudge(branch)
  const breathe = createBreath(request.signal)
  let count = 0
  for await (const change of deps.repos.walkCommits(request.viewer, unit.repository, { include: [unit.commit], exclude: unit.exclude, signal: request.signal })) {
    const pause = breathe()
    if (pause) await pause
    count += 1
    const ranges = passes(change) ? judge(change.message) : null
    if (ranges) yield { kind: 'commit', repository: unit.repository, rev: unit.rev, change, ranges, diff: null }
  }
  unit.row.walked(count)
}

/** Where a message matches; null if it does not. Without a pattern every message does. */
function messageJudge({ pattern, caseSensitive }: UnitSearch['branch']): (message: string) => Range[] | null {
  if (!pattern) return () => []
  const compiled = compilePattern(pattern, { caseSensitive })
  if (!compiled.ok) throw new Error(`an unchecked pattern reached the search: ${compiled.issue.message}`)
  return (message) => {
    const outcome = scanText({ path: '', text: Buffer.from(message), encoding: 'utf-8' }, compiled.matcher, { limits: DEFAULT_LIMITS })
    return outcome.kind === 'match' ? outcome.ranges : null
  }
}
