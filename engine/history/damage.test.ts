import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CorruptFile } from '../disk/index.ts'
import { DiskFault, faultyDisk, quickDisk, type Fault } from '../disk/faulty.fixture.ts'
import { UNMETERED } from '../regex/index.ts'
import { blame, fileAt } from './files.ts'
import { History } from './history.ts'
import type { MainlineEvent } from './input.ts'
import { compileLinePattern } from './matches.ts'
import { generatedEvents } from './plain.fixture.ts'
import { countOverTime } from './series.ts'
import { HistoryWriter } from './writer.ts'

const root = mkdtempSync(join(tmpdir(), 'firebreak-damage-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const newFolder = () => join(root, String(++folders))

const LENGTH = 8
const events = generatedEvents(3, LENGTH)
const starts = events.flatMap((event, i) => (event.kind === 'commit' ? [i] : []))
const upTo = (length: number): MainlineEvent[] => events.slice(0, starts[length])
const paths = [...new Set(events.flatMap((event) => (event.kind === 'commit' ? [] : event.path)))]

const compiled = compileLinePattern({ kind: 'atom', field: 'content', pattern: 'a', regex: false }, { caseSensitive: true })
if (!compiled.ok) throw new Error(compiled.message)
const { pattern } = compiled

/** All that can be asked of a history. */
function answers(folder: string): string {
  const history = History.open(folder)
  try {
    const files = paths.flatMap((path) => Array.from({ length: history.length }, (_none, position) => [fileAt(history, path, position), blame(history, path, position)]))
    const oids = Array.from({ length: history.length }, (_none, position) => [history.oidAt(position), history.timeAt(position), history.isMerge(position)])
    return JSON.stringify([oids, files, countOverTime(history, pattern, { paths: null, meter: UNMETERED })])
  } finally {
    history.close()
  }
}

/** What the answers are after so many commits. */
const expected = Array.from({ length: LENGTH + 1 }, (_none, length) => {
  const folder = newFolder()
  const writer = new HistoryWriter({ disk: quickDisk, folder })
  for (const event of upTo(length)) writer.add(event)
  writer.commit()
  writer.close()
  return answers(folder)
})

/** Two pushes, joining, a force-push, another push. The lengths are those that a reader may see. */
function work(writer: HistoryWriter): void {
  for (const event of upTo(3)) writer.add(event)
  writer.commit()
  for (const event of upTo(6).slice(starts[3])) writer.add(event)
  writer.commit()
  writer.merge({ always: true })
  writer.truncate(4)
  writer.sweep()
  for (const event of upTo(7).slice(starts[4])) writer.add(event)
  writer.commit()
}
const SEEN = [0, 3, 6, 4, 7]

describe('wherever the disk fails, the history is one that was committed, and goes on', () => {
  const count = (() => {
    const disk = faultyDisk(Infinity, 'stop')
    work(new HistoryWriter({ disk, folder: newFolder() }))
    return disk.steps()
  })()

  // A step that is refused whole is one that is torn at its beginning.
  test.each<Fault>(['tear', 'stop'])('%s', (fault) => {
    expect(count).toBeGreaterThan(20)
    const resumed = new Set<number>()
    for (let at = 1; at <= count; at++) {
      const folder = newFolder()
      expect(() => work(new HistoryWriter({ disk: faultyDisk(at, fault), folder }))).toThrow(DiskFault)
      expect(SEEN.map((length) => expected[length])).toContain(answers(folder))
      const writer = new HistoryWriter({ disk: quickDisk, folder })
      const { length } = writer
      expect(SEEN).toContain(length)
      expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
      // Going on from each of the lengths once is as good as from all.
      if (!resumed.has(length)) {
        for (const event of events.slice(starts[length])) writer.add(event)
        writer.commit()
        expect(answers(folder) === expected[LENGTH]).toBe(true)
        resumed.add(length)
      }
      writer.close()
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a damaged file is told, or does no harm', () => {
  const sound = newFolder()
  const writer = new HistoryWriter({ disk: quickDisk, folder: sound })
  for (const event of upTo(6)) writer.add(event)
  writer.commit()
  writer.close()

  test.each(readdirSync(sound))('every byte of %s in turn', (name) => {
    const folder = newFolder()
    cpSync(sound, folder, { recursive: true })
    const bytes = readFileSync(join(sound, name))
    // Most of a run is the text and its index, all of which is checked in pages: every 61st byte has every kind.
    const step = bytes.length > 2000 ? 61 : 1
    for (let at = 0; at < bytes.length; at += step) {
      const damaged = Buffer.from(bytes)
      damaged[at] ^= 1 << (at % 8)
      writeFileSync(join(folder, name), damaged)
      expect([at, ask(folder)]).toEqual([at, 'right or told'])
    }
    expect(existsSync(join(folder, name))).toBe(true)
  })

  test('a cut one too, and the writer then begins anew', () => {
    for (const keep of [0, 31, 1000]) {
      const folder = newFolder()
      cpSync(sound, folder, { recursive: true })
      const name = readdirSync(sound).find((file) => file !== 'manifest') ?? ''
      writeFileSync(join(folder, name), readFileSync(join(sound, name)).subarray(0, keep))
      expect(ask(folder)).toBe('right or told')
      const again = new HistoryWriter({ disk: quickDisk, folder })
      expect(again.length).toBe(0)
      for (const event of upTo(6)) again.add(event)
      again.commit()
      again.close()
      expect(answers(folder) === expected[6]).toBe(true)
    }
  })

  function ask(folder: string): string {
    try {
      return answers(folder) === expected[6] ? 'right or told' : 'wrong'
    } catch (error) {
      return error instanceof CorruptFile ? 'right or told' : String(error)
    }
  }
})
