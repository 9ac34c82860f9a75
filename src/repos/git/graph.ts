/** The commits of a repository as the store of commits takes them: with what git orders a walk by, and the parents that it goes on to. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { NewCommit, Signature } from '../../../engine/commits/input.ts'
import { replyParser } from './batch.ts'
import { parseCommit, type Person } from './commit.ts'
import { GitError } from './errors.ts'
import { assertOid, isOid } from './names.ts'
import { type GitDir, gitStream, splitBytes } from './run.ts'
import { MAX_COMMIT_BYTES, type WalkOptions } from './walk.ts'

export interface GraphOptions extends Pick<WalkOptions, 'include' | 'exclude' | 'signal'> {
  /** Each commit behind all of its parents, rather than newest first; git then lists all before the first one comes. */
  readonly parentsFirst?: boolean
}

/** What a walk says of a commit besides its content. */
type Listed = Pick<NewCommit, 'oid' | 'date' | 'parents'>

/** A commit with more parents than fit is refused. */
const MAX_LINE_BYTES = 16 * 1024 * 1024
const LISTED_AT_ONCE = 200

/**
 * Every commit in reach, in pieces as they come; what git does not have of the ends of the range is passed over. Messages are cut where
 * those of `walkCommits` are.
 */
export async function* walkGraph(dir: GitDir, options: GraphOptions): AsyncGenerator<readonly NewCommit[]> {
  if (options.include.length === 0) return
  const asked: Listed[] = []
  let read: NewCommit[] = []
  const parse = replyParser({
    hasContent: true, limit: () => MAX_COMMIT_BYTES,
    onReply(reply) {
      const listed = asked.shift()
      if (!reply || reply instanceof GitError || !listed) throw new GitError('missing-object', 'A commit of the history is not in this repository.')
      read.push(newCommit(listed, reply.content))
    },
  })
  for await (const chunk of gitStream(dir, ['cat-file', '--batch', '--buffer'], { input: ask(dir, options, asked), signal: options.signal, timeoutMs: Infinity })) {
    parse(chunk)
    if (read.length > 0) yield read
    read = []
  }
}

/** History was cut at the source of a mirror: which commits a walk goes on to may change with each fetch. */
export const isShallow = (dir: GitDir): boolean => existsSync(join(dir, 'shallow'))

/** Names the commits to the process that reads them, and notes what is known of each until its content comes. */
async function* ask(dir: GitDir, options: GraphOptions, asked: Listed[]): AsyncGenerator<Buffer> {
  let names = ''
  let count = 0
  for await (const line of splitBytes(list(dir, options), 10, MAX_LINE_BYTES)) {
    const listed = readLine(line)
    asked.push(listed)
    names += `${listed.oid}\n`
    if (++count % LISTED_AT_ONCE !== 0) continue
    yield Buffer.from(names)
    names = ''
  }
  yield Buffer.from(names)
}

function list(dir: GitDir, { include, exclude = [], parentsFirst = false, signal }: GraphOptions): AsyncGenerator<Buffer> {
  const ends = [...include.map(assertOid), ...exclude.map(oid => `^${assertOid(oid)}`)]
  const order = parentsFirst ? ['--topo-order', '--reverse'] : []
  const args = ['rev-list', '--timestamp', '--parents', '--ignore-missing', ...order, '--stdin']
  return gitStream(dir, args, { input: ends.map(end => `${end}\n`).join(''), signal, timeoutMs: Infinity })
}

/** The date, the id, and those of the parents. */
function readLine(line: Buffer): Listed {
  const [date = '', oid = '', ...parents] = line.toString('latin1').split(' ')
  if (!/^\d+$/.test(date) || ![oid, ...parents].every(isOid)) throw new GitError('failed', 'Git answered with a line that is not a commit.')
  return { oid, date: Number(date), parents }
}

function newCommit(listed: Listed, content: Buffer): NewCommit {
  const { author, committer, message } = parseCommit(listed.oid, content)
  return { ...listed, author: signature(author), committer: signature(committer), message }
}

/** A commit without a readable date is taken for one of the beginning of time, as it is shown. */
const signature = ({ name, email, time }: Person): Signature => ({ name, email, time: time ?? 0 })
