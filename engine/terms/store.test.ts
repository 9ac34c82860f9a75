import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { quickDisk } from '../disk/faulty.fixture.ts'
import { CorruptFile } from '../disk/index.ts'
import type { Change } from './change.ts'
import { TermStore } from './store.ts'
import { vectorOf, type TermVector } from './vector.ts'

const root = mkdtempSync(join(tmpdir(), 'firebreak-terms-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const newFolder = () => join(root, String(++folders))

/** A small generator of the same numbers every time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) / 2 ** 32
}

const oidOf = (i: number) => (Math.imul(i, 0x9e3779b1) >>> 0).toString(16).padStart(40, '0')

function changes(seed: number, count: number): Change[] {
  const next = numbers(seed)
  const text = (most: number) => Array.from({ length: Math.floor(next() * most) }, () => `word${Math.floor(next() * 300)}`).join(' ')
  const bytes = (most: number) => Buffer.from(text(most))
  return Array.from({ length: count }, (_none, i) => ({ oid: oidOf(i), message: `${text(8)}\n\n${text(20)}`, files: [{ path: text(3), sections: bytes(3), added: bytes(300), removed: bytes(30) }] }))
}

function store(folder: string, added: readonly Change[], { every = Infinity, maxRunBytes = 1 << 20 } = {}): TermStore {
  const open = new TermStore({ disk: quickDisk, folder, maxRunBytes })
  added.forEach((change, i) => {
    if (i > 0 && i % every === 0) open.commit()
    open.add(change)
  })
  open.commit()
  return open
}

const plain = ({ terms, counts, lengths }: TermVector) => [[...terms], [...counts], [...lengths]]

function visited(open: TermStore, oids: readonly string[]): Map<number, unknown> {
  const found = new Map<number, unknown>()
  open.visit(oids, (index, vector) => found.set(index, plain(vector)))
  return found
}

it.each([[1, {}], [2, { every: 7 }], [3, { maxRunBytes: 20_000 }]])('gives back the vectors that were added, whatever the runs (seed %i)', (seed, building) => {
  const all = changes(seed, 60)
  const open = store(newFolder(), all, building)
  const asked = [oidOf(59), oidOf(3), 'f'.repeat(40), oidOf(30)]
  const expected = new Map([[0, all[59]], [1, all[3]], [3, all[30]]].map(([index, change]) => [index, plain(vectorOf(change as Change))]))
  expect([open.length, visited(open, asked)]).toEqual([60, expected])
  open.close()
})

it('passes over what it has, also when opened again', () => {
  const folder = newFolder()
  const all = changes(4, 10)
  store(folder, all.slice(0, 6)).close()
  const open = store(folder, all)
  expect([open.length, open.has(oidOf(9)), open.has(oidOf(10)), visited(open, all.map(({ oid }) => oid)).size]).toEqual([10, true, false, 10])
  open.close()
})

it('is, joined, what it would be when built at once, byte for byte', () => {
  const all = changes(5, 40)
  const [pieces, whole] = [newFolder(), newFolder()]
  const open = store(pieces, all, { every: 9 })
  while (open.merge({ always: true }));
  open.sweep()
  open.close()
  store(whole, all).close()
  const runs = (folder: string) => readdirSync(folder).filter((name) => name !== 'manifest').map((name) => readFileSync(join(folder, name)))
  expect([runs(pieces).length, runs(pieces)]).toEqual([1, runs(whole)])
})

it('throws rather than answer from a damaged file', () => {
  const folder = newFolder()
  const all = changes(6, 20)
  const open = store(folder, all)
  const [name = ''] = readdirSync(folder).filter((each) => each !== 'manifest')
  const bytes = readFileSync(join(folder, name))
  bytes[5_000] ^= 1
  writeFileSync(join(folder, name), bytes)
  expect(() => visited(open, all.map(({ oid }) => oid))).toThrow(CorruptFile)
  open.close()
})
