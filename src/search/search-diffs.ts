import { isUtf8 } from 'node:buffer'
import type { ChangedFile, ChangedHunk, FoundChange } from '../../engine/history/index.ts'
import type { Range } from '../../engine/scan/index.ts'
import { commitFilter } from './commit-filter.ts'
import type { FoundCommit, FoundDiff } from './found.ts'
import type { HistoryRange } from './history-range.ts'
import { readCommits } from './read-commits.ts'
import type { UnitSearch } from './run.ts'
import { walkChanges } from './walk-changes.ts'

/** The commits of the unit's mainline that add or remove a line which matches, newest first. */
export function searchDiffs(search: UnitSearch): AsyncGenerator<FoundCommit> {
  const passes = commitFilter(search.branch, search.request.now)
  return walkChanges(search, { kind: 'changes', pattern: search.branch.pattern, caseSensitive: search.branch.caseSensitive }, async function* (changes, range) {
    for (const found of await describe(search, range, changes)) if (passes(found.change)) yield found
  })
}

async function describe({ unit, request, deps }: UnitSearch, { history }: HistoryRange, changes: readonly FoundChange[]): Promise<FoundCommit[]> {
  const commits = await readCommits({ viewer: request.viewer, repository: unit.repository, deps }, changes.map(({ position }) => history.oidAt(position)))
  return changes.flatMap((change, i) => {
    const commit = commits[i]
    return commit ? [{ kind: 'commit' as const, repository: unit.repository, rev: unit.rev, change: commit, ranges: [], diff: diffOf(change) }] : []
  })
}

/** In git's form of a diff: for each file its old and new name on a line, and hunks. */
export function diffOf({ files, added, removed, truncated }: Omit<FoundChange, 'position'>): FoundDiff {
  const out: Text = { lines: [], ranges: [], bytes: 0 }
  for (const file of files) addFile(out, file)
  return { text: out.lines.join('\n'), ranges: out.ranges, added, removed, truncated }
}

type Text = { lines: string[]; ranges: Range[]; bytes: number }

function push(out: Text, line: string): void {
  out.lines.push(line)
  out.bytes += Buffer.byteLength(line) + 1
}

function addFile(out: Text, { path, created, deleted, hunks }: ChangedFile): void {
  push(out, `${created ? '/dev/null' : nameOf(path)} ${deleted ? '/dev/null' : nameOf(path)}`)
  for (const hunk of hunks) addHunk(out, hunk)
}

/** A name with a space could not be told from two. */
const nameOf = (path: string) => (/\s/.test(path) ? JSON.stringify(path) : path)

/** In characters, as much as git shows in bytes. */
const maxHeading = 80

function addHunk(out: Text, { oldStart, newStart, heading, lines }: ChangedHunk): void {
  const count = (sign: string) => lines.filter((line) => line.sign !== sign).length
  const under = heading ? [...lineOf(heading).text].slice(0, maxHeading).join('') : ''
  push(out, `@@ -${oldStart},${count('+')} +${newStart},${count('-')} @@ ${under}`.trimEnd())
  for (const { sign, text, matches } of lines) {
    const line = lineOf(text)
    for (const { start, end } of matches) out.ranges.push({ start: place(out, line.upTo(start)), end: place(out, line.upTo(end)) })
    push(out, sign + line.text)
  }
}

/** Behind the sign, which is one character and one byte. */
const place = (out: Text, before: string): Range['start'] => ({ offset: out.bytes + 1 + Buffer.byteLength(before), line: out.lines.length, column: 1 + [...before].length })

/** A line that is not UTF-8 is shown as Latin-1; a carriage return at its end is not shown. What comes from a worker is no Buffer any more. */
function lineOf(bytes: Uint8Array): { text: string; upTo(at: number): string } {
  const encoding = isUtf8(bytes) ? 'utf8' : 'latin1'
  const upTo = (at: number) => Buffer.from(bytes.buffer, bytes.byteOffset, at).toString(encoding).replace(/\r$/, '')
  return { text: upTo(bytes.length), upTo }
}
