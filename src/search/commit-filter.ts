import type { CommitQuery } from '../../engine/commits/index.ts'
import { resolveDate, type DateSpec } from '../../engine/query/dates.ts'
import type { Branch } from '../../engine/query/plan.ts'
import type { WholeCommit } from '../repos/repos.ts'
import { nameFilter } from './names.ts'

/** What is asked of a commit besides what it says or changes. */
export type CommitFilter = (commit: Pick<WholeCommit, 'author' | 'committer' | 'message'>) => boolean

export function commitFilter(branch: Branch, now: Date): CommitFilter {
  const { authors, committers, messages, from, to } = commitQuery(branch, now)
  const options = { ignoreCase: !branch.caseSensitive }
  const author = nameFilter(authors, options)
  const committer = nameFilter(committers, options)
  const message = nameFilter(messages, options)
  return (commit) => {
    const time = Date.parse(commit.committer.time)
    return time >= from && time < to && author(signed(commit.author)) && committer(signed(commit.committer)) && message(commit.message)
  }
}

const signed = ({ name, email }: { name: string; email: string }) => `${name} <${email}>`

/** The same and the pattern, as the store of commits is asked. */
export function commitQuery({ pattern, commits, caseSensitive }: Branch, now: Date): CommitQuery {
  const { authors = [], committers = [], messages = [], before = [], after = [] } = commits ?? {}
  return { pattern, caseSensitive, authors, committers, messages, ...spanOf({ before, after }, now) }
}

/** In milliseconds since 1970: from the latest of the dates after, up to but not with the earliest of the dates before. */
function spanOf({ before, after }: { before: readonly DateSpec[]; after: readonly DateSpec[] }, now: Date): { from: number; to: number } {
  return {
    from: Math.max(-Infinity, ...after.map((date) => resolveDate(date, now))),
    to: Math.min(Infinity, ...before.map((date) => resolveDate(date, now))),
  }
}
