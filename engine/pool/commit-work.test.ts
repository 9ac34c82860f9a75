import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CommitStore, CommitWriter, freshPart, type CommitQuery, type NewCommit } from '../commits/index.ts'
import { quickDisk } from '../disk/faulty.fixture.ts'
import { CommitWorker, type CommitsAsked } from './commit-work.ts'
import { StaleSegment } from './library.ts'

const root = mkdtempSync(join(tmpdir(), 'firebreak-commit-work-'))
afterAll(() => rmSync(root, { recursive: true }))

const ada = { name: 'Ada', email: 'ada@example.com', time: 0 }
const oidOf = (number: number) => number.toString(16).padStart(40, '0')

/** A line of commits, each of which says the name of the store and its own number. */
const commitsOf = (name: string, length: number): NewCommit[] =>
  Array.from({ length }, (_none, number) => ({ oid: oidOf(number), parents: number === 0 ? [] : [oidOf(number - 1)], date: number, author: ada, committer: ada, message: `${name} ${number}` }))

function storeOf(name: string, commits: readonly NewCommit[]): CommitStore {
  const folder = join(root, name)
  const writer = new CommitWriter({ disk: quickDisk, folder })
  for (const commit of commits) writer.add(commit)
  writer.commit()
  writer.close()
  return CommitStore.open(folder)
}

const asking = (pattern: string): CommitQuery => ({
  pattern: { kind: 'atom', field: 'content', pattern, regex: true }, caseSensitive: true, authors: [], committers: [], messages: [], from: -Infinity, to: Infinity,
})

function ask(name: string, store: CommitStore, rest: Partial<CommitsAsked> = {}): CommitsAsked {
  return { query: asking(name), store: { key: name, shared: store.shared }, range: { key: '', tip: store.length - 1, exclude: [], fresh: null }, at: 0, count: 2, ...rest }
}

const shown = (worker: CommitWorker, asked: CommitsAsked) => {
  const { hits, next, length } = worker.commits(asked)
  return [hits.map((hit) => (hit.kind === 'stored' ? hit.commit.message : `fresh ${hit.place}`)).join(), next, length]
}

test('a walk is answered in pieces, with what is not in the store', () => {
  const commits = commitsOf('one', 6)
  const store = storeOf('one', commits.slice(0, 4))
  const range = { key: 'fresh', tip: 5, exclude: [0], fresh: freshPart(store, commits.slice(4)) }
  const worker = new CommitWorker(() => false)
  expect(shown(worker, ask('one', store, { range }))).toEqual(['fresh 1,fresh 0', 2, 5])
  expect(shown(worker, ask('one', store, { range, at: 2 }))).toEqual(['one 3,one 2', 4, 5])
  expect(shown(worker, ask('one', store, { range, at: 4 }))).toEqual(['one 1', null, 5])
  store.close()
})

test('more stores than are kept open, asked in turn and again, are each answered by their own commits', () => {
  const stores = Array.from({ length: 20 }, (_none, i) => storeOf(`many-${i}`, commitsOf(`many-${i}`, 3)))
  const worker = new CommitWorker(() => false)
  for (const i of [...stores.keys(), 0, 19, 0, 3, 18, 0]) expect([i, ...shown(worker, ask(`many-${i}`, stores[i]))]).toEqual([i, `many-${i} 2,many-${i} 1`, 2, 3])
  for (const store of stores) store.close()
})

test('a store whose files are gone has changed since', () => {
  const store = storeOf('gone', commitsOf('gone', 3))
  rmSync(join(root, 'gone'), { recursive: true })
  expect(() => new CommitWorker(() => false).commits(ask('gone', store))).toThrow(StaleSegment)
  store.close()
})
