import { afterEach, expect, test } from 'vitest'
import { seeded } from '../../test/support/random.ts'
import type { PatternNode } from '../pattern.ts'
import { atom, corpus, TestIndex } from '../snapshot/corpus.fixture.ts'
import { createSearchPool, PoolClosed, QueryRefused, WorkerFailed, type PackedTreeAnswer, type SearchPool } from './index.ts'
import { DEFAULT_LIMITS, unpackResults, type BatchResult, type ScanBatch, type ScanQuery } from '../scan/index.ts'

let pool: SearchPool | undefined

afterEach(async () => {
  await pool?.close()
  pool = undefined
})

type ScanJob = { query: ScanQuery; batch: ScanBatch; signal?: AbortSignal }

const scan = ({ query, batch, signal }: ScanJob): Promise<BatchResult> =>
  (pool ?? open(1).pool).run('scan', { query, batch }, { signal, transfer: [batch.buffer] })

function open(workers: number, memoryMb?: number): { pool: SearchPool; scan: typeof scan } {
  pool = createSearchPool({ workers, memoryMb })
  return { pool, scan }
}

function queryFor(pattern: string, limits: Partial<ScanQuery['limits']> = {}): ScanQuery {
  const node: PatternNode = { kind: 'atom', field: 'content', pattern, regex: true }
  return { pattern: node, caseSensitive: true, limits: { ...DEFAULT_LIMITS, ...limits } }
}

/** Documents with the ids 0, 1, …; paths are `0.txt` and so on. */
function batchOf(...texts: string[]): ScanBatch {
  const bytes = new TextEncoder().encode(texts.join(''))
  const documents: ScanBatch['documents'] = []
  let offset = 0
  for (const [id, text] of texts.entries()) {
    const length = Buffer.byteLength(text)
    documents.push({ id, path: `${id}.txt`, offset, length })
    offset += length
  }
  return { buffer: bytes.buffer, documents }
}

/** Takes so long that it must be cancelled: at each of its bytes, the search looks at all that follow. */
const ENDLESS = { query: queryFor('a[^z]*z|a', { maxMatches: Infinity, maxSteps: Infinity }), text: 'a'.repeat(4_000_000) }

test('a batch: what matched, what was skipped, what was read', async () => {
  const result = await open(1).scan({ query: queryFor('foo'), batch: batchOf('a foo\nb', 'nothing', 'foo\0', '\nfoo foo', '') })
  expect(result.results.map(({ id, ranges }) => [id, ranges.map(({ start }) => `${start.line}:${start.column}`)])).toEqual([
    [0, ['0:2']],
    [3, ['1:0', '1:4']],
  ])
  expect(result.skipped).toEqual([{ id: 2, reason: 'binary' }])
  expect(result.scannedBytes).toBe(7 + 7 + 8)
})

test('many batches of several queries come back to who asked', async () => {
  const scans = Array.from({ length: 40 }, async (_, i) => {
    const word = `word${i % 4}`
    const { results } = await (pool ? { scan } : open(2)).scan({ query: queryFor(word), batch: batchOf('word0', 'word1', 'word2', 'word3') })
    return results.map(({ id }) => id)
  })
  const ids = await Promise.all(scans)
  expect(ids).toEqual(ids.map((_, i) => [i % 4]))
})

test('a query that cannot be compiled is refused, and the worker goes on', async () => {
  const { scan } = open(1)
  await expect(scan({ query: queryFor('a('), batch: batchOf('a') })).rejects.toThrow(QueryRefused)
  expect((await scan({ query: queryFor('a'), batch: batchOf('a') })).results).toHaveLength(1)
})

test('cancelling stops a search in the middle of a document', async () => {
  const { scan } = open(1)
  const controller = new AbortController()
  const endless = scan({ query: ENDLESS.query, batch: batchOf(ENDLESS.text), signal: controller.signal })
  const next = scan({ query: queryFor('b'), batch: batchOf('b') })
  controller.abort(new Error('nobody is interested'))
  await expect(endless).rejects.toThrow('nobody is interested')
  // There is one worker: that it answers shows that it was freed.
  expect((await next).results).toHaveLength(1)
})

test('cancelling what waits takes it out of the line', async () => {
  const { scan } = open(1)
  const running = new AbortController()
  const waiting = new AbortController()
  const endless = scan({ query: ENDLESS.query, batch: batchOf(ENDLESS.text), signal: running.signal })
  const behind = scan({ query: queryFor('b'), batch: batchOf('b'), signal: waiting.signal })
  waiting.abort()
  await expect(behind).rejects.toThrow('aborted')
  running.abort()
  await expect(endless).rejects.toThrow('aborted')
  await expect(scan({ query: queryFor('b'), batch: batchOf('b'), signal: AbortSignal.abort() })).rejects.toThrow('aborted')
})

test('a worker that ends fails its batch alone, and is replaced', async () => {
  const { scan } = open(1)
  const broken = batchOf('foo')
  broken.documents[0].length = 1000
  const failed = scan({ query: queryFor('foo'), batch: broken })
  const waiting = scan({ query: queryFor('foo'), batch: batchOf('foo') })
  await expect(failed).rejects.toThrow(WorkerFailed)
  expect((await waiting).results).toHaveLength(1)
})

test('queries take turns: many batches of one do not hold up another', async () => {
  const { scan } = open(1)
  const finished: string[] = []
  const run = async (name: string) => {
    await scan({ query: queryFor(name), batch: batchOf('text') })
    finished.push(name)
  }
  await Promise.all([...Array.from({ length: 10 }, () => run('large')), run('small'), run('other'), run('small')])
  expect(finished.slice(0, 7)).toEqual(['large', 'large', 'small', 'other', 'large', 'small', 'large'])
})

test.each([31, 32])('trees that are searched together, some of them in vain, answer as each by itself, seed %i', async (seed) => {
  const random = seeded(seed)
  const files = corpus(seed, 240)
  const index = new TestIndex()
  index.build(files, 30)
  const trees = Array.from({ length: 60 }, () => files.filter(() => random(12) === 0)).map((some) => ({ some, tree: index.treeOf(some) }))
  const { pool } = open(2)
  pool.useSegments(index.snapshot?.share() ?? [])
  const query: ScanQuery = { pattern: atom('foo', 'any'), caseSensitive: false, limits: DEFAULT_LIMITS }
  const answers = trees.map(async ({ some, tree }) => {
    const stop = new AbortController()
    const found: string[] = []
    if (random(5) === 0) setTimeout(() => stop.abort(new Error('in vain')), random(8))
    for (let from: number | null = 0; from !== null; ) {
      const answer: PackedTreeAnswer = await pool.run('tree', { query, search: { tree, selection: null, from } }, { signal: stop.signal })
      found.push(...unpackResults(answer.results).map(({ file }) => some[file].path))
      from = answer.next
    }
    return found
  })
  for (const [i, answer] of (await Promise.allSettled(answers)).entries()) {
    if (answer.status === 'rejected') expect(answer.reason).toEqual(new Error('in vain'))
    else expect(answer.value).toEqual([...index.search(trees[i].some, query).found.matches.keys()])
  }
  index.close()
})

test('closing fails what is running and waiting', async () => {
  const { scan, pool: { close } } = open(1)
  const running = scan({ query: ENDLESS.query, batch: batchOf(ENDLESS.text) })
  const waiting = scan({ query: queryFor('b'), batch: batchOf('b') })
  const both = Promise.allSettled([running, waiting])
  await close()
  for (const settled of await both) expect(settled).toMatchObject({ status: 'rejected', reason: expect.any(PoolClosed) })
  await expect(scan({ query: queryFor('b'), batch: batchOf('b') })).rejects.toThrow(PoolClosed)
})
