import { compilePattern, DEFAULT_LIMITS, scanText, type Range } from '../../engine/scan/index.ts'
import { createBreath } from './breath.ts'
import { commitFilter } from './commit-filter.ts'
import type { FoundCommit } from './found.ts'
import type { WholeCommit } from '../repos/repos.ts'
import type { UnitSearch } from './run.ts'

/** Git's own walk over all commits that the unit's commit reaches and its excluded ones do not: what the store of commits must find. */
export async function* walkCommits(search: UnitSearch, tell: Tally): AsyncGenerator<FoundCommit> {
  const { unit, request, deps } = search
  const judge = commitJudge(search)
  const breathe = createBreath(request.signal)
  let count = 0
  for await (const change of deps.repos.walkCommits(request.viewer, unit.repository, { include: [unit.commit], exclude: unit.exclude, signal: request.signal })) {
    const pause = breathe()
    if (pause) await pause
    tell(++count)
    const found = judge(change)
    if (found) yield found
  }
}

/** Hears how many commits of a walk have been looked at, from its beginning. */
export type Tally = (count: number) => void

/** Tells the ledger, once of each commit: another may go on with the walk from its beginning. */
export function createTally({ unit: { row } }: Pick<UnitSearch, 'unit'>): Tally {
  let told = 0
  return (count) => {
    if (count <= told) return
    row.walked(count - told)
    told = count
  }
}

/** Null for a commit that is not wanted. */
export function commitJudge({ unit: { repository, rev }, branch, request }: UnitSearch): (change: WholeCommit) => FoundCommit | null {
  const passes = commitFilter(branch, request.now)
  const judge = messageJudge(branch)
  return (change) => {
    const ranges = passes(change) ? judge(change.message) : null
    return ranges && { kind: 'commit', repository, rev, change, ranges, diff: null }
  }
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
