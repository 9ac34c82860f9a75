import { badInput } from '../../platform/errors.ts'
import { askOnce } from '../../platform/processes.ts'
import { parseTraces, type TraceReport } from './traces.ts'

/** Texts up to this length are read in a few milliseconds, less than a process takes to start. */
const SMALL = 50_000
const HEAP_MB = 1024
/** Of a processor; the longest text that is taken needs seconds. */
const LIMIT_MS = 60_000

/**
 * `parseTraces` without holding up the event loop, or ending the server: a long text is read in a process of its own, which ends when it is
 * done or when `signal` aborts. Rejects with the signal's reason, or a `Problem` that tells what became of the process.
 */
export async function parseTracesApart(text: string, signal?: AbortSignal, heapMb = HEAP_MB): Promise<TraceReport> {
  signal?.throwIfAborted()
  if (text.length <= SMALL) return parseTraces(text)
  const module = new URL('./trace-process.ts', import.meta.url)
  const ran = await askOnce<{ text: string }, TraceReport>({ text }, { module, heapMb, limitMs: LIMIT_MS, signal })
  if ('answer' in ran) return ran.answer
  throw badInput('intel.trace_too_complex', `Finding traces in this text takes more ${ran.lost === 'too_long' ? 'time' : 'memory'} than it may. Send only the part of it around the trace.`)
}
