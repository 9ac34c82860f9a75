import type { FilePredicate } from '../../engine/query/predicates.ts'
import type { OwnedBy } from '../repos/contract.ts'
import { isCalled } from '../repos/repos.ts'
import { contributedBy } from './contributors.ts'
import { pathFilter } from './names.ts'
import type { UnitSearch } from './run.ts'

/** Which paths of the unit a branch speaks of: by name and language, and by who owns the file at this commit or has worked on it. */
export async function fileFilter(search: UnitSearch): Promise<(path: string) => boolean> {
  const named = pathFilter(search.branch)
  const asked = search.branch.filePredicates.filter(({ kind }) => kind !== 'content')
  if (asked.length === 0) return named
  const tests = await Promise.all(asked.map(async (predicate) => ({ passes: await testOf(predicate, search), negated: predicate.negated })))
  return (path) => named(path) && tests.every(({ passes, negated }) => passes(path) !== negated)
}

/** True where nothing has to be looked up to tell which paths the branch speaks of, and all are. */
export const speaksOfAll = ({ files, langs, filePredicates }: UnitSearch['branch']): boolean =>
  files.length + langs.length === 0 && filePredicates.every(({ kind }) => kind === 'content')

async function testOf(predicate: FilePredicate, search: UnitSearch): Promise<(path: string) => boolean> {
  if (predicate.kind === 'owner') return ownedTest(predicate.owner, search)
  const touched = await contributedBy(search, predicate.pattern)
  return (path) => touched.has(path)
}

async function ownedTest(owner: string, { unit, request, deps }: UnitSearch): Promise<(path: string) => boolean> {
  const ownersOf = await deps.repos.ownersAt(request.viewer, unit.repository, unit.commit)
  const known = new WeakMap<OwnedBy, boolean>()
  const isOwners = (owned: OwnedBy): boolean => {
    const verdict = known.get(owned) ?? owned.owners.some((each) => isCalled(each, owner))
    known.set(owned, verdict)
    return verdict
  }
  return (path) => ownersOf(path).some(isOwners)
}
