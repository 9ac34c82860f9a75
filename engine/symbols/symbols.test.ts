/** The store gives back what it was given, and finds by names what the plain way finds, however it came to be what it is. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { SectionFile } from '../disk/index.ts'
import { SEGMENT } from './format.ts'
import type { OutlinedBlob } from './segment-builder.ts'
import { oidOf, outlines, plainly, TestStore, type Asked } from './symbols.fixture.ts'

let made: TestStore

afterEach(() => made.close())

const QUERIES = [
  '', 'get', 'GET', 'token', 'Token', 'getToken', 'é', '水', '💧', '9', 'x', '/^get/', '/^get$/', '/token$/', '/^[a-z]+$/', '/get.*token/', '/(get|set)_/', '/\\bfoo\\b/', '/^.{30,}/', '/[^a]/', '/\\Aget/', '/foo\\z/', '/x*/', '/^$/',
  '/\\s/', '/\\+\\$/', '/HTTP|server/', 'get&token', 'get|foo', '!get', 'get&!token', 'notthere', '/handle\\w*é/',
]
const asked: Asked[] = QUERIES.flatMap((text) => [{ text, caseSensitive: false }, { text, caseSensitive: true }])

const WAYS: Record<string, (blobs: OutlinedBlob[]) => TestStore> = {
  'one segment': (blobs) => new TestStore().build(blobs),
  'many segments': (blobs) => new TestStore().build(blobs, 7),
  'merged segments'(blobs) {
    const store = new TestStore().build(blobs, 3)
    const writer = store.writer()
    while (writer.merge());
    writer.sweep()
    expect(readdirSync(store.folder).length).toBeLessThan(12)
    return store
  },
  'after others are gone'(blobs) {
    const store = new TestStore().build([...outlines(77), ...blobs], 40)
    const alive = new Set(blobs.map(({ oid }) => oid))
    expect(store.writer().purge((oid) => alive.has(oid.toString('hex', 0, 20)), { thorough: true })).toBe(60)
    return store
  },
}

describe.each(Object.entries(WAYS))('%s', (name, way) => {
  test.each(name === 'one segment' ? [1, 2, 3] : [1])('≡ plain, seed %i', (seed) => {
    const blobs = outlines(seed)
    made = way(blobs)
    const answers = asked.map((query) => [query, made.search(blobs, query).found])
    expect(answers).toEqual(asked.map((query) => [query, plainly(blobs, query)]))
    expect(asked.filter((query) => plainly(blobs, query).length > 0).length).toBeGreaterThan(45)
    for (const { oid, grammar, outline } of blobs) expect(made.store.outlineOf({ oids: Buffer.from(oid, 'hex'), from: 0, length: 20, grammar })).toEqual(outline)
  })
})

test('ids of SHA-256, seed 4', () => {
  const blobs = outlines(4, 30, { oidBytes: 32 })
  made = new TestStore().build(blobs, 10)
  expect(made.search(blobs, { text: 'get', caseSensitive: false }).found).toEqual(plainly(blobs, { text: 'get', caseSensitive: false }))
  expect([...made.docsOf(blobs.map((blob) => ({ ...blob, grammar: 100 })))].some(Boolean)).toBe(false)
})

test('names that match are found by reading few of the others, and few documents', () => {
  const blobs = Array.from({ length: 500 }, (_, i): OutlinedBlob => ({
    oid: oidOf(String(i)), grammar: 1,
    outline: { state: 'done', symbols: Array.from({ length: 40 }, (_, j) => ({ name: i === 250 && j === 20 ? 'needleInHere' : `name${i * 40 + j}`, kind: 'function', container: '', line: j, column: 0, startLine: j, endLine: j })) },
  }))
  made = new TestStore().build(blobs)
  const { found, read, blocks } = made.search(blobs, { text: '/need.e/', caseSensitive: true })
  expect([found.map(({ file }) => file), read]).toEqual([[250], 1])
  expect(blocks).toBeLessThan(3)
  expect(made.search(blobs, { text: '', caseSensitive: true }).read).toBe(500)
})

test('the same outlines make the same bytes, also by way of a merge', () => {
  const blobs = outlines(5, 64)
  made = new TestStore().build(blobs, 8)
  const writer = made.writer()
  while (writer.merge());
  writer.sweep()
  const merged = readdirSync(made.folder).filter((name) => name.endsWith('.segment'))
  const again = new TestStore().build(blobs)
  try {
    expect(merged).toHaveLength(1)
    expect(readFileSync(join(made.folder, merged[0])).equals(readFileSync(join(again.folder, '1.segment')))).toBe(true)
  } finally {
    again.close()
  }
})

test('another extractor begins anew', () => {
  const blobs = outlines(6, 10)
  made = new TestStore('one').build(blobs)
  expect([...made.docsOf(blobs)].every(Boolean)).toBe(true)
  made.writer(undefined, 'another').commit()
  expect(readdirSync(made.folder).filter((name) => name.endsWith('.segment'))).toEqual([])
})

test('names are made to fit into a line', () => {
  made = new TestStore().build([])
  const writer = made.writer()
  const symbol = (name: string) => ({ name, kind: 'key' as const, container: 'a\nb', line: 0, column: 0, startLine: 0, endLine: 0 })
  writer.add({ oid: oidOf('x'), grammar: 0, outline: { state: 'done', symbols: ['a\n  b', '\n', '', 'x'.repeat(600), '\ud800'].map(symbol) } })
  writer.commit()
  made.store.refresh()
  const outline = made.store.outlineOf({ oids: Buffer.from(oidOf('x'), 'hex'), from: 0, length: 20, grammar: 0 })
  expect(outline?.state === 'done' && outline.symbols.map(({ name, container }) => [name.length < 20 ? name : name.length, container])).toEqual([['a b', 'a b'], [500, 'a b'], ['\ufffd', 'a b']])
})

test('the file is what FORMAT.md says, byte for byte', () => {
  made = new TestStore().build([{
    oid: oidOf('x'), grammar: 4,
    outline: { state: 'done', symbols: [{ name: 'A', kind: 'class', container: '', line: 2, column: 6, startLine: 2, endLine: 5 }, { name: 'b', kind: 'method', container: 'A', line: 3, column: 2, startLine: 3, endLine: 3 }] },
  }])
  const file = SectionFile.open(join(made.folder, '1.segment'), SEGMENT)
  const numbers = (name: string) => [...file.readNumbers(name)].join(' ')
  const bytes = (name: string) => file.read(name).toString('hex')
  expect(['text', 'holders', 'owners', 'symbols', 'oids', 'grammars', 'states'].map(bytes)).toEqual(['410a620a', '0000', '41', '0004000406000601050102020000', oidOf('x') + '0'.repeat(24), '04', '00'])
  expect(['nameat', 'firsts', 'letters', 'holderat', 'ownerat', 'symbolat'].map(numbers)).toEqual(['0 2 4', '0 2', '1 2', '0 1 2', '0 1', '0 14'])
  file.close()
  expect(readFileSync(join(import.meta.dirname, 'FORMAT.md'), 'utf8')).toContain(`(\`${SEGMENT.letters}\`, version ${SEGMENT.version})`)
})
