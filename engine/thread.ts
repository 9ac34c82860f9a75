/** A worker thread that answers questions, one after another, in the order in which they are put. */

import { parentPort, Worker } from 'node:worker_threads'

export type Asking<Question, Answer> = {
  /** Buffers in `transfer` are handed over. Rejects with `ThreadFailed`. */
  ask(question: Question, transfer?: ArrayBuffer[]): Promise<Answer>
  close(): Promise<void>
}

/** The thread has ended, or could not do what was asked (a full disk, say). */
export class ThreadFailed extends Error {
  override readonly name = 'ThreadFailed'
}

type Reply<Answer> = { ok: true; answer: Answer } | { ok: false; message: string }

/** Starts a thread whose module calls `answerAll`. It does not keep the process alive. */
export function startAsking<Question, Answer>(module: URL, workerData?: unknown): Asking<Question, Answer> {
  const worker = new Worker(module, { workerData })
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = []
  let failed: ThreadFailed | null = null

  const fail = (message: string) => {
    failed ??= new ThreadFailed(message)
    for (const { reject } of waiting.splice(0)) reject(failed)
  }
  worker.unref()
  worker.on('message', (reply: Reply<Answer>) => {
    const asked = waiting.shift()
    if (reply.ok) asked?.resolve(reply.answer)
    else asked?.reject(new ThreadFailed(reply.message))
  })
  worker.on('error', (error) => fail(`A thread failed: ${error.message}`))
  worker.on('exit', () => fail('A thread has ended.'))

  return {
    ask(question, transfer = []) {
      if (failed) return Promise.reject(failed)
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      waiting.push({ resolve, reject })
      worker.postMessage(question, transfer)
      return promise
    },
    async close() {
      fail('The thread was closed.')
      await worker.terminate()
    },
  }
}

/** In the thread: answers every question. What is thrown is told to who asked; the thread goes on. */
export function answerAll<Question, Answer>(answer: (question: Question) => Answer): void {
  parentPort?.on('message', (question: Question) => parentPort?.postMessage(replyTo(question, answer)))
}

function replyTo<Question, Answer>(question: Question, answer: (question: Question) => Answer): Reply<Answer> {
  try {
    return { ok: true, answer: answer(question) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Questions of which a few may be under way unanswered. What goes wrong with one of them is told when they are settled. */
export class Underway {
  private readonly most: number
  private asked: Promise<unknown>[] = []

  constructor(most: number) {
    this.most = most
  }

  /** Resolves when there is room for another one. */
  async add(asked: Promise<unknown>): Promise<void> {
    asked.catch(() => {}) // whoever settles is told
    this.asked.push(asked)
    if (this.asked.length >= this.most) await this.asked.shift()
  }

  async settle(): Promise<void> {
    const all = this.asked
    this.asked = []
    await Promise.all(all)
  }
}
