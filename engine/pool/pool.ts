/**
 * Searches in worker threads, so that the main thread is never busy with it.
 *
 * A worker does one thing at a time; what waits does so in one line for each query, and the lines are served in turn. So a
 * query with a thousand batches delays another by one batch, not by a thousand. Searches of trees take less time than to say that
 * they are to be done, so a worker is given several of one line together, and stops after a while wherever it is.
 */

import { Worker } from 'node:worker_threads'
import { CorruptFile } from '../disk/index.ts'
import type { PatternIssue } from '../scan/index.ts'
import type { SharedSegment } from '../snapshot/index.ts'
import type { KeyedRequest, Reply, ToWorker, Work, WorkerData, WorkKind } from './protocol.ts'

export type { Work } from './protocol.ts'

export type SearchPool = {
  /**
   * Has a worker do something. Buffers named in `transfer` are handed over and cannot be used again, whatever comes of it. Rejects
   * with the signal's reason, `QueryRefused`, `UnfitQuery`, `WorkerFailed`, `PoolClosed`, `IndexChanged` or `CorruptFile`.
   */
  run<K extends WorkKind>(kind: K, asked: Work[K]['asked'], options?: RunOptions): Promise<Work[K]['answer']>
  /** From now on these are the segments of the index, for everything that is asked later. */
  useSegments(segments: readonly SharedSegment[]): void
  /** Ends all workers; what is waiting or running fails. */
  close(): Promise<void>
}

export type RunOptions = { signal?: AbortSignal; transfer?: ArrayBuffer[] }

/** The query cannot be compiled. */
export class QueryRefused extends Error {
  override readonly name = 'QueryRefused'
  readonly issue: PatternIssue

  constructor(issue: PatternIssue) {
    super(issue.message)
    this.issue = issue
  }
}

/** The worker ended before it answered; what it was asked is not known. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed'
}

/** The question cannot be asked of a history; the message says why, for whoever asked. */
export class UnfitQuery extends Error {
  override readonly name = 'UnfitQuery'
}

/** A part of the index that the question spoke of is not there any more. Look again, and ask again. */
export class IndexChanged extends Error {
  override readonly name = 'IndexChanged'
}

export class PoolClosed extends Error {
  override readonly name = 'PoolClosed'
}

type Task = {
  request: KeyedRequest
  transfer: ArrayBuffer[]
  /** Its caller does not wait for it any more. */
  cancelled: boolean
  /** It was under way with others when their thread failed; any of them may be why, so each is tried by itself. */
  alone: boolean
  resolve: (answer: Work[WorkKind]['answer']) => void
  reject: (reason: unknown) => void
}

type Thread = {
  worker: Worker
  cancelFlag: Int32Array
  /** What the thread works on, one after another, also while it is being cancelled; none if it is idle. */
  tasks: Task[]
}

/** A third of what Node gives a thread: a search makes much that is soon garbage, and takes no longer for finding that sooner. */
const YOUNG_MB = 16

/** So many at most are given together: what one of them costs is then a small part of them all. */
const MAX_TOGETHER = 32

/**
 * A pool of at most `workers` threads, which start when there is work. `memoryMb` bounds the JavaScript heap of each: beyond
 * it the thread ends, not the process.
 */
export function createSearchPool({ workers, memoryMb }: { workers: number; memoryMb?: number }): SearchPool {
  const threads = new Set<Thread>()
  const waiting = new TaskQueue()
  let segments: readonly SharedSegment[] = []
  let closed = false

  function startThread(): Thread {
    const cancelFlag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { cancelFlag } satisfies WorkerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    })
    const thread: Thread = { worker, cancelFlag: new Int32Array(cancelFlag), tasks: [] }
    worker.on('message', (replies: Reply[]) => finish(thread, (tasks) => settle(tasks, replies)))
    worker.on('error', (error) => fail(thread, `A search worker failed: ${error.message}`))
    worker.on('exit', (code) => fail(thread, `A search worker ended with code ${code}.`))
    tell(thread, { kind: 'segments', segments })
    threads.add(thread)
    return thread
  }

  function finish(thread: Thread, settleAll: (tasks: Task[]) => void): void {
    const { tasks } = thread
    thread.tasks = []
    thread.worker.unref()
    settleAll(tasks)
    dispatch()
  }

  /** What was not begun, or was given up for the sake of another one, waits again in front of its line. */
  function settle(tasks: Task[], replies: Reply[]): void {
    const again = tasks.filter((task, i) => !task.cancelled && (replies[i] === undefined || replies[i].kind === 'cancelled'))
    waiting.addFirst(again)
    replies.forEach((reply, i) => answer(tasks[i], reply))
  }

  function fail(thread: Thread, message: string): void {
    threads.delete(thread)
    finish(thread, (tasks) => {
      if (tasks.length === 1) return tasks[0].reject(new WorkerFailed(message))
      for (const task of tasks) task.alone = true
      waiting.addFirst(tasks.filter(({ cancelled }) => !cancelled))
    })
  }

  function dispatch(): void {
    while (!closed && waiting.size > 0) {
      const thread = idleThread()
      if (thread === null) return
      give(thread, waiting.take(workers))
    }
  }

  function idleThread(): Thread | null {
    for (const thread of threads) if (thread.tasks.length === 0) return thread
    return threads.size < workers ? startThread() : null
  }

  function give(thread: Thread, tasks: Task[]): void {
    thread.tasks = tasks
    thread.worker.ref()
    Atomics.store(thread.cancelFlag, 0, 0)
    tell(thread, { kind: 'work', requests: tasks.map(({ request }) => request) }, tasks.flatMap(({ transfer }) => transfer))
  }

  /** The caller is told at once; a thread that has the batch already goes on until it notices. */
  function cancel(task: Task, reason: unknown): void {
    task.cancelled = true
    waiting.remove(task)
    for (const thread of threads) if (thread.tasks.includes(task)) Atomics.store(thread.cancelFlag, 0, 1)
    task.reject(reason)
  }

  function run<K extends WorkKind>(kind: K, asked: Work[K]['asked'], { signal, transfer = [] }: RunOptions = {}): Promise<Work[K]['answer']> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new PoolClosed(CLOSED))
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => cancel(task, signal?.reason)
      const settled = <T>(settle: (value: T) => void) => (value: T) => {
        signal?.removeEventListener('abort', onAbort)
        settle(value)
      }
      const request = { kind, ...asked, key: JSON.stringify(asked.query) } as KeyedRequest
      const task: Task = { request, transfer, cancelled: false, alone: false, resolve: settled(resolve), reject: settled(reject) }
      signal?.addEventListener('abort', onAbort)
      waiting.add(task)
      dispatch()
    })
  }

  function useSegments(now: readonly SharedSegment[]): void {
    segments = now
    for (const thread of threads) tell(thread, { kind: 'segments', segments })
  }

  async function close(): Promise<void> {
    closed = true
    const running = [...threads].flatMap(({ tasks }) => tasks)
    for (const task of [...running, ...waiting.drain()]) task.reject(new PoolClosed(CLOSED))
    await Promise.all([...threads].map((thread) => thread.worker.terminate()))
  }

  return { run, useSegments, close }
}

const CLOSED = 'The search pool is closed.'

const tell = ({ worker }: Thread, message: ToWorker, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer)

function answer(task: Task, reply: Reply): void {
  switch (reply.kind) {
    case 'done':
      return task.resolve(reply.answer)
    case 'refused':
      return task.reject(new QueryRefused(reply.issue))
    case 'unfit':
      return task.reject(new UnfitQuery(reply.message))
    case 'stale':
      return task.reject(new IndexChanged('The index has changed meanwhile.'))
    case 'corrupt':
      return task.reject(CorruptFile.told(reply))
    case 'cancelled':
      // The caller had its answer when it cancelled.
      return
  }
}

/** Tasks in one line for each query; the lines take turns. */
class TaskQueue {
  size = 0
  /** The line whose turn is next comes first; none is empty. */
  private readonly lines = new Map<string, Task[]>()

  add(task: Task): void {
    const line = this.lines.get(task.request.key)
    if (line === undefined) this.lines.set(task.request.key, [task])
    else line.push(task)
    this.size += 1
  }

  /** Before all others of their query. */
  addFirst(tasks: readonly Task[]): void {
    for (const task of tasks.toReversed()) {
      const line = this.lines.get(task.request.key) ?? []
      this.lines.set(task.request.key, [task, ...line])
      this.size += 1
    }
  }

  /** What one of so many threads is to do next: one task, or its share of the searches of trees that wait in one line. None where none wait. */
  take(threads: number): Task[] {
    for (const [key, line] of this.lines) {
      const taken = line.splice(0, togetherIn(line, threads))
      this.lines.delete(key)
      if (line.length > 0) this.lines.set(key, line)
      this.size -= taken.length
      return taken
    }
    return []
  }

  remove(task: Task): void {
    const line = this.lines.get(task.request.key) ?? []
    const place = line.indexOf(task)
    if (place < 0) return
    line.splice(place, 1)
    if (line.length === 0) this.lines.delete(task.request.key)
    this.size -= 1
  }

  *drain(): Generator<Task> {
    while (this.size > 0) yield* this.take(1)
  }
}

function togetherIn(line: readonly Task[], threads: number): number {
  const share = Math.min(MAX_TOGETHER, Math.ceil(line.length / threads))
  const other = line.findIndex(({ request, alone }) => request.kind !== 'tree' || alone)
  return Math.max(1, other < 0 ? share : Math.min(share, other))
}
