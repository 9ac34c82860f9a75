import { Worker } from 'node:worker_threads'
import { answerTask, type MapAnswer, type MapTask } from './reading.ts'

/** Maps up to this size are read in a few milliseconds, less than a thread takes to start. */
const SMALL = 64 * 1024
const AT_ONCE = 2
const MEMORY_MB = 1024

interface ReaderOptions {
  /** That a thread may take. */
  memoryMb?: number
}

/** Reads maps in threads, so that a large or hostile one holds up nobody. */
export interface MapReader {
  /** In the order of the tasks. A map over which a thread is lost, or the time, is refused like any other. Rejects only with the signal's reason. */
  readAll(tasks: readonly MapTask[], options: { withinMs: number; signal?: AbortSignal | undefined }): Promise<MapAnswer[]>
}

export function createMapReader({ memoryMb = MEMORY_MB }: ReaderOptions = {}): MapReader {
  const turns = Array.from({ length: AT_ONCE }, (): Promise<unknown> => Promise.resolve())
  let next = 0
  return {
    async readAll(tasks, { withinMs, signal }) {
      if (tasks.every(isSmall)) return tasks.map(answerTask)
      const turn = next++ % AT_ONCE
      const running = (turns[turn] ?? Promise.resolve()).then(() => readInThread(tasks, { memoryMb, deadline: performance.now() + withinMs, signal }))
      turns[turn] = running.catch(() => {}) // whoever asked hears of it
      return running
    },
  }
}

const isSmall = ({ map }: MapTask) => 'bytes' in map && map.bytes.length <= SMALL

interface Patience {
  deadline: number
  signal: AbortSignal | undefined
}

async function readInThread(tasks: readonly MapTask[], { memoryMb, deadline, signal }: Patience & { memoryMb: number }): Promise<MapAnswer[]> {
  const answers: MapAnswer[] = []
  let worker = startWorker(memoryMb)
  try {
    for (const task of tasks) {
      signal?.throwIfAborted()
      const answer = await answerOf(worker, task, { deadline, signal })
      answers.push(answer)
      if (answer.ok || !isLost.has(answer)) continue
      await worker.terminate()
      worker = startWorker(memoryMb)
    }
    return answers
  } finally {
    await worker.terminate()
  }
}

const startWorker = (memoryMb: number) => new Worker(new URL('./worker-thread.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: memoryMb } })

/** Answers after which the thread is of no use any more. */
const isLost = new WeakSet<MapAnswer>()

function lost(reason: string): MapAnswer {
  const answer: MapAnswer = { ok: false, reason }
  isLost.add(answer)
  return answer
}

async function answerOf(worker: Worker, task: MapTask, { deadline, signal }: Patience): Promise<MapAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<MapAnswer>()
  const stop = () => reject(signal?.reason as Error)
  const timer = setTimeout(() => resolve(lost('took too long to read')), Math.max(0, deadline - performance.now()))
  const fail = () => resolve(lost('takes more memory to read than it may'))
  signal?.addEventListener('abort', stop, { once: true })
  worker.once('message', resolve)
  worker.once('error', fail)
  try {
    worker.postMessage(task)
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    worker.off('message', resolve)
    worker.off('error', fail)
    worker.on('error', () => {}) // one that is ended while it dies
  }
}
