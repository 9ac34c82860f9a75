/**
 * Searches batches of documents in worker threads, so that the main thread is never busy with it.
 *
 * A worker has one batch at a time; batches that wait do so in one line for each query, and the lines are served in turn.
 * So a query with a thousand batches delays another by one batch, not by a thousand.
 */

import { Worker } from 'node:worker_threads'
import type { PatternIssue } from './document.ts'
import type { BatchResult, ScanBatch, ScanQuery, WorkerData, WorkerReply, WorkerRequest } from './protocol.ts'

export type { BatchResult, ScanBatch, ScanQuery } from './protocol.ts'

export type ScanJob = { query: ScanQuery; batch: ScanBatch; signal?: AbortSignal }

export type ScanPool = {
  /**
   * Searches one batch. Its buffer is handed over and cannot be used again, whatever comes of it. Rejects with the signal's
   * reason, `ScanRefused`, `ScanWorkerFailed` or `ScanPoolClosed`.
   */
  scan(job: ScanJob): Promise<BatchResult>
  /** Ends all workers; what is waiting or running fails. */
  close(): Promise<void>
}

/** The query cannot be compiled. */
export class ScanRefused extends Error {
  override readonly name = 'ScanRefused'
  readonly issue: PatternIssue

  constructor(issue: PatternIssue) {
    super(issue.message)
    this.issue = issue
  }
}

/** The worker ended before its batch did; whether anything in the batch matches is not known. */
export class ScanWorkerFailed extends Error {
  override readonly name = 'ScanWorkerFailed'
}

export class ScanPoolClosed extends Error {
  override readonly name = 'ScanPoolClosed'
}

type Task = {
  request: WorkerRequest
  resolve: (result: BatchResult) => void
  reject: (reason: unknown) => void
}

type Thread = {
  worker: Worker
  cancelFlag: Int32Array
  /** What the thread works on, also while it is being cancelled; null if it is idle. */
  task: Task | null
}

/**
 * A pool of at most `workers` threads, which start when there is work. `memoryMb` bounds the JavaScript heap of each: beyond
 * it the thread ends, not the process.
 */
export function createScanPool({ workers, memoryMb }: { workers: number; memoryMb?: number }): ScanPool {
  const threads = new Set<Thread>()
  const waiting = new TaskQueue()
  let closed = false

  function startThread(): Thread {
    const cancelFlag = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { cancelFlag } satisfies WorkerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    })
    const thread: Thread = { worker, cancelFlag: new Int32Array(cancelFlag), task: null }
    worker.on('message', (reply: WorkerReply) => finish(thread, (task) => answer(task, reply)))
    worker.on('error', (error) => fail(thread, `A search worker failed: ${error.message}`))
    worker.on('exit', (code) => fail(thread, `A search worker ended with code ${code}.`))
    threads.add(thread)
    return thread
  }

  function finish(thread: Thread, settle: (task: Task) => void): void {
    const { task } = thread
    thread.task = null
    thread.worker.unref()
    if (task !== null) settle(task)
    dispatch()
  }

  function fail(thread: Thread, message: string): void {
    threads.delete(thread)
    finish(thread, (task) => task.reject(new ScanWorkerFailed(message)))
  }

  function dispatch(): void {
    while (!closed && waiting.size > 0) {
      const thread = idleThread()
      if (thread === null) return
      give(thread, waiting.take())
    }
  }

  function idleThread(): Thread | null {
    for (const thread of threads) if (thread.task === null) return thread
    return threads.size < workers ? startThread() : null
  }

  function give(thread: Thread, task: Task | undefined): void {
    if (task === undefined) return
    thread.task = task
    thread.worker.ref()
    Atomics.store(thread.cancelFlag, 0, 0)
    thread.worker.postMessage(task.request, [task.request.batch.buffer])
  }

  /** The caller is told at once; a thread that has the batch already goes on until it notices. */
  function cancel(task: Task, reason: unknown): void {
    waiting.remove(task)
    for (const thread of threads) if (thread.task === task) Atomics.store(thread.cancelFlag, 0, 1)
    task.reject(reason)
  }

  function scan({ query, batch, signal }: ScanJob): Promise<BatchResult> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new ScanPoolClosed('The search pool is closed.'))
      if (signal?.aborted) return reject(signal.reason)
      const onAbort = () => cancel(task, signal?.reason)
      const settled = <T>(settle: (value: T) => void) => (value: T) => {
        signal?.removeEventListener('abort', onAbort)
        settle(value)
      }
      const task: Task = {
        request: { key: JSON.stringify(query), query, batch },
        resolve: settled(resolve),
        reject: settled(reject),
      }
      signal?.addEventListener('abort', onAbort)
      waiting.add(task)
      dispatch()
    })
  }

  async function close(): Promise<void> {
    closed = true
    const running = [...threads].flatMap(({ task }) => task ?? [])
    for (const task of [...running, ...waiting.drain()]) task.reject(new ScanPoolClosed('The search pool is closed.'))
    await Promise.all([...threads].map((thread) => thread.worker.terminate()))
  }

  return { scan, close }
}

function answer(task: Task, reply: WorkerReply): void {
  switch (reply.kind) {
    case 'done':
      return task.resolve(reply.result)
    case 'refused':
      return task.reject(new ScanRefused(reply.issue))
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

  take(): Task | undefined {
    for (const [key, line] of this.lines) {
      const task = line.shift()
      this.lines.delete(key)
      if (line.length > 0) this.lines.set(key, line)
      this.size -= 1
      return task
    }
    return undefined
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
    for (let task = this.take(); task !== undefined; task = this.take()) yield task
  }
}
