import { resolveDate } from '../../engine/query/dates.ts'
import type { Branch } from '../../engine/query/plan.ts'
import type { RepoPredicate } from '../../engine/query/predicates.ts'
import type { FoundFile } from './found.ts'
import type { RowBook } from './ledger.ts'
import { nameFilter } from './names.ts'
import type { UnitSearch } from './run.ts'
import { searchContent } from './search-content.ts'
import { searchPaths } from './search-paths.ts'

/** Whether a repository, at the commit of the unit, is as the predicates of a branch want it. */
export async function satisfies(search: UnitSearch): Promise<boolean> {
  for (const predicate of search.branch.repoPredicates) if ((await holds(predicate, search)) === predicate.negated) return false
  return true
}

async function holds(predicate: RepoPredicate, search: UnitSearch): Promise<boolean> {
  const { unit, request, deps } = search
  switch (predicate.kind) {
    case 'description':
      return nameFilter([{ pattern: predicate.pattern, negated: false }], { ignoreCase: true })(unit.repository.description)
    case 'commit':
      return deps.repos.hasCommitSince(request.viewer, unit.repository, unit.commit, new Date(resolveDate(predicate.after, request.now)))
    case 'file':
      return hasFile(predicate, search)
  }
}

/** A search of its own that ends at the first file. What it cannot look at is a gap of the whole search. */
async function hasFile({ path, content }: RepoPredicate & { kind: 'file' }, search: UnitSearch): Promise<boolean> {
  const branch: Branch = {
    ...search.branch,
    repoPredicates: [],
    filePredicates: [],
    langs: [],
    structure: null,
    files: path === null ? [] : [{ pattern: path, negated: false }],
    types: new Set([content === null ? 'path' : 'file']),
    pattern: content === null ? null : { kind: 'atom', field: 'content', pattern: content, regex: true },
  }
  const asked = { ...search, branch, unit: { ...search.unit, row: onlyGaps(search.unit.row) } }
  const results: AsyncGenerator<FoundFile> = content === null ? searchPaths(asked) : searchContent(asked).results
  for await (const _ of results) return true
  return false
}

/** The files are counted by the search that the predicate belongs to. */
const onlyGaps = (row: RowBook): RowBook => ({ ...row, searched: () => {} })
