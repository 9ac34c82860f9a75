import { Worker } from 'node:worker_threads'
import type { MatchAnswer, MatchTask } from './matching.ts'

const AT_ONCE = 2
const MEMORY_MB = 1024

export interface Matching {
  /** Holds lines against statements in a thread of its own. Rejects with the signal's reason, or when the thread dies. */
  run(task: MatchTask, signal: AbortSignal): Promise<MatchAnswer>
}

/** A few threads at once; whoever comes later waits for a turn. */
export function createMatching(): Matching {
  const turns = Array.from({ length: AT_ONCE }, (): Promise<unknown> => Promise.resolve())
  let next = 0
  return {
    async run(task, signal) {
      const turn = next++ % AT_ONCE
      const running = (turns[turn] ?? Promise.resolve()).then(() => runInThread(task, signal))
      turns[turn] = running.catch(() => {}) // whoever asked hears of it
      return running
    },
  }
}

async function runInThread(task: MatchTask, signal: AbortSignal): Promise<MatchAnswer> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./worker-thread.ts', import.meta.url), { workerData: task, resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
  const { promise, resolve, reject } = Promise.withResolvers<MatchAnswer>()
  const stop = () => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  worker.once('message', resolve)
  worker.once('error', reject)
  worker.once('exit', () => reject(new Error('The worker that reads log lines ended without an answer.')))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}
