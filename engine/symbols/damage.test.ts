import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, afterAll, expect, test } from 'vitest'
import { CorruptFile } from '../disk/index.ts'
import { DiskFault, faultyDisk, type Fault } from '../disk/faulty.fixture.ts'
import { outlines, plainly, TestStore, type Asked } from './symbols.fixture.ts'

const blobs = outlines(9, 40)
const half = blobs.slice(0, 20)
const kept = new Set(blobs.slice(0, 35).map(({ oid }) => oid))
const asked: Asked[] = [{ text: '', caseSensitive: false }, { text: '/get|token$/', caseSensitive: true }]

let halfBuilt: TestStore
let made: TestStore

beforeAll(() => {
  halfBuilt = new TestStore().build(half, 3)
})
afterAll(() => halfBuilt.close())
afterEach(() => made.close())

/** Takes half as it was committed, then goes on until the disk gives up. */
function work(at: number, fault: Fault): { steps: number; broke: boolean } {
  made = new TestStore()
  cpSync(halfBuilt.folder, made.folder, { recursive: true })
  const disk = faultyDisk(at, fault)
  try {
    const writer = made.writer(disk)
    blobs.slice(20).forEach((blob, i) => {
      writer.add(blob)
      if (i % 7 === 6) writer.commit()
    })
    writer.commit()
    while (writer.merge());
    writer.purge((oid) => kept.has(oid.toString('hex', 0, 20)), { thorough: true })
    writer.sweep()
    return { steps: disk.steps(), broke: false }
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error
    return { steps: disk.steps(), broke: true }
  }
}

test.each<Fault>(['refuse', 'tear', 'stop'])('a disk that fails at any step (%s): what was committed is found, and nothing that is wrong', (fault) => {
  const { steps } = work(Infinity, fault)
  expect(steps).toBeGreaterThan(15)
  made.close()
  for (let at = 1; at <= steps; at++) {
    expect(work(at, fault).broke).toBe(true)
    made.writer() // the next process takes it up
    made.reopen()
    const docs = made.docsOf(blobs)
    expect(half.every((_blob, i) => docs[i] > 0), `step ${at}`).toBe(true)
    const there = blobs.map((blob, i) => (docs[i] > 0 ? blob : { ...blob, outline: { state: 'failed' as const, reason: 'crashed' as const } }))
    for (const query of asked) expect(made.search(blobs, query).found).toEqual(plainly(there, query))
    if (at < steps) made.close()
  }
})

test('a flipped byte anywhere: an error that is told, or the right answer', () => {
  const few = outlines(10, 8)
  made = new TestStore().build(few, 4)
  const right = asked.map((query) => plainly(few, query))
  let told = 0
  for (const name of readdirSync(made.folder)) {
    const path = join(made.folder, name)
    const bytes = readFileSync(path)
    for (let at = 0; at < bytes.length; at += 3) {
      const damaged = Buffer.from(bytes)
      damaged[at] ^= 1 << at % 8
      writeFileSync(path, damaged)
      made.reopen()
      try {
        expect(asked.map((query) => made.search(few, query).found)).toEqual(right)
      } catch (error) {
        if (!(error instanceof CorruptFile)) throw error
        told += 1
      }
    }
    writeFileSync(path, bytes)
  }
  expect(told).toBeGreaterThan(500)
})

test('a file that is cut short is told', () => {
  made = new TestStore().build(half)
  const path = join(made.folder, '1.segment')
  const bytes = readFileSync(path)
  for (let length = 0; length < bytes.length; length += 211) {
    writeFileSync(path, bytes.subarray(0, length))
    made.reopen()
    expect(() => made.search(half, asked[0])).toThrow(CorruptFile)
  }
})

test('a damaged store is begun anew by its writer', () => {
  made = new TestStore().build(half)
  writeFileSync(join(made.folder, '1.segment'), 'nothing')
  made.writer().commit()
  expect(readdirSync(made.folder).filter((name) => name.endsWith('.segment'))).toEqual([])
  rmSync(join(made.folder, 'manifest'))
  expect([...made.docsOf(half)].some(Boolean)).toBe(false)
})
