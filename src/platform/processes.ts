/**
 * Processes of our own, for code that cannot be trusted to come back: a grammar, say, is a program in C, made from tables, which a
 * hostile text can send into a loop, into memory without end, or to its death. A thread would take the server with it; a process can be killed.
 * That goes for plain JavaScript too: V8 ends a thread that has no memory left, but now and then the whole process.
 *
 * A process does one thing at a time. It is killed when that takes too long or too much memory, and replaced when something next waits.
 */

import { fork, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type ProcessesOptions = {
  /** What a process runs; it calls `answerParent`. */
  module: URL
  args?: readonly string[]
  /** The most that run at once. */
  processes: number
  /** Of the JavaScript heap of each; 256. */
  heapMb?: number
  /** Of all memory of each, 1024 more than of the heap unless said: killed above it where `/proc` tells (Linux), replaced after an answer that leaves it holding half of it. */
  memoryMb?: number
  /** A process that has worked off so much is replaced, which bounds what leaks. */
  recycleAfter?: number
  /** A process that has had nothing to do for so long is ended, for the memory that it holds. */
  idleMs?: number
}

export type RunOptions = {
  /**
   * Waiting and starting are not part of it. Where `/proc` tells (Linux), it is the time that the process has of a processor, as on a
   * crowded machine it may have to wait for one, but at most ten times that by the clock; elsewhere it is by the clock.
   */
  limitMs: number
  signal?: AbortSignal
  /** Waits until nothing else does. */
  background?: boolean
  /** How much work this is, in the unit of `recycleAfter`. */
  weight?: number
  /** Only this process will do, by its number: it holds something. */
  process?: number
}

/** Why there is no answer: the process died of it, or was killed for the time or the memory that it took. */
export type Loss = 'crashed' | 'too_long' | 'too_large'

/** An answer says which process gave it. `gone`: the process that was asked for is no more, and nothing was asked. */
export type Ran<Answer> = { answer: Answer; process: number } | { lost: Loss | 'gone' }

export type Processes<Question, Answer> = {
  /** Whether a process is still there. */
  isAlive(process: number): boolean
  /** Rejects with the signal's reason, `ProcessesClosed`, or what was thrown over the question, without its own fields; that a process died is an answer. */
  run(question: Question, options: RunOptions): Promise<Ran<Answer>>
  /** Kills all processes; what waits or runs rejects. Resolves when they have ended. */
  close(): Promise<void>
}

export class ProcessesClosed extends Error {
  override readonly name = 'ProcessesClosed'

  constructor() {
    super('The processes that were asked were closed.')
  }
}

/** What a process sends: that it is ready, then an answer to each question, or what was thrown over it. */
type Sent<Answer> = { ready: true } | ({ answer: Answer } | { thrown: unknown }) & { memoryMb: number }

type Task<Question, Answer> = {
  question: Question
  options: RunOptions
  settle: (ran: Ran<Answer>) => void
  fail: (reason: unknown) => void
}

const HEAP_MB = 256
/** Of Node itself, and of what lies outside of the heap: texts and bytes on their way. */
const BESIDE_HEAP_MB = 1024
/** Starting takes a fraction of a second; a machine that swaps gets more. */
const START_LIMIT_MS = 30_000
/** A process whose question is no longer wanted may still finish it in this time, as starting another would take longer. */
const UNWANTED_LIMIT_MS = 250
const WATCH_EVERY_MS = 100
/** A process gets so many times its limit by the clock, while it has not had its limit of a processor. */
const PATIENCE = 10

/** Starts nothing until something is asked. Processes that have nothing to do do not keep the program alive. */
export function startProcesses<Question extends object, Answer>(options: ProcessesOptions): Processes<Question, Answer> {
  const { processes, recycleAfter = Infinity, heapMb = HEAP_MB, memoryMb = heapMb + BESIDE_HEAP_MB } = options
  const workers = new Set<Worker<Question, Answer>>()
  const ended = new Set<Promise<void>>()
  const waiting: Task<Question, Answer>[] = []
  let closed = false
  let started = 0
  // A process ends by itself when it notices that its parent is gone; one in a loop does not notice.
  const killAll = () => workers.forEach((worker) => worker.kill())
  process.on('exit', killAll)

  function dispatch(): void {
    for (let next = nextTask(); !closed && next !== null; next = nextTask()) next.worker.take(next.task)
  }

  /** Idle processes first, then a new one for what is not tied to another. */
  function nextTask(): { worker: Worker<Question, Answer>; task: Task<Question, Answer> } | null {
    for (const worker of workers) {
      const task = worker.idle ? takeNext(waiting, (one) => one.process === undefined || one.process === worker.number) : undefined
      if (task) return { worker, task }
    }
    if (workers.size >= processes) return null
    const task = takeNext(waiting, (one) => one.process === undefined)
    return task ? { worker: startWorker(), task } : null
  }

  function startWorker(): Worker<Question, Answer> {
    const worker = new Worker<Question, Answer>({ ...options, heapMb, memoryMb }, ++started, (one) => {
      if (one.done >= recycleAfter || one.memoryMb > memoryMb / 2) one.kill()
      if (one.killed) remove(one)
      dispatch()
    })
    workers.add(worker)
    ended.add(worker.ended)
    void worker.ended.then(() => ended.delete(worker.ended))
    return worker
  }

  function remove(worker: Worker<Question, Answer>): void {
    workers.delete(worker)
    for (let task = takeNext(waiting, (one) => one.process === worker.number); task; task = takeNext(waiting, (one) => one.process === worker.number)) task.settle({ lost: 'gone' })
  }

  const isAlive = (number: number) => [...workers].some((worker) => worker.number === number && !worker.killed)

  return {
    isAlive,
    run(question, runOptions) {
      if (closed) return Promise.reject(new ProcessesClosed())
      if (runOptions.process !== undefined && !isAlive(runOptions.process)) return Promise.resolve({ lost: 'gone' })
      const { promise, resolve, reject } = Promise.withResolvers<Ran<Answer>>()
      const task = { question, options: runOptions, settle: resolve, fail: reject }
      whenAborted(runOptions.signal, promise, (reason) => {
        reject(reason)
        const at = waiting.indexOf(task)
        if (at >= 0) waiting.splice(at, 1)
        for (const worker of workers) worker.forget(task)
      })
      waiting.push(task)
      dispatch()
      return promise
    },
    async close() {
      closed = true
      process.off('exit', killAll)
      for (const task of waiting.splice(0)) task.fail(new ProcessesClosed())
      for (const worker of workers) worker.close()
      await Promise.all(ended)
    },
  }
}

/** Asks one question of a process of its own. Settles when that has ended; rejects as `run` does. */
export async function askOnce<Question extends object, Answer>(
  question: Question,
  { limitMs, signal, ...options }: Omit<ProcessesOptions, 'processes' | 'recycleAfter'> & { limitMs: number; signal?: AbortSignal | undefined },
): Promise<Ran<Answer>> {
  signal?.throwIfAborted()
  const processes = startProcesses<Question, Answer>({ ...options, processes: 1 })
  try {
    return await processes.run(question, { limitMs, ...(signal && { signal }) })
  } finally {
    await processes.close()
  }
}

/** Of those that may be taken, the first one that a person waits for. */
function takeNext<Question, Answer>(waiting: Task<Question, Answer>[], may: (options: RunOptions) => boolean): Task<Question, Answer> | undefined {
  const first = (background: boolean) => waiting.findIndex(({ options }) => (options.background ?? false) === background && may(options))
  const urgent = first(false)
  const at = urgent < 0 ? first(true) : urgent
  return at < 0 ? undefined : waiting.splice(at, 1)[0]
}

/** Calls `cancel` if the signal is given before `settled` is, at the earliest after this turn. */
function whenAborted(signal: AbortSignal | undefined, settled: Promise<unknown>, cancel: (reason: unknown) => void): void {
  if (signal === undefined) return
  const listener = () => cancel(signal.reason)
  if (signal.aborted) queueMicrotask(listener)
  else signal.addEventListener('abort', listener, { once: true })
  const forget = () => signal.removeEventListener('abort', listener)
  settled.then(forget, forget)
}

/**
 * Nothing of the server's settings and secrets is handed to a process that a hostile text may come to rule; only where Node keeps
 * what it has compiled, with which it starts in a quarter of the time.
 */
export const BARE_ENVIRONMENT = process.env.NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }

type WorkerOptions = ProcessesOptions & Required<Pick<ProcessesOptions, 'heapMb' | 'memoryMb'>>

/** One process and what it works on. `freed` is called when it can take more, or has ended. */
class Worker<Question extends object, Answer> {
  readonly number: number
  /** Work done so far. */
  done = 0
  /** At the last answer. */
  memoryMb = 0
  killed = false
  readonly ended: Promise<void>
  private readonly child: ChildProcess
  private readonly memoryLimitMb: number
  private readonly idleMs: number | undefined
  private readonly freed: (worker: Worker<Question, Answer>) => void
  private task: Task<Question, Answer> | null = null
  private ready = false
  /** What the task may take. */
  private allowedMs = 0
  private timer: NodeJS.Timeout | undefined
  private watch: NodeJS.Timeout | undefined

  constructor(options: WorkerOptions, number: number, freed: (worker: Worker<Question, Answer>) => void) {
    this.number = number
    this.memoryLimitMb = options.memoryMb
    this.idleMs = options.idleMs
    this.freed = freed
    this.child = fork(options.module, options.args ?? [], {
      serialization: 'advanced',
      env: BARE_ENVIRONMENT,
      execArgv: [`--max-old-space-size=${options.heapMb}`, '--expose-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.child.on('message', (sent: Sent<Answer>) => this.receive(sent))
    this.child.on('error', () => this.end(resolve))
    this.child.on('exit', () => this.end(resolve))
    this.letGo()
  }

  get idle(): boolean {
    return this.task === null && !this.killed
  }

  take(task: Task<Question, Answer>): void {
    this.task = task
    this.child.ref()
    this.child.channel?.ref()
    this.allowedMs = task.options.limitMs
    if (this.ready) this.limitWork(this.allowedMs)
    else this.limit(START_LIMIT_MS)
    this.watch = setInterval(() => this.checkMemory(), WATCH_EVERY_MS)
    this.child.send(task.question, () => {}) // that it could not be sent is told by the exit
  }

  /** The answer to `task` is no longer wanted. */
  forget(task: Task<Question, Answer>): void {
    if (this.task !== task) return
    this.allowedMs = Math.min(this.allowedMs, UNWANTED_LIMIT_MS)
    if (this.ready) this.limitWork(this.allowedMs)
  }

  close(): void {
    this.task?.fail(new ProcessesClosed())
    this.child.ref() // whoever waits for the end is to see it
    this.kill()
  }

  kill(): void {
    this.killed = true
    this.child.kill('SIGKILL')
  }

  private lose(reason: Loss): void {
    this.kill()
    this.finish({ lost: reason })
  }

  private receive(sent: Sent<Answer>): void {
    if (this.killed) return
    if ('ready' in sent) {
      this.ready = true
      if (this.task !== null) this.limitWork(this.allowedMs)
      return
    }
    this.done += this.task?.options.weight ?? 1
    this.memoryMb = sent.memoryMb
    if ('thrown' in sent) this.task?.fail(sent.thrown)
    this.finish('thrown' in sent ? null : { answer: sent.answer, process: this.number })
  }

  private end(told: () => void): void {
    this.killed = true
    told()
    this.finish({ lost: 'crashed' })
  }

  /** Null where the task has failed already. */
  private finish(ran: Ran<Answer> | null): void {
    clearTimeout(this.timer)
    clearInterval(this.watch)
    if (this.idleMs !== undefined && !this.killed) this.limit(this.idleMs)
    this.letGo()
    if (ran) this.task?.settle(ran)
    this.task = null
    this.freed(this)
  }

  private limit(milliseconds: number, whenOver = () => this.lose('too_long')): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(whenOver, milliseconds)
  }

  private limitWork(milliseconds: number): void {
    const before = workedMs(this.child.pid)
    const last = performance.now() + PATIENCE * milliseconds
    const check = () => {
      const left = milliseconds - (workedMs(this.child.pid) - before)
      if (left >= TICK_MS && performance.now() < last) this.limit(left, check)
      else this.lose('too_long')
    }
    this.limit(milliseconds, check)
  }

  private checkMemory(): void {
    if (residentMb(this.child.pid) > this.memoryLimitMb) this.lose('too_large')
  }

  private letGo(): void {
    this.child.unref()
    this.child.channel?.unref()
    this.timer?.unref()
  }
}

/** What Linux counts the time of processors in. */
const TICK_MS = 10

/** How long a process has had a processor; infinitely long where the system does not tell. */
function workedMs(pid: number | undefined): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The fields behind the name of the program, which may contain anything; utime and stime are the 14th and 15th of all.
    const [user = '', system = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13)
    return (Number(user) + Number(system)) * TICK_MS
  } catch {
    return Infinity
  }
}

/** What a process holds in memory; 0 where the system does not tell. */
function residentMb(pid: number | undefined): number {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return Number(kilobytes ?? 0) / 1024
  } catch {
    return 0
  }
}

/** In the process: answers every question, one after another. What is thrown is told to who asked; the process goes on. */
export function answerParent<Question, Answer>(answer: (question: Question) => Answer | Promise<Answer>): void {
  const send = (sent: Sent<Answer>) => process.send?.(sent)
  const outcomeOf = async (question: Question) => {
    try {
      return { answer: await answer(question) }
    } catch (thrown) {
      return { thrown }
    }
  }
  process.on('message', async (question: Question) => {
    const outcome = await outcomeOf(question)
    send({ ...outcome, memoryMb: process.memoryUsage.rss() / 2 ** 20 })
  })
  // What it does for a parent that is gone would get into the way of what the next one has done again.
  process.on('disconnect', () => process.exit())
  // Ctrl-C reaches the whole process group; the server ends its processes by itself, when it has finished.
  process.on('SIGINT', () => {})
  send({ ready: true })
}
