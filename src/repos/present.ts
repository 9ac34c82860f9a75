import type { Signature, StoredCommit } from '../../engine/commits/input.ts'
import type * as contract from './contract.ts'
import { type Commit, type Person, subjectAndBody } from './git/commit.ts'
import type { Diff, DiffFile, DiffLine, FileStatus, Hunk } from './git/diff.ts'

/** A commit without a readable date is shown at the beginning of time, as git itself does. */
export const isoTime = (seconds: number | null): string => new Date((seconds ?? 0) * 1000).toISOString()

const signature = ({ name, email, time }: Person) => ({ name, email, time: isoTime(time) })

export const commitAnswer = ({ oid, parents, author, committer, subject, body }: Commit): contract.Commit => ({
  oid, parents: [...parents], author: signature(author), committer: signature(committer), subject, body,
})

/** A commit of the store as a walk gives it. */
export const wholeCommit = ({ oid, parents, author, committer, message }: StoredCommit): contract.Commit & { message: string } => ({
  oid, parents: [...parents], author: stored(author), committer: stored(committer), message, ...subjectAndBody(message),
})

const stored = ({ name, email, time }: Signature) => ({ name, email, time: isoTime(time) })

export function diffAnswer({ files, totalFiles, cut }: Diff): contract.Diff {
  const answered = files.map(fileAnswer)
  const sum = (side: 'added' | 'removed') => answered.reduce((total, file) => total + file[side], 0)
  return { files: answered, added: sum('added'), removed: sum('removed'), filesChanged: totalFiles, truncated: cut }
}

const statuses: Record<FileStatus, contract.FileDiff['status']> = {
  added: 'added', deleted: 'deleted', modified: 'modified', renamed: 'renamed', copied: 'copied', 'type-changed': 'type_changed',
}

function fileAnswer({ status, path, oldPath, binary, hunks, cut }: DiffFile): contract.FileDiff {
  const count = (kind: DiffLine['kind']) => hunks.reduce((total, { lines }) => total + lines.filter((line) => line.kind === kind).length, 0)
  return {
    status: statuses[status],
    oldPath: status === 'added' ? null : oldPath,
    newPath: status === 'deleted' ? null : path,
    binary,
    added: count('added'),
    removed: count('deleted'),
    hunks: hunks.map(hunkAnswer),
    truncated: cut,
  }
}

function hunkAnswer({ oldStart, oldLines, newStart, newLines, section, lines }: Hunk): contract.FileDiff['hunks'][number] {
  return { header: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@ ${section}`.trimEnd(), lines: lines.map(lineAnswer) }
}

function lineAnswer({ kind, old, new: fresh, text, noNewline }: DiffLine): contract.FileDiff['hunks'][number]['lines'][number] {
  return { kind: kind === 'deleted' ? 'removed' : kind, oldLine: old, newLine: fresh, text, ...(noNewline ? { noNewline } : {}) }
}
