import { Worker } from 'node:worker_threads'
import { parseTraces, type TraceReport } from './traces.ts'

/** Texts up to this length are read in a few milliseconds, less than a worker takes to start. */
const SMALL = 50_000

/**
 * `parseTraces` without holding up the event loop: a long text is read in a worker thread of its own, which ends when it is done
 * or when `signal` aborts. Rejects with the signal's reason, or when the worker dies.
 */
export async function parseTracesInWorker(text: string, signal?: AbortSignal): Promise<TraceReport> {
  signal?.throwIfAborted()
  if (text.length <= SMALL) return parseTraces(text)
  const worker = new Worker(new URL('./worker-thread.ts', import.meta.url), { workerData: text, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
  const stop = (): void => void worker.terminate()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await answerOf(worker, signal)
  } finally {
    signal?.removeEventListener('abort', stop)
    await worker.terminate()
  }
}

function answerOf(worker: Worker, signal?: AbortSignal): Promise<TraceReport> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(signal?.aborted ? (signal.reason as Error) : new Error('The worker that reads traces ended without an answer.')))
  })
}
