import type { FoundCommit } from './found.ts'
import type { UnitSearch } from './run.ts'
import { searchDiffs } from './search-diffs.ts'
import { searchMessages } from './search-messages.ts'
import { searchStructureChanges } from './search-structure-changes.ts'
import { touching } from './touching.ts'

/** Commits by what they say and by what they change, newest first each. */
export async function* searchCommits(search: UnitSearch): AsyncGenerator<FoundCommit> {
  if (search.branch.types.has('commit')) yield* touching(search, searchMessages(search))
  if (search.branch.types.has('diff')) yield* search.branch.structure ? searchStructureChanges(search) : searchDiffs(search)
}
