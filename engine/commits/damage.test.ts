import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CorruptFile } from '../disk/index.ts'
import { DiskFault, faultyDisk, quickDisk, type Fault } from '../disk/faulty.fixture.ts'
import { UNMETERED } from '../regex/index.ts'
import { walk } from './graph.ts'
import type { NewCommit } from './input.ts'
import { generatedCommits } from './plain.fixture.ts'
import { CompiledQuery, type CommitQuery } from './query.ts'
import { CommitSearch } from './search.ts'
import { CommitStore } from './store.ts'
import { CommitWriter } from './writer.ts'

const root = mkdtempSync(join(tmpdir(), 'firebreak-damage-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const newFolder = () => join(root, String(++folders))

const LENGTH = 12
const commits = generatedCommits(7, LENGTH)

function add(writer: CommitWriter, some: readonly NewCommit[]): void {
  for (const commit of some) writer.add(commit)
  writer.commit()
}

const everything: CommitQuery = { pattern: null, caseSensitive: false, authors: [], committers: [], messages: [], from: -Infinity, to: Infinity }
const asked: CommitQuery[] = [
  everything,
  { ...everything, pattern: { kind: 'atom', field: 'content', pattern: 'fix|retry', regex: true } },
  { ...everything, authors: [{ pattern: 'ada', negated: false }], messages: [{ pattern: 'time+out', negated: true }] },
]
const QUERIES = asked.map((query) => new CompiledQuery(query))

/** All that can be asked of a store. */
function answers(folder: string): string {
  const store = CommitStore.open(folder)
  try {
    const order = store.length === 0 ? new Uint32Array() : walk(store.graph, { tip: store.length - 1, exclude: [] }, UNMETERED)
    const found = QUERIES.map((query) => new CommitSearch(store, query, { isCancelled: () => false }).page(order, { at: 0, count: Infinity }))
    return JSON.stringify([found, store.heads(), commits.map(({ oid }) => store.numberOf(oid))])
  } finally {
    store.close()
  }
}

/** What the answers are after so many commits. */
const expected = new Map([0, 3, 4, 6, LENGTH].map((length) => [length, answersAfter(length)]))

function answersAfter(length: number): string {
  const folder = newFolder()
  const writer = new CommitWriter({ disk: quickDisk, folder })
  add(writer, commits.slice(0, length))
  writer.close()
  return answers(folder)
}

/** Two pushes, joining, and all anew. The lengths are those that a reader may see. */
function work(writer: CommitWriter): void {
  add(writer, commits.slice(0, 3))
  add(writer, commits.slice(3, 6))
  writer.merge({ always: true })
  writer.sweep()
  writer.clear()
  add(writer, commits.slice(0, 4))
  writer.sweep()
}
const SEEN = [0, 3, 6, 4]

describe('wherever the disk fails, the store is one that was committed, and goes on', () => {
  const count = (() => {
    const disk = faultyDisk(Infinity, 'stop')
    work(new CommitWriter({ disk, folder: newFolder() }))
    return disk.steps()
  })()

  // A step that is refused whole is one that is torn at its beginning.
  test.each<Fault>(['tear', 'stop'])('%s', (fault) => {
    expect(count).toBeGreaterThan(15)
    const resumed = new Set<number>()
    for (let at = 1; at <= count; at++) {
      const folder = newFolder()
      expect(() => work(new CommitWriter({ disk: faultyDisk(at, fault), folder }))).toThrow(DiskFault)
      expect(SEEN.map((length) => expected.get(length))).toContain(answers(folder))
      const writer = new CommitWriter({ disk: quickDisk, folder })
      expect(SEEN).toContain(writer.length)
      expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
      // Going on from each of the lengths once is as good as from all.
      if (!resumed.has(writer.length)) {
        resumed.add(writer.length)
        add(writer, commits.slice(writer.length))
        expect(answers(folder) === expected.get(LENGTH)).toBe(true)
      }
      writer.close()
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a damaged file is told, or does no harm', () => {
  const sound = newFolder()
  const writer = new CommitWriter({ disk: quickDisk, folder: sound })
  add(writer, commits.slice(0, 6))
  writer.close()

  test.each(readdirSync(sound))('bytes of %s in turn', (name) => {
    const folder = newFolder()
    cpSync(sound, folder, { recursive: true })
    const bytes = readFileSync(join(sound, name))
    // All of a run is checked in pages, but for its table and end.
    const step = (at: number) => (bytes.length > 2000 && at < bytes.length - 400 ? 97 : 1)
    for (let at = 0; at < bytes.length; at += step(at)) {
      const damaged = Buffer.from(bytes)
      damaged[at] ^= 1 << (at % 8)
      writeFileSync(join(folder, name), damaged)
      expect([at, ask(folder)]).toEqual([at, 'right or told'])
    }
  })

  test('a missing one too', () => {
    const folder = newFolder()
    cpSync(sound, folder, { recursive: true })
    rmSync(join(folder, 'run-1'))
    expect(() => answers(folder)).toThrow(CorruptFile)
  })

  test('a cut one too, and the writer then begins anew', () => {
    for (const keep of [0, 31, 1000]) {
      const folder = newFolder()
      cpSync(sound, folder, { recursive: true })
      writeFileSync(join(folder, 'run-1'), readFileSync(join(sound, 'run-1')).subarray(0, keep))
      expect(ask(folder)).toBe('right or told')
      const again = new CommitWriter({ disk: quickDisk, folder })
      expect(again.length).toBe(0)
      add(again, commits.slice(0, 6))
      again.close()
      expect([answers(folder) === expected.get(6), readdirSync(folder)]).toEqual([true, ['manifest', 'run-2']])
    }
  })

  function ask(folder: string): string {
    try {
      return answers(folder) === expected.get(6) ? 'right or told' : 'wrong'
    } catch (error) {
      return error instanceof CorruptFile ? 'right or told' : String(error)
    }
  }
})
