import { askOnce, type Ran } from '../../platform/processes.ts'
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

/** What the heap of the process may take: symbols, paths and one document. */
const HEAP_MB = 1536
/** With all that is outside of the heap: numbers of fixed size, which the limits bound, and bytes on their way. */
const MEMORY_MB = 4096
/** Of a processor; the largest index that is taken needs minutes. */
const LIMIT_MS = 60 * 60 * 1000

/**
 * Makes the file of an index in a process of its own, whole or not at all. Throws `BrokenIndex` for an index that cannot be used, and the
 * signal's reason, when the process has ended.
 */
export async function buildIndex(request: BuildRequest, signal: AbortSignal, heapMb = HEAP_MB): Promise<BuiltIndex> {
  return builtOf(await askOnce<BuildRequest, BuildOutcome>(request, { module: new URL('./build-process.ts', import.meta.url), heapMb, memoryMb: MEMORY_MB, limitMs: LIMIT_MS, signal }))
}

function builtOf(ran: Ran<BuildOutcome>): BuiltIndex {
  if ('lost' in ran) throw new BrokenIndex(`The index needs more ${ran.lost === 'too_long' ? 'time' : 'memory'} than it may use here. Index parts of the repository and upload each with its root.`)
  if (ran.answer.state === 'broken') throw new BrokenIndex(ran.answer.message)
  return ran.answer.built
}
