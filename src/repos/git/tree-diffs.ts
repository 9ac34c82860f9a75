/**
 * Differences between commits through long-lived `git diff-tree --stdin` processes (git-diff-tree(1)), one a repository: to start git
 * anew holds this process up for longer than git takes to answer.
 */
import { GitError } from './errors.ts'
import { assertOid, pathFromBytes } from './names.ts'
import { type GitDir, type Running, start } from './run.ts'
import { DIFF_TREE, diffTrees, type EntryChange, entryOf } from './tree-diff.ts'

export interface TreeDiffs {
  /** As {@link diffTrees}. Throws where one of them is no commit, or is not there. */
  between(dir: GitDir, from: string, to: string, options: { readonly limit: number }): Promise<EntryChange[] | null>
  /** Ends the process of one repository. */
  drop(dir: GitDir): void
  close(): void
}

export interface TreeDiffsOptions {
  /** Git processes at one time; 8 when absent. Whoever finds none free has one of their own. */
  readonly maxProcesses?: number
  /** After which an unused process ends; 15 seconds when absent. */
  readonly idleMs?: number
}

export function createTreeDiffs({ maxProcesses = 8, idleMs = 15_000 }: TreeDiffsOptions = {}): TreeDiffs {
  // Least recently used first.
  const processes = new Map<GitDir, { readonly process: DiffProcess; usedAt: number }>()
  const timer = setInterval(() => {
    for (const [dir, { process, usedAt }] of processes) if (process.pending === 0 && performance.now() - usedAt > idleMs) drop(dir)
  }, idleMs / 2)
  timer.unref()

  const drop = (dir: GitDir) => {
    processes.get(dir)?.process.close()
    processes.delete(dir)
  }
  const processFor = (dir: GitDir): DiffProcess | null => {
    const known = processes.get(dir)
    const idle = [...processes].find(([, { process }]) => process.pending === 0)
    if (!known && processes.size >= maxProcesses && idle) drop(idle[0])
    if (!known && processes.size >= maxProcesses) return null
    const slot = known ?? { process: new DiffProcess(dir), usedAt: 0 }
    processes.delete(dir)
    processes.set(dir, { ...slot, usedAt: performance.now() })
    return slot.process
  }

  return {
    between: async (dir, from, to, options) => processFor(dir)?.ask(assertOid(from), assertOid(to), options.limit) ?? diffTrees(dir, from, to, options),
    drop,
    close() {
      clearInterval(timer)
      for (const dir of processes.keys()) drop(dir)
    },
  }
}

interface Request {
  readonly from: string
  readonly to: string
  readonly limit: number
  readonly resolve: (changes: EntryChange[] | null) => void
  readonly reject: (error: GitError) => void
}

const MAX_SILENCE_MS = 60_000
const closed = new GitError('aborted', 'The repository was closed while it was read.')

/** Answers in the order of the questions. A question that git dies of fails, and git is started anew for the others. */
class DiffProcess {
  private readonly dir: GitDir
  private running: Running | null = null
  private queue: Request[] = []
  private watchdog: NodeJS.Timeout | undefined

  constructor(dir: GitDir) {
    this.dir = dir
  }

  get pending(): number {
    return this.queue.length
  }

  ask(from: string, to: string, limit: number): Promise<EntryChange[] | null> {
    return new Promise((resolve, reject) => {
      const request = { from, to, limit, resolve, reject }
      this.queue.push(request)
      if (this.queue.length === 1) this.watch()
      if (this.running) this.send(request)
      else this.launch()
    })
  }

  close(): void {
    const asked = this.queue
    this.queue = []
    this.watch()
    this.leave(closed)
    for (const request of asked) request.reject(closed)
  }

  private launch(): void {
    const current = start(this.dir, [...DIFF_TREE, '--always', '--stdin'], { timeoutMs: Infinity })
    const parser = new DiffParser()
    this.running = current
    current.stdout.on('data', (chunk: Buffer) => {
      if (this.running === current) this.read(parser, chunk)
    })
    void current.ended.then(({ error }) => {
      if (this.running === current) this.fail(error ?? new GitError('failed', 'Git ended while it compared two commits.'))
    })
    for (const request of this.queue) this.send(request)
  }

  private send({ from, to }: Request): void {
    this.running?.stdin.write(`${to} ${from}\n${MARK}\n`)
  }

  private read(parser: DiffParser, chunk: Buffer): void {
    try {
      for (const answer of parser.push(chunk)) this.answer(answer)
      const limit = this.queue[0]?.limit ?? 0
      if (parser.count > limit) this.giveUp()
    } catch (error) {
      this.fail(error instanceof GitError ? error : new GitError('failed', String(error)))
    }
  }

  /** Git says nothing at all of what is no commit. It is started anew then: what it knows to be none it would compare with nothing, in silence. */
  private answer({ commit, changes }: Difference): void {
    const request = this.queue[0]
    if (commit !== request?.to) throw new GitError('missing-object', `There is no commit ${request?.to} in this repository.`)
    this.queue.shift()
    this.watch()
    request.resolve(changes.length > request.limit ? null : changes)
  }

  /** The rest of an answer that is too long is not read: a small tree can unfold to more files than any machine holds. */
  private giveUp(): void {
    this.queue.shift()?.resolve(null)
    this.restart(new GitError('aborted', 'The rest of an answer is not wanted.'))
  }

  private fail(error: GitError): void {
    this.queue.shift()?.reject(error)
    this.restart(error)
  }

  private restart(reason: GitError): void {
    this.leave(reason)
    this.watch()
    if (this.queue.length > 0) this.launch()
  }

  private leave(reason: GitError): void {
    const left = this.running
    this.running = null
    left?.kill(reason)
  }

  /** Of the question that is being answered. */
  private watch(): void {
    clearTimeout(this.watchdog)
    if (this.queue.length === 0) return
    this.watchdog = setTimeout(() => this.fail(new GitError('timeout', 'Git took too long to compare two commits.')), MAX_SILENCE_MS)
  }
}

/** A line that is no commit, which git gives back as it is: so an answer has an end. No id and no record begins with it. */
const MARK = '#'
const [MARK_BYTE, COLON, NUL, LINE_FEED] = [35, 58, 0, 10] as const
const MAX_RECORD = 1024 * 1024

interface Difference {
  /** '' where git has said nothing of it. */
  readonly commit: string
  readonly changes: EntryChange[]
}

/** `<commit> NUL`, then `:<modes and ids> NUL <path> NUL` for each change, then the mark on a line. */
class DiffParser {
  private rest = Buffer.alloc(0)
  private head: string[] | null = null
  private current: Difference = { commit: '', changes: [] }

  /** Changes of the answer that has not ended. */
  get count(): number {
    return this.current.changes.length
  }

  *push(chunk: Buffer): Generator<Difference> {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk])
    let at = 0
    for (let end = this.endFrom(bytes, at); end !== -1; end = this.endFrom(bytes, at)) {
      if (bytes[end] === LINE_FEED) yield this.finish()
      else this.take(bytes.subarray(at, end))
      at = end + 1
    }
    this.rest = Buffer.from(bytes.subarray(at))
    if (this.rest.length > MAX_RECORD) throw new GitError('too-large', 'A path is longer than any path can be.')
  }

  private endFrom(bytes: Buffer, at: number): number {
    return bytes.indexOf(this.head === null && bytes[at] === MARK_BYTE ? LINE_FEED : NUL, at)
  }

  private take(record: Buffer): void {
    if (this.head !== null) {
      this.current.changes.push({ path: pathFromBytes(record), entry: entryOf(this.head) })
      this.head = null
    } else if (record[0] === COLON) this.head = record.toString('latin1', 1).split(' ')
    else this.current = { commit: record.toString('latin1'), changes: [] }
  }

  private finish(): Difference {
    const done = this.current
    this.current = { commit: '', changes: [] }
    return done
  }
}
