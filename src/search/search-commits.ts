import type { FoundCommit } from './found.ts'
import type { UnitSearch } from './run.ts'
import { searchDiffs } from './search-diffs.ts'
import { commitRange, searchKnownCommits } from './search-known-commits.ts'
import { touching } from './touching.ts'
import { walkCommits } from './walk-commits.ts'

/** Commits by what they say and by what they change, newest first each. */
export async function* searchCommits(search: UnitSearch): AsyncGenerator<FoundCommit> {
  if (search.branch.types.has('commit')) yield* touching(search, searchMessages(search))
  if (search.branch.types.has('diff')) yield* searchDiffs(search)
}

/** By the store of commits, and by git's walk where that cannot be used, or cannot be used any more: the order of both is the same. */
async function* searchMessages(search: UnitSearch): AsyncGenerator<FoundCommit> {
  let given = 0
  try {
    const range = await commitRange(search)
    if (range !== null) {
      for await (const found of searchKnownCommits(search, range)) {
        given += 1
        yield found
      }
      return
    }
  } catch (error) {
    if (!search.deps.commits.failed(search.unit.repository.id, error)) throw error
  }
  for await (const found of walkCommits(search)) if (given-- <= 0) yield found
}
