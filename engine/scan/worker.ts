/**
 * A worker thread of the pool: takes one batch at a time.
 *
 * What it does not expect is not caught: the thread ends, its batch fails, and the pool starts another.
 */

import { parentPort, workerData } from 'node:worker_threads'
import { SearchStopped } from '../regex/index.ts'
import { compilePattern, type CompilePatternResult } from './document.ts'
import type { BatchResult, ScanBatch, ScanQuery, WorkerData, WorkerReply, WorkerRequest } from './protocol.ts'
import { scanDocument } from './scan.ts'

const { cancelFlag } = workerData as WorkerData
const cancelled = new Int32Array(cancelFlag)
const isCancelled = () => Atomics.load(cancelled, 0) !== 0

/** Compiled queries, the least recently used one first. Their automata may hold some megabytes each. */
const compiledQueries = new Map<string, CompilePatternResult>()
const MAX_COMPILED_QUERIES = 16

function compiledQuery(key: string, query: ScanQuery): CompilePatternResult {
  const compiled = compiledQueries.get(key) ?? compilePattern(query.pattern, query)
  compiledQueries.delete(key)
  compiledQueries.set(key, compiled)
  for (const oldest of compiledQueries.keys()) {
    if (compiledQueries.size <= MAX_COMPILED_QUERIES) break
    compiledQueries.delete(oldest)
  }
  return compiled
}

function handle({ key, query, batch }: WorkerRequest): WorkerReply {
  const compiled = compiledQuery(key, query)
  if (!compiled.ok) return { kind: 'refused', issue: compiled.issue }
  try {
    return { kind: 'done', result: scanBatch(batch, query, compiled) }
  } catch (error) {
    if (error instanceof SearchStopped) return { kind: 'cancelled' }
    throw error
  }
}

function scanBatch(batch: ScanBatch, { limits }: ScanQuery, { matcher }: CompilePatternResult & { ok: true }): BatchResult {
  const startedAt = performance.now()
  const found: BatchResult = { results: [], skipped: [], scannedBytes: 0, timeMs: 0 }
  for (const { id, path, offset, length } of batch.documents) {
    if (isCancelled()) throw new SearchStopped('cancelled')
    const bytes = new Uint8Array(batch.buffer, offset, length)
    const outcome = scanDocument({ path, bytes }, matcher, { limits, isCancelled })
    if (outcome.kind === 'skipped') found.skipped.push({ id, reason: outcome.reason })
    else found.scannedBytes += length
    if (outcome.kind === 'match') found.results.push({ id, ...outcome })
  }
  return { ...found, timeMs: performance.now() - startedAt }
}

parentPort?.on('message', (request: WorkerRequest) => parentPort?.postMessage(handle(request)))
