import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { outlines, plainly, TestStore, type Found } from '../symbols/symbols.fixture.ts'
import { StaleSegment } from './library.ts'
import { SymbolWorker, type AskedStore, type SymbolsAsked } from './symbol-work.ts'

const made: TestStore[] = []
afterEach(() => made.splice(0).forEach((store) => store.close()))

const blobs = outlines(1)
const query: SymbolsAsked['query'] = { pattern: { kind: 'atom', field: 'content', pattern: 'get', regex: false }, caseSensitive: true }
const expected = plainly(blobs, { text: 'get', caseSensitive: true })

function build(perSegment: number): { store: TestStore; asked: AskedStore } {
  const store = new TestStore().build(blobs, perSegment)
  made.push(store)
  return { store, asked: { key: `${store.folder} ${store.store.generation}`, shared: store.store.share() } }
}

function ask(worker: SymbolWorker, { store, asked }: ReturnType<typeof build>, from = 0): Found {
  const docs = store.docsOf(blobs)
  return worker.symbols({ query, store: asked, search: { docs, selection: Uint32Array.from(docs.keys()), from } }).results
}

test('stores are asked in turn, more than are kept open', () => {
  const stores = [7, 100, 20].map(build)
  const worker = new SymbolWorker(() => false)
  for (const i of [0, 1, 0, 2, 1, 0, 2]) expect(ask(worker, stores[i])).toEqual(expected)
  expect(ask(worker, stores[0], expected[1].file)).toEqual(expected.slice(1))
})

test('a store that has lost a segment has changed since', () => {
  const one = build(20)
  rmSync(join(one.store.folder, '2.segment'))
  expect(() => ask(new SymbolWorker(() => false), one)).toThrow(StaleSegment)
  const { asked, ...rest } = build(20)
  expect(() => ask(new SymbolWorker(() => false), { ...rest, asked: { ...asked, shared: asked.shared.slice(1) } })).toThrow(StaleSegment)
})

test('names are found in all trees', () => {
  const { store, asked } = build(20)
  const found = new SymbolWorker(() => false).names({ query: { text: 'get', limit: 1000 }, store: asked, trees: [store.docsOf(blobs.slice(0, 30)), store.docsOf(blobs)] })
  expect([new Set(found.map(({ tree }) => tree)), found.length > 50]).toEqual([new Set([0, 1]), true])
})
