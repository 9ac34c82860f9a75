import type { Issue, Parameter } from './ast.ts'
import { error } from './check.ts'
import { callOf, toRepoPredicate } from './predicates.ts'
import { readAtTime, readRevs, splitRepo, type RevSpec } from './values.ts'

/** The revisions that a branch asks for, by `rev:` or after the `@` of its filters of names; none mean the default branch. */
export function revsOf(parameters: readonly Parameter[], issues: Issue[]): RevSpec[] {
  const rev = parameters.find(({ field }) => field === 'rev')
  const atRevs = parameters.flatMap(repo => {
    const revs = repo.field === 'repo' && !callOf(repo) ? splitRepo(repo.value).revs : undefined
    return revs === undefined ? [] : [{ repo, revs }]
  })
  const [first] = atRevs
  if (rev && first) issues.push(error(rev, { message: 'Revisions are named twice, by rev: and after the @ of repo:. Keep one.' }))
  if (rev && !parameters.some(limitsRepositories)) {
    issues.push(error(rev, { message: 'rev: needs a repo: to say in which repositories to look for the revision.' }))
  }
  const other = atRevs.find(({ revs }) => revs !== first?.revs)
  if (other) issues.push(error(other.repo, { message: 'Two repo: filters name different revisions, and both have to hold. Name the revisions once.' }))
  return (first ? readRevs(first.revs) : rev && revsIn(rev)) ?? []
}

function revsIn(rev: Parameter): RevSpec[] | undefined {
  const call = callOf(rev)
  const at = call && readAtTime(call.argument)
  return call ? at && [at] : readRevs(rev.value)
}

/** Not by what it leaves out: that would still be nearly all. */
function limitsRepositories(parameter: Parameter): boolean {
  if (parameter.negated) return false
  return toRepoPredicate(parameter) !== undefined || (parameter.field === 'repo' && splitRepo(parameter.value).pattern !== '')
}
