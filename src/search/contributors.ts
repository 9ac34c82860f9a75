import type { Branch } from '../../engine/query/plan.ts'
import type { FileList } from '../repos/repos.ts'
import type { UnitSearch } from './run.ts'
import { searchMessages } from './search-messages.ts'

/**
 * The files of the unit's commit that somebody has worked on whose “Name <e-mail>” matches: an author of a commit in its history, on
 * whatever line of development, that changes the file against its parent. That is whom `git log --full-history --no-merges -- FILE` names; a
 * merge is nobody's work on a file, and what happened under an earlier name of it is that name's.
 */
export async function contributedBy(search: UnitSearch, pattern: string): Promise<ReadonlySet<string>> {
  const { unit, branch, request, deps } = search
  const files = await deps.repos.files(request.viewer, unit.repository, unit.commit, request.signal)
  const known = kept.get(files) ?? new Map<string, ReadonlySet<string>>()
  const key = JSON.stringify([pattern, branch.caseSensitive])
  const touched = known.get(key) ?? (await touchedBy(search, pattern, files))
  known.set(key, touched)
  if (known.size > maxKept) known.delete(known.keys().next().value ?? key)
  kept.set(files, known)
  return touched
}

/** What was found out for a commit, as long as its list of files is kept; of the last that were asked for. */
const kept = new WeakMap<FileList, Map<string, ReadonlySet<string>>>()
const maxKept = 8

async function touchedBy(search: UnitSearch, pattern: string, files: FileList): Promise<ReadonlySet<string>> {
  const { unit, request, deps } = search
  const oids: string[] = []
  for await (const { change } of searchMessages({ ...search, unit: { ...unit, exclude: [], row: uncounted(unit.row) }, branch: writtenBy(search.branch, pattern) })) {
    if (change.parents.length < 2) oids.push(change.oid)
  }
  return deps.repos.pathsTouched(request.viewer, unit.repository, oids, { passes: (path) => files.indexOf(path) >= 0, signal: request.signal })
}

const writtenBy = (branch: Branch, pattern: string): Branch => ({
  ...branch, pattern: null, commits: { authors: [{ pattern, negated: false }], committers: [], messages: [], before: [], after: [] },
})

/** The commits are looked at to choose files, and are no results. */
const uncounted = (row: UnitSearch['unit']['row']): UnitSearch['unit']['row'] => ({ ...row, walked: () => {} })
