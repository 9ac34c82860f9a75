import { GitError } from './errors.ts'
import { replyParser } from './batch.ts'
import { type Commit, parseCommit } from './commit.ts'
import { assertOid, assertPath, isOid, isRawPath, pathFromBytes } from './names.ts'
import { git, type GitDir, gitStream, type GitOptions, splitBytes } from './run.ts'

export interface HistoryOptions {
  /** Full id of the commit to start from. */
  readonly rev: string
  /** Leaves out what these commits reach. */
  readonly exclude?: readonly string[]
  readonly path?: string
  /** Goes on under the earlier name where the file was renamed; for one file only. */
  readonly follow?: boolean
  readonly firstParent?: boolean
  /** A text in the author's name or email, in either case. */
  readonly author?: string
  /** Seconds since 1970, of the committer's date. */
  readonly since?: number
  readonly until?: number
  /** 50 when absent. */
  readonly limit?: number
  readonly skip?: number
  readonly signal?: AbortSignal | undefined
}

export interface HistoryEntry extends Commit {
  /** The path as it was called in this commit; null without `path`. */
  readonly path: string | null
}

export interface History {
  readonly commits: readonly HistoryEntry[]
  /** What to skip for the next page; null at the end. */
  readonly next: number | null
}

/** A commit above this is cut: whoever writes 1 GB of message must not stop the page. In a list, 200 of them are read at once. */
const MAX_COMMIT_BYTES = 1024 * 1024
const MAX_LISTED_COMMIT_BYTES = 64 * 1024

/** The commits that reach `rev`, newest first, a page at a time. */
export async function history(dir: GitDir, options: HistoryOptions): Promise<History> {
  const { limit = 50, skip = 0, follow = false, signal } = options
  const end = count(skip) + count(limit) + 1
  // Git counts --skip before it follows a rename, so the pages of a followed file are cut here.
  const found = follow ? (await listCommits(dir, { ...options, limit: end, skip: 0 })).slice(skip) : await listCommits(dir, { ...options, limit: limit + 1, skip })
  const page = found.slice(0, limit)
  const commits = await readCommits(dir, page.map(({ oid }) => oid), { signal, maxBytes: MAX_LISTED_COMMIT_BYTES })
  return { commits: commits.map((commit, index) => ({ ...commit, path: page[index]?.path ?? null })), next: found.length > limit ? skip + limit : null }
}

interface Listed {
  readonly oid: string
  readonly path: string | null
}

async function listCommits(dir: GitDir, options: HistoryOptions & { readonly limit: number; readonly skip: number }): Promise<Listed[]> {
  const { path, follow = false, signal } = options
  const names = follow ? ['--follow', '--name-status', '-M'] : []
  const args = ['log', '-z', '--format=%H', '--no-show-signature', '--no-color', ...names, ...filters(options), '--end-of-options',
    assertOid(options.rev), ...(options.exclude ?? []).map(oid => `^${assertOid(oid)}`), '--', ...pathspec(path)]
  const env = { GIT_LITERAL_PATHSPECS: path !== undefined && isRawPath(path) ? '0' : '1' }
  const records: Buffer[] = []
  for await (const record of splitBytes(gitStream(dir, args, { signal, env, timeoutMs: 120_000 }), 0)) records.push(record)
  return follow ? withNames(records) : records.map(record => ({ oid: record.toString('latin1'), path: path ?? null }))
}

function filters({ author, since, until, firstParent, limit, skip }: HistoryOptions): string[] {
  return [
    `--max-count=${count(limit)}`, `--skip=${count(skip)}`, ...(firstParent ? ['--first-parent'] : []),
    // Joined with "=", so a leading dash stays part of the value.
    ...(author === undefined ? [] : [`--author=${author.replaceAll('\0', '')}`, '--fixed-strings', '--regexp-ignore-case']),
    ...(since === undefined ? [] : [`--max-age=${count(since)}`]), ...(until === undefined ? [] : [`--min-age=${count(until)}`]),
  ]
}

function count(value: number | undefined): number {
  if (value === undefined || !Number.isSafeInteger(value) || value < 0) throw new GitError('refused', 'A count or date must be a whole number that is not negative.')
  return value
}

function pathspec(path: string | undefined): string[] {
  if (path === undefined || path === '') return []
  assertPath(path)
  // Bytes that cannot be an argument are matched by "?", which git takes for any one byte.
  return isRawPath(path) ? [`:(glob)${path.replace(/[*?[\]\\]/g, '\\$&').replace(/\uFFFD[0-9a-f]{2}/g, '?')}`] : [path]
}

/** With -z the names follow each id as `\nM`, path, or `\nR100`, old path, new path. */
function withNames(records: readonly Buffer[]): Listed[] {
  const listed: Listed[] = []
  for (let at = 0; at < records.length;) {
    const oid = records[at++]?.toString('latin1').trim() ?? ''
    let path: string | null = null
    while (records[at]?.[0] === 10) {
      const status = records[at]?.toString('latin1', 1, 2)
      const names = status === 'R' || status === 'C' ? 2 : 1
      path = pathFromBytes(records[at + names] ?? Buffer.alloc(0))
      at += names + 1
    }
    if (isOid(oid)) listed.push({ oid, path })
  }
  return listed
}

/** Commits by id, in the order asked; throws `missing-object` where one is not a commit of this repository. */
export async function readCommits(
  dir: GitDir, oids: readonly string[], { signal, maxBytes = MAX_COMMIT_BYTES }: Pick<GitOptions, 'signal'> & { readonly maxBytes?: number } = {},
): Promise<Commit[]> {
  if (oids.length === 0) return []
  const commits: Commit[] = []
  const parse = replyParser({
    hasContent: true, limit: () => maxBytes,
    onReply(reply) {
      const oid = oids[commits.length]
      if (!reply || reply instanceof GitError || reply.type !== 'commit') throw new GitError('missing-object', `The commit ${oid} is not in this repository.`)
      commits.push(parseCommit(reply.oid, reply.content))
    },
  })
  const input = oids.map(oid => `${assertOid(oid)}\n`).join('')
  for await (const chunk of gitStream(dir, ['cat-file', '--batch', '--buffer'], { input, signal })) parse(chunk)
  return commits
}

export async function readCommit(dir: GitDir, oid: string): Promise<Commit> {
  const [commit] = await readCommits(dir, [oid])
  if (!commit) throw new GitError('missing-object', `The commit ${oid} is not in this repository.`)
  return commit
}

/** The best common ancestor of two commits, or null for unrelated histories. */
export async function mergeBase(dir: GitDir, one: string, other: string): Promise<string | null> {
  const { stdout } = await git(dir, ['merge-base', '--end-of-options', assertOid(one), assertOid(other)], { okCodes: [0, 1] })
  const oid = stdout.toString().trim().split('\n')[0] ?? ''
  return isOid(oid) ? oid : null
}

/** The full names of the branches and tags that contain a commit, at most `limit`. */
export async function refsContaining(dir: GitDir, oid: string, { limit = 100, signal }: { readonly limit?: number; readonly signal?: AbortSignal } = {}): Promise<string[]> {
  const args = ['for-each-ref', `--contains=${assertOid(oid)}`, `--count=${count(limit)}`, '--format=%(refname)', 'refs/heads', 'refs/tags']
  return (await git(dir, args, { signal })).stdout.toString().split('\n').filter(name => name !== '')
}
