import { createBreath } from './breath.ts'
import { fileFilter } from './file-filter.ts'
import type { FoundFile } from './found.ts'
import { pathMatcher } from './names.ts'
import type { UnitSearch } from './run.ts'

/** Finds files by their paths alone. */
export async function* searchPaths(search: UnitSearch): AsyncGenerator<FoundFile> {
  const { unit: { repository, rev, commit, row }, branch, request, deps } = search
  const files = await deps.repos.files(request.viewer, repository, commit, request.signal)
  const passes = await fileFilter(search)
  const judge = pathMatcher(branch)
  const breathe = createBreath(request.signal)
  for (const [at, path] of files.paths.entries()) {
    const pause = breathe()
    if (pause) await pause
    const verdict = passes(path) ? judge(path) : null
    if (verdict?.kind === 'match') yield { kind: 'file', repository, rev, commit, path, at, pathRanges: verdict.ranges, content: null }
  }
  row.searched(files.count, 0)
}
