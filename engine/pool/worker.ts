/**
 * A worker thread of the pool: does one thing at a time.
 *
 * What it does not expect is not caught: the thread ends, what it was asked fails, and the pool starts another.
 */

import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { CorruptFile } from '../disk/index.ts'
import { SearchStopped } from '../regex/index.ts'
import { packResults, scanBatch, type PatternIssue, type ScanQuery } from '../scan/index.ts'
import { IndexQuery, searchTree, type TreeSearch } from '../snapshot/index.ts'
import { CommitWorker } from './commit-work.ts'
import { Library, StaleSegment } from './library.ts'
import { HistoryWorker, NotForHistory } from './history-work.ts'
import { SymbolWorker } from './symbol-work.ts'
import type { KeyedRequest, Reply, ToWorker, Work, WorkerData, WorkKind } from './protocol.ts'

/** A third of the weight of the main thread. */
const NICE = 5
// Linux counts this for the thread alone. Where there are no more cores than search threads, the main thread must not wait for one.
if (process.platform === 'linux') setPriority(NICE)

const { cancelFlag } = workerData as WorkerData
const cancelled = new Int32Array(cancelFlag)
const isCancelled = () => Atomics.load(cancelled, 0) !== 0
const library = new Library(isCancelled)
const histories = new HistoryWorker(isCancelled)
const commits = new CommitWorker(isCancelled)
const symbols = new SymbolWorker(isCancelled)

/** Compiled queries, the least recently used one first. Their automata may hold some megabytes each. */
const compiledQueries = new Map<string, ReturnType<typeof IndexQuery.compile>>()
const MAX_COMPILED_QUERIES = 16
/** A tenth of a second at most, with the slowest expressions that are still a lazy automaton. */
const MAX_BYTES_TOGETHER = 1024 * 1024
/** Numbers of so many bytes are handed over to the main thread; fewer are copied sooner. */
const HANDED_OVER = 64 * 1024

class Refused extends Error {
  readonly issue: PatternIssue

  constructor(issue: PatternIssue) {
    super(issue.message)
    this.issue = issue
  }
}

function compiledQuery(key: string, query: ScanQuery): IndexQuery {
  const compiled = compiledQueries.get(key) ?? IndexQuery.compile(query)
  compiledQueries.delete(key)
  compiledQueries.set(key, compiled)
  for (const oldest of compiledQueries.keys()) {
    if (compiledQueries.size <= MAX_COMPILED_QUERIES) break
    compiledQueries.delete(oldest)
  }
  if (!compiled.ok) throw new Refused(compiled.issue)
  return compiled.query
}

function scan(key: string, { query, batch }: Work['scan']['asked']): Work['scan']['answer'] {
  return scanBatch(batch, compiledQuery(key, query).matcher, { limits: query.limits, isCancelled })
}

function tree(key: string, { query, search }: { query: ScanQuery; search: Omit<TreeSearch, 'limits'> }): Work['tree']['answer'] {
  const answer = searchTree(compiledQuery(key, query), { ...search, limits: query.limits }, library)
  return { ...answer, results: packResults(answer.results) }
}

function work(request: KeyedRequest): Work[WorkKind]['answer'] {
  switch (request.kind) {
    case 'scan':
      return scan(request.key, request)
    case 'tree':
      return tree(request.key, request)
    case 'changes':
      return histories.changes(request)
    case 'touched':
      return histories.touched(request)
    case 'marked':
      return histories.marked(request)
    case 'series':
      return histories.series(request)
    case 'gaps':
      return histories.gaps(request)
    case 'line':
      return histories.line(request)
    case 'blame':
      return histories.blame(request)
    case 'commits':
      return commits.commits(request)
    case 'symbols':
      return symbols.symbols(request)
    case 'names':
      return symbols.names(request)
  }
}

function answer(request: KeyedRequest): Reply {
  try {
    return { kind: 'done', answer: work(request) }
  } catch (error) {
    if (error instanceof NotForHistory) return { kind: 'unfit', message: error.message }
    if (error instanceof SearchStopped) return { kind: 'cancelled' }
    if (error instanceof Refused) return { kind: 'refused', issue: error.issue }
    if (error instanceof StaleSegment) return { kind: 'stale' }
    if (error instanceof CorruptFile) return { kind: 'corrupt', path: error.path, message: error.message }
    throw error
  }
}

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'segments') {
    library.use(message.segments)
    for (const [, compiled] of compiledQueries) if (compiled.ok) compiled.query.forget((serial) => !library.has(serial))
  } else reply(answerSome(message.requests))
})

function reply(replies: Reply[]): void {
  parentPort?.postMessage(replies, replies.flatMap(largeBuffers))
}

function largeBuffers(reply: Reply): ArrayBuffer[] {
  if (reply.kind !== 'done' || reply.answer === null || !('results' in reply.answer) || !('numbers' in reply.answer.results)) return []
  const { buffer } = reply.answer.results.numbers
  return buffer.byteLength >= HANDED_OVER ? [buffer as ArrayBuffer] : []
}

/** Others wait for their turn behind a bundle, so it takes hardly longer than one search may: the one that read much is its last. */
function answerSome(requests: readonly KeyedRequest[]): Reply[] {
  library.beginQuestion()
  const replies: Reply[] = []
  let bytesRead = 0
  for (const request of requests) {
    const reply = answer(request)
    replies.push(reply)
    if (reply.kind === 'done' && reply.answer !== null && 'bytesRead' in reply.answer) bytesRead += reply.answer.bytesRead
    if (reply.kind === 'cancelled' || bytesRead >= MAX_BYTES_TOGETHER) break
  }
  return replies
}
