import type { Range } from '../../engine/scan/index.ts'
import type { CommitMatch } from './contract.ts'
import type { FoundCommit } from './found.ts'

const shortOid = 7

/** A commit as the stream protocol has it: Markdown with links, and a fenced block of the message or the diff. */
export function commitMatch({ repository, rev, change, ranges, diff }: FoundCommit, repo: Pick<CommitMatch, 'repositoryID' | 'repository' | 'repoLastFetched'>): CommitMatch {
  const { oid, author, committer, subject, message, parents } = change
  const url = `/${repository.name}/-/commit/${oid}`
  return {
    type: 'commit', ...repo, branches: [rev], commit: oid,
    label: `[${plain(repository.name)}](/${repository.name}) › [${plain(author.name)}](${url}): [${plain(subject)}](${url})`,
    url,
    detail: `[\`${oid.slice(0, shortOid)}\` ${committer.time.slice(0, 10)}](${url})`,
    oid, message,
    authorName: author.name, authorDate: author.time, committerName: committer.name, committerDate: committer.time,
    content: diff ? fenced('diff', diff.text) : fenced('COMMIT_EDITMSG', message),
    ranges: marks(diff ? diff.text : message, diff ? diff.ranges : ranges),
    changed: diff ? { added: diff.added, removed: diff.removed } : null,
    truncated: diff?.truncated ?? false,
    merge: parents.length > 1,
  }
}

/** What Markdown would read as more than text is escaped. */
const plain = (text: string) => text.replace(/[\\`*_[\]<>]/g, '\\$&')

/** A fence is longer than any in the text. */
function fenced(name: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${name}\n${text}\n${fence}`
}

/** The fence is line 0, so that the first line of the text is line 1. A range over several lines is one mark in each. */
function marks(text: string, ranges: readonly Range[]): CommitMatch['ranges'] {
  const lines = text.split('\n')
  return ranges.flatMap(({ start, end }) => {
    const found: CommitMatch['ranges'] = []
    for (let line = start.line; line <= end.line; line++) {
      const from = line === start.line ? start.column : 0
      const to = line === end.line ? end.column : [...(lines[line] ?? '')].length
      if (to > from) found.push([line + 1, from, to - from])
    }
    return found
  })
}
