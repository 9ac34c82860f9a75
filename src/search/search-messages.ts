import type { FoundCommit } from './found.ts'
import type { UnitSearch } from './run.ts'
import { commitRange, searchKnownCommits } from './search-known-commits.ts'
import { createTally, walkCommits, type Tally } from './walk-commits.ts'

/**
 * By the store of commits; once more if it has changed meanwhile; and by git's walk. The order of all is the same, so each goes on where
 * the one before has stopped.
 */
const ways = [searchStored, searchStored, walkCommits]

/** Commits by what they say and who wrote them, whatever they change, newest first. */
export async function* searchMessages(search: UnitSearch): AsyncGenerator<FoundCommit> {
  const tell = createTally(search)
  let given = 0
  for (const [way, find] of ways.entries()) {
    const before = given
    let found = 0
    try {
      for await (const commit of find(search, tell)) {
        if (++found <= before) continue
        given += 1
        yield commit
      }
      return
    } catch (error) {
      if (way + 1 === ways.length || !search.deps.commits.failed(search.unit.repository.id, error)) throw error
    }
  }
}

async function* searchStored(search: UnitSearch, tell: Tally): AsyncGenerator<FoundCommit> {
  const range = await commitRange(search)
  yield* range === null ? walkCommits(search, tell) : searchKnownCommits(search, range, tell)
}
