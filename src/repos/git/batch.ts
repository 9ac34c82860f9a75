/**
 * One long-lived `git cat-file --batch` or `--batch-check` process (git-cat-file(1), "BATCH OUTPUT"): requests go in one
 * a line, answers come back in the same order, so many can be under way at once.
 */
import { GitError } from './errors.ts'
import { type GitDir, type Running, start } from './run.ts'

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

export interface ObjectInfo {
  readonly oid: string
  readonly type: ObjectType
  /** Bytes of the whole object. */
  readonly size: number
}

/** `content` holds at most the bytes that were asked for; with `--batch-check` it is empty. */
export interface GitObject extends ObjectInfo {
  readonly content: Buffer
}

export interface BatchProcess {
  /** Requests that have not been answered. */
  readonly pending: number
  /** The object that `name` means, or null where the repository does not have it. At most `maxBytes` of it are kept. */
  ask(name: string, maxBytes: number): Promise<GitObject | null>
  /** Ends the process; what is still pending fails with `aborted`. */
  close(): void
}

interface Request {
  readonly name: string
  readonly maxBytes: number
  readonly resolve: (object: GitObject | null) => void
  readonly reject: (error: GitError) => void
  /** How often a process died while this request was the next to be answered. */
  deaths: number
}

/** A request that kills two processes is taken for a corrupt object; the requests behind it go on. */
const MAX_DEATHS = 2

export function startBatch(dir: GitDir, mode: '--batch' | '--batch-check'): BatchProcess {
  let running: Running | null = null
  let queue: Request[] = []
  let closed = false

  const answer = (object: GitObject | null | GitError) => {
    const request = queue.shift()
    if (object instanceof GitError) request?.reject(object)
    else request?.resolve(object)
  }

  const launch = (): Running => {
    const current = start(dir, ['cat-file', mode], { timeoutMs: Infinity })
    const parser = replyParser({ hasContent: mode === '--batch', limit: () => queue[0]?.maxBytes ?? 0, onReply: answer })
    current.stdout.on('data', (chunk: Buffer) => {
      if (running !== current) return
      try {
        parser(chunk)
      } catch (error) {
        current.kill(error instanceof GitError ? error : new GitError('failed', String(error)))
      }
    })
    void current.ended.then(({ error }) => {
      if (running === current) running = null
      if (!closed) recover(error)
    })
    return current
  }

  const recover = (error: GitError | null) => {
    const [head] = queue
    if (!head) return
    head.deaths++
    if (error?.kind === 'git-missing' || error?.kind === 'not-a-repository') rejectAll(error)
    else if (head.deaths >= MAX_DEATHS) answer(new GitError(error?.kind === 'missing-object' ? 'missing-object' : 'corrupt', `The object ${head.name} cannot be read: ${error?.message ?? 'git ended'}.`))
    if (queue.length === 0) return
    running = launch()
    running.stdin.write(queue.map(request => `${request.name}\n`).join(''))
  }

  const rejectAll = (error: GitError) => {
    const waiting = queue
    queue = []
    for (const request of waiting) request.reject(error)
  }

  return {
    get pending() { return queue.length },
    ask(name, maxBytes) {
      if (closed) return Promise.reject(new GitError('aborted', 'The repository was closed.'))
      if (name === '' || name.includes('\n')) return Promise.reject(new GitError('refused', 'An object name cannot be empty or hold a line break.'))
      return new Promise((resolve, reject) => {
        queue.push({ name, maxBytes, resolve, reject, deaths: 0 })
        running ??= launch()
        running.stdin.write(`${name}\n`)
      })
    },
    close() {
      closed = true
      running?.kill(new GitError('aborted', 'The repository was closed.'))
      rejectAll(new GitError('aborted', 'The repository was closed while it was read.'))
    },
  }
}

const TYPES: readonly string[] = ['blob', 'tree', 'commit', 'tag']
const MAX_HEADER = 64 * 1024

interface ReplyOptions {
  readonly hasContent: boolean
  /** How many bytes of the next content to keep. */
  readonly limit: () => number
  readonly onReply: (reply: GitObject | null | GitError) => void
}

/** Cuts git's answers out of the byte stream: a header line, then `size` bytes and a line break. Throws where it is not that. */
export function replyParser({ hasContent, limit, onReply }: ReplyOptions): (chunk: Buffer) => void {
  let header = Buffer.alloc(0)
  let body: { readonly info: ObjectInfo; readonly content: Buffer; read: number } | null = null

  const readHeader = (chunk: Buffer): Buffer => {
    const end = chunk.indexOf(10)
    const line = end === -1 ? chunk : chunk.subarray(0, end)
    header = header.length === 0 ? Buffer.from(line) : Buffer.concat([header, line])
    if (header.length > MAX_HEADER) throw new GitError('failed', 'Git answered with an endless line.')
    if (end === -1) return chunk.subarray(chunk.length)
    const reply = parseHeader(header.toString())
    header = Buffer.alloc(0)
    if (reply && !(reply instanceof GitError) && hasContent) body = { info: reply, content: Buffer.allocUnsafeSlow(Math.min(reply.size, limit())), read: 0 }
    else onReply(reply && !(reply instanceof GitError) ? { ...reply, content: Buffer.alloc(0) } : reply)
    return chunk.subarray(end + 1)
  }

  const readBody = (chunk: Buffer, into: NonNullable<typeof body>): Buffer => {
    const part = chunk.subarray(0, into.info.size + 1 - into.read)
    part.copy(into.content, Math.min(into.read, into.content.length))
    into.read += part.length
    if (into.read > into.info.size) {
      body = null
      onReply({ ...into.info, content: into.content })
    }
    return chunk.subarray(part.length)
  }

  return chunk => {
    for (let rest = chunk; rest.length > 0;) rest = body ? readBody(rest, body) : readHeader(rest)
  }
}

function parseHeader(line: string): ObjectInfo | null | GitError {
  if (line.endsWith(' missing')) return null
  if (line.endsWith(' ambiguous')) return new GitError('ambiguous-revision', 'The abbreviated id is the beginning of several objects. Write more of it.')
  const [oid = '', type = '', size = ''] = line.split(' ')
  if (!isType(type) || !/^\d+$/.test(size)) throw new GitError('failed', 'Git answered with a line that is not an object.')
  return { oid, type, size: Number(size) }
}

function isType(text: string): text is ObjectType {
  return TYPES.includes(text)
}
