/** The index finds what the scanner finds, however it came to be what it is. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CorruptFile } from '../disk/index.ts'
import { seeded } from '../../test/support/random.ts'
import { DiskFault, faultyDisk, type Fault } from '../disk/faulty.fixture.ts'
import { printPlanOf } from './plan-print.fixture.ts'
import { atom, corpus, queries, searchByScanning, TestIndex, type File, type Found, type Question } from './corpus.fixture.ts'

let index: TestIndex

afterEach(() => index.close())

/** Each file on a line of its own, so that a difference can be read. */
const sorted = ({ matches, skipped }: Found) => [...[...matches].map((match) => JSON.stringify(match)).sort(), JSON.stringify(skipped)]

/** Every way in which an index may have come to hold these files. */
const WAYS: Record<string, (files: File[]) => TestIndex> = {
  'one segment': (files) => built(files, Infinity),
  'many segments': (files) => built(files, 7),
  'merged segments'(files) {
    const made = built(files, 3)
    const writer = made.writer()
    while (writer.merge());
    expect(readdirSync(made.folder).length).toBeGreaterThan(15) // those who read may go on
    writer.sweep()
    expect(readdirSync(made.folder).length).toBeLessThan(12)
    return made
  },
  'after others are gone'(files) {
    const made = built([...corpus(77), ...files], 40)
    const alive = new Set(files.map(({ oid }) => oid))
    expect(made.writer().purge((oid) => alive.has(oid.toString('hex', 0, 20)), { thorough: true })).toBeGreaterThan(30)
    return made
  },
}

function built(files: File[], perSegment: number): TestIndex {
  const made = new TestIndex()
  made.build(files, perSegment)
  return made
}

describe.each(Object.entries(WAYS))('%s', (name, way) => {
  test.each(name === 'one segment' ? [1, 2, 3, 4] : [1])('≡ scanner, seed %i', (seed) => {
    const files = corpus(seed)
    index = way(files)
    let read = 0
    let all = 0
    for (const question of queries(seed)) {
      const { found, lost, bytesRead } = index.search(files, question)
      expect(lost).toEqual([])
      expect(sorted(found), printPlanOf(question)).toEqual(sorted(searchByScanning(files, question)))
      read += bytesRead
      all += files.reduce((sum, { bytes }) => sum + bytes.length, 0)
    }
    expect(read).toBeLessThan(all * 0.7) // the index has spared the rest
  })
})

test.each([11, 12, 13])('lines are left out between matches that lie far apart, seed %i', (seed) => {
  const files = sparseTexts(seed)
  index = built(files, Infinity)
  for (const contextLines of [0, 1, 3, 200]) {
    for (const pattern of [atom('needle'), atom('/needle$|^straw/'), atom('/straw \\d+\\s+needle/')]) {
      const question: Question = { pattern, caseSensitive: false, limits: { contextLines } }
      const { found, bytesRead } = index.search(files, question)
      expect(sorted(found)).toEqual(sorted(searchByScanning(files, question)))
      if (contextLines < 200 && pattern.kind === 'atom' && !pattern.regex) expect(bytesRead).toBeLessThan(0.6 * files.reduce((sum, { bytes }) => sum + bytes.length, 0))
    }
  }
})

/** Texts of many blocks and some lines longer than a block, with a word here and there. */
function sparseTexts(seed: number): File[] {
  const random = seeded(seed)
  const line = () => (random(3000) === 0 ? `needle at the end of hay${' hay'.repeat(random(4000))} needle` : random(3000) === 0 ? `straw ${random(10)}\n  needle` : `hay ${'~'.repeat(random(60))}`)
  return Array.from({ length: 6 }, (_, i): File => {
    const bytes = Buffer.from(Array.from({ length: 9000 }, line).join('\n') + (i % 2 === 0 ? '\n' : ''))
    return { path: `${i}.txt`, bytes, oid: `${i}`.padStart(40, 'a') }
  })
}

test.each([21, 22])('files whose documents cannot match are passed by the span of their numbers, and not looked at, seed %i', (seed) => {
  const files = corpus(seed, 500)
  index = built(files, 250)
  for (const question of [...queries(seed, 12), { pattern: atom('zqfoo'), caseSensitive: true }]) {
    expect(sorted(index.search(files, question).found), printPlanOf(question)).toEqual(sorted(searchByScanning(files, question)))
  }
  const alike = files.filter(({ bytes, oid }, i) => !bytes.includes(0) && files.findIndex((file) => file.oid === oid) === i)
  const tree = index.treeOf(alike)
  tree.docs.fill(0) // whoever looked would find them lost
  expect(index.searchIn(tree, alike, { pattern: atom('notthere'), caseSensitive: true }).lost.length).toBeLessThan(alike.length / 2)
})

test('what is not in the index is said to be lost', () => {
  const files = corpus(6)
  index = built(files.slice(0, 50), 20)
  const known = new Set(files.slice(0, 50).map(({ oid }) => oid))
  const { lost } = index.search(files, { pattern: atom('foo'), caseSensitive: true })
  expect(lost).toEqual(files.flatMap(({ oid }, i) => (known.has(oid) ? [] : [i])))
})

test('a rare word is found by reading next to nothing', () => {
  const files = Array.from({ length: 300 }, (_, i): File => ({ path: `${i}.txt`, bytes: Buffer.from(`line of file ${i}\n`.repeat(200) + (i === 150 ? 'needle in here\n' : '')), oid: i.toString(16).padStart(40, '0') }))
  index = built(files, 100)
  const { found, bytesRead } = index.search(files, { pattern: atom('needle'), caseSensitive: true })
  expect([...found.matches.keys()]).toEqual(['150.txt'])
  expect(bytesRead).toBeLessThan(8192)
})

test('the same documents make the same bytes, also by way of a merge', () => {
  const files = Array.from({ length: 64 }, (_, i): File => ({ path: `${i}`, bytes: Buffer.from(`text ${i}\n`), oid: `${i}`.padStart(40, 'e') }))
  index = built(files, 8)
  const writer = index.writer()
  while (writer.merge());
  writer.sweep()
  const merged = readdirSync(index.folder).filter((name) => name.endsWith('.segment'))
  const again = built(files, Infinity)
  try {
    const [first] = merged
    expect(merged).toHaveLength(1)
    expect(readFileSync(join(index.folder, first)).equals(readFileSync(join(again.folder, '1.segment')))).toBe(true)
  } finally {
    again.close()
  }
})

describe('whatever the disk does', () => {
  const files = corpus(9)
  const half = files.slice(0, 40)
  const question = queries(9, 1)[0]
  let halfBuilt: TestIndex

  beforeAll(() => {
    halfBuilt = built(half, 5)
  })
  afterAll(() => halfBuilt.close())

  /** Takes half as it was committed, then goes on until the disk gives up. */
  function work(at: number, fault: Fault): { steps: number; broke: boolean } {
    index = halfBuilt.copy()
    const disk = faultyDisk(at, fault)
    try {
      const writer = index.writer(disk)
      for (const [i, { oid, bytes }] of [...new Map(files.map((file) => [file.oid, file]))].filter(([oid]) => !half.some((file) => file.oid === oid)).map(([, file]) => file).entries()) {
        writer.add(oid, bytes)
        if (i % 8 === 7) writer.commit()
      }
      writer.commit()
      while (writer.merge());
      writer.purge((oid) => files.slice(0, 70).some((file) => file.oid === oid.toString('hex', 0, 20)), { thorough: true })
      writer.sweep()
      return { steps: disk.steps(), broke: false }
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error
      return { steps: disk.steps(), broke: true }
    }
  }

  /** Few sets of files are lost, each at many steps. */
  const scanned = new Map<string, string[]>()
  function rightWithout(lost: readonly number[]): string[] {
    const key = lost.join()
    const known = scanned.get(key) ?? sorted(searchByScanning(files.filter((_file, i) => !lost.includes(i)), question))
    scanned.set(key, known)
    return known
  }

  test.each<Fault>(['refuse', 'tear', 'stop'])('a disk that fails at any step (%s): what was committed is found, and nothing that is wrong', (fault) => {
    const { steps } = work(Infinity, fault)
    expect(steps).toBeGreaterThan(15)
    index.close()
    for (let at = 1; at <= steps; at++) {
      expect(work(at, fault).broke).toBe(true)
      index.writer() // the next process takes it up
      index.reopen()
      const { found, lost } = index.search(files, question)
      expect(lost.every((i) => !half.includes(files[i]) || i >= 70), `step ${at}`).toBe(true)
      expect(sorted(found)).toEqual(rightWithout(lost))
      if (at < steps) index.close()
    }
  })

  test('a flipped byte anywhere: an error that is told, or the right answer', () => {
    const few = corpus(10, 24).filter(({ bytes }) => bytes.length < 2500)
    index = built(few, 12)
    const [question, other] = [atom('foo'), atom('/[0-9]+\\.[0-9]+/')].map((pattern): Question => ({ pattern, caseSensitive: false }))
    const right = [question, other].map((asked) => sorted(searchByScanning(few, asked)))
    let told = 0
    for (const name of readdirSync(index.folder)) {
      const path = join(index.folder, name)
      const bytes = readFileSync(path)
      for (let at = 0; at < bytes.length; at += name === 'manifest' ? 1 : 37) {
        const damaged = Buffer.from(bytes)
        damaged[at] ^= 1 << at % 8
        writeFileSync(path, damaged)
        index.reopen()
        try {
          expect([question, other].map((asked) => sorted(index.search(few, asked).found))).toEqual(right)
        } catch (error) {
          if (!(error instanceof CorruptFile)) throw error
          told += 1
        }
      }
      writeFileSync(path, bytes)
    }
    expect(told).toBeGreaterThan(100)
  })
})
