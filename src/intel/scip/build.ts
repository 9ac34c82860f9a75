import { Worker } from 'node:worker_threads'
import { BrokenIndex } from './broken.ts'
import type { BuiltIndex } from './builder.ts'
import type { ScipLimits } from './limits.ts'

export interface BuildRequest {
  /** The upload: one file, or its parts in their order. */
  files: readonly string[]
  /** The file to be made. */
  path: string
  root: string
  limits: ScipLimits
}

export type BuildOutcome = { state: 'built'; built: BuiltIndex } | { state: 'broken'; message: string }

/** What the heap of the thread may take: symbols, paths and one document. The rest is in numbers of fixed size, which the limits bound. */
const maxHeapMb = 1536

/**
 * Makes the file of an index in a thread of its own, whole or not at all. Throws `BrokenIndex` for an index that cannot be used, and the
 * signal's reason.
 */
export async function buildIndex(request: BuildRequest, signal: AbortSignal): Promise<BuiltIndex> {
  signal.throwIfAborted()
  const outcome = await runThread(request, signal)
  if (outcome.state === 'broken') throw new BrokenIndex(outcome.message)
  return outcome.built
}

async function runThread(request: BuildRequest, signal: AbortSignal): Promise<BuildOutcome> {
  const worker = new Worker(new URL('./build-thread.ts', import.meta.url), { workerData: request, resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } })
  const { promise, resolve, reject } = Promise.withResolvers<BuildOutcome>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  worker.once('message', resolve)
  worker.once('error', (error) => reject(isOutOfMemory(error) ? new BrokenIndex('The index needs more memory than it may use here. Index parts of the repository and upload each with its root.') : error))
  worker.once('exit', () => reject(new Error('The thread that reads an index ended early.')))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', abort)
    await worker.terminate()
  }
}

const isOutOfMemory = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
