import { fileFilter, speaksOfAll } from './file-filter.ts'
import type { FoundCommit } from './found.ts'
import type { UnitSearch } from './run.ts'

/** So many commits are looked at by the first git process, whose answer should come soon, and by each later one: to start one takes its time. */
const firstCommits = 200
const commitsAtOnce = 1_000

/** Of some commits those that touch a file of which the query speaks; all if it speaks of none. */
export async function* touching(search: UnitSearch, commits: AsyncIterable<FoundCommit>): AsyncGenerator<FoundCommit> {
  if (speaksOfAll(search.branch)) return yield* commits
  const passes = await fileFilter(search)
  let waiting: FoundCommit[] = []
  let wanted = firstCommits
  for await (const found of commits) {
    waiting.push(found)
    if (waiting.length < wanted) continue
    yield* await chosen(search, waiting, passes)
    waiting = []
    wanted = commitsAtOnce
  }
  yield* await chosen(search, waiting, passes)
}

async function chosen({ unit, request, deps }: UnitSearch, commits: readonly FoundCommit[], passes: (path: string) => boolean): Promise<FoundCommit[]> {
  const oids = commits.map(({ change }) => change.oid)
  const wanted = await deps.repos.commitsTouching(request.viewer, unit.repository, oids, { passes, signal: request.signal })
  return commits.filter(({ change }) => wanted.has(change.oid))
}
