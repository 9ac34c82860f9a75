import { GitError } from './errors.ts'
import { type Person, parsePerson } from './commit.ts'
import { unquote } from './diff.ts'
import { assertOid, assertPath, isRawPath, shown } from './names.ts'
import { type GitDir, gitStream, splitBytes } from './run.ts'

/** Lines that stand together and came with the same commit. Lines are 1-based, ranges inclusive. */
export interface BlameHunk {
  readonly oid: string
  readonly startLine: number
  readonly endLine: number
  readonly originalPath: string
  readonly originalLine: number
  readonly author: Person
  readonly summary: string
  /** The commit and path in which these lines were looked at next, where there is one. */
  readonly previous?: { readonly oid: string; readonly path: string }
}

export interface BlameOptions {
  /** First and last line, 1-based and inclusive. */
  readonly range?: { readonly start: number; readonly end: number }
  readonly signal?: AbortSignal | undefined
  /** 120,000 when absent. */
  readonly timeoutMs?: number
}

/** Two commits that change every other line of a long file make as many hunks as it has lines. */
const MAX_HUNKS = 50_000

/** Which commit last wrote each line of a file at a commit. Throws `missing-path`, `too-large`, or `refused` for a range or path git cannot be asked. */
export async function blame(dir: GitDir, commit: string, path: string, { range, signal, timeoutMs = 120_000 }: BlameOptions = {}): Promise<BlameHunk[]> {
  assertPath(path)
  if (isRawPath(path)) throw new GitError('refused', `${shown(path)} is not valid UTF-8, so git cannot be asked for its blame.`)
  const args = ['blame', '--porcelain', '--root', '--no-textconv', ...lineRange(range), assertOid(commit), '--', path]
  const reader = porcelainReader()
  for await (const line of splitBytes(gitStream(dir, args, { signal, timeoutMs }), 10, 8192)) {
    reader.push(line)
    if (reader.hunks.length > MAX_HUNKS) throw new GitError('too-large', `The lines of ${shown(path)} come from more than ${MAX_HUNKS} places. Ask for the blame of fewer lines.`)
  }
  return reader.hunks
}

function lineRange(range: BlameOptions['range']): string[] {
  if (!range) return []
  const { start, end } = range
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 1 || end < start) throw new GitError('refused', 'A range of lines begins at 1 or later and does not end before it begins.')
  return ['-L', `${start},${end}`]
}

const HEADER = /^([0-9a-f]{40}|[0-9a-f]{64}) (\d+) (\d+)(?: (\d+))?$/

/** The format of `git blame --porcelain`: a header for each line, the commit's details at its first, the text after a tab. */
function porcelainReader() {
  const hunks: BlameHunk[] = []
  const commits = new Map<string, Map<string, string>>()
  // What names the lines' origin differs between hunks of one commit and is repeated where it does.
  let group: { readonly oid: string; readonly line: number; readonly count: number; readonly original: number } | null = null
  let details = new Map<string, string>()

  const readHeader = ([, oid = '', original, line, count]: RegExpExecArray) => {
    details = commits.get(oid) ?? new Map<string, string>()
    commits.set(oid, details)
    if (count !== undefined) group = { oid, line: Number(line), count: Number(count), original: Number(original) }
  }
  const finish = () => {
    if (group) hunks.push(hunkOf(group, details))
    group = null
  }
  return {
    hunks,
    push(line: Buffer): void {
      if (line[0] === 9) return finish()
      const text = line.toString()
      const header = HEADER.exec(text)
      if (header) return readHeader(header)
      const space = text.indexOf(' ')
      details.set(space === -1 ? text : text.slice(0, space), space === -1 ? '' : text.slice(space + 1))
    },
  }
}

function hunkOf({ oid, line, count, original }: { oid: string; line: number; count: number; original: number }, fields: ReadonlyMap<string, string>): BlameHunk {
  const field = (name: string) => fields.get(name) ?? ''
  const [, previousOid, previousPath] = /^([0-9a-f]{40,64}) (.*)$/.exec(field('previous')) ?? []
  return {
    oid, startLine: line, endLine: line + count - 1, originalPath: unquote(field('filename')), originalLine: original,
    author: parsePerson(`${field('author')} ${field('author-mail')} ${field('author-time')} ${field('author-tz')}`),
    summary: field('summary'),
    ...(previousOid && previousPath ? { previous: { oid: previousOid, path: unquote(previousPath) } } : {}),
  }
}
