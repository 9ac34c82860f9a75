import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { quickDisk } from '../disk/faulty.fixture.ts'
import { blame, fileAt, lineLife } from './files.ts'
import { History } from './history.ts'
import type { MainlineEvent } from './input.ts'
import { generatedEvents, plainHistory, randomFrom, type PlainFile, type PlainHistory } from './plain.fixture.ts'
import { HistoryWriter } from './writer.ts'

const root = mkdtempSync(join(tmpdir(), 'firebreak-history-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const newFolder = () => join(root, String(++folders))

type Building = { maxRunBytes?: number; /** Commits after so many events. */ every?: number; merge?: boolean; folder?: string }

function build(events: readonly MainlineEvent[], { maxRunBytes, every = Infinity, merge = false, folder = newFolder() }: Building = {}): string {
  const writer = new HistoryWriter({ disk: quickDisk, folder, ...(maxRunBytes === undefined ? {} : { maxRunBytes }) })
  let commits = 0
  for (const event of events) {
    if (event.kind === 'commit' && ++commits % every === 0) {
      writer.commit()
      while (merge && writer.merge());
    }
    writer.add(event)
  }
  writer.commit()
  while (merge && writer.merge());
  writer.sweep()
  writer.close()
  return folder
}

const show = (file: PlainFile | undefined) => (file === undefined ? 'gone' : file.gap ?? file.lines.map(({ text }) => text).join(''))

/** Every file at every commit, and the commit of each of its lines. */
function check(folder: string, { commits, files }: PlainHistory): void {
  const history = History.open(folder)
  const paths = new Set(files.flatMap((all) => [...all.keys()]))
  expect(history.length).toBe(commits.length)
  const [found, expected]: unknown[][] = [[], []]
  commits.forEach(({ oid, time, parents }, position) => {
    found.push([history.oidAt(position), history.timeAt(position), history.isMerge(position), history.positionOf(oid)])
    expected.push([oid, time, parents > 1, position])
    for (const path of paths) {
      const file = fileAt(history, path, position)
      const births = blame(history, path, position).flatMap(({ from, to, birth, isExact, cameWithFile }) => Array.from({ length: to - from }, () => `${birth}${isExact ? '' : '?'}${cameWithFile ? '+' : ''}`))
      found.push(`${position} ${path} ${births} ${file.kind === 'text' ? file.bytes.toString('latin1') : file.kind === 'gap' ? file.reason : 'gone'}`)
      const plain = files[position].get(path)
      const came = (birth: number) => ((before) => (before === undefined ? '+' : before.gap === null ? '' : '?'))(files[birth - 1]?.get(path))
      expected.push(`${position} ${path} ${plain?.lines.map(({ birth }) => `${birth}${came(birth)}`) ?? []} ${show(plain)}`)
    }
  })
  expect(found).toEqual(expected)
  history.close()
}

/** The bytes of all runs. */
const runsOf = (folder: string) => readdirSync(folder).filter((name) => name !== 'manifest').map((name) => readFileSync(join(folder, name)))

describe('every file at every commit, and who brought its lines', () => {
  test.each([1, 2])('generated history %i', (seed) => {
    const events = generatedEvents(seed, 40)
    const plain = plainHistory(events)
    check(build(events), plain)
    check(build(events, { every: 7 }), plain)
    check(build(events, { every: 2, merge: true }), plain)
    check(build(events, { maxRunBytes: 3000 }), plain)
  })
})

describe('what is built in pieces and joined is what is built at once, byte for byte', () => {
  test.each([1, 2])('generated history %i', (seed) => {
    const events = generatedEvents(seed, 40)
    const expected = runsOf(build(events))
    for (const every of [3, 20]) {
      const folder = build(events, { every })
      expect(readdirSync(folder).length).toBeGreaterThan(2)
      joinAll(folder)
      expect(runsOf(folder)).toEqual(expected)
    }
    const folder = build(events, { maxRunBytes: 2000 })
    expect(readdirSync(folder).length).toBeGreaterThan(4)
    joinAll(folder)
    expect(runsOf(folder)).toEqual(expected)
  })
})

function joinAll(folder: string): void {
  const writer = new HistoryWriter({ disk: quickDisk, folder })
  while (writer.merge({ always: true }));
  writer.sweep()
  writer.close()
}

describe('after a force-push the history is the one of the new commits', () => {
  test.each([1, 2])('generated history %i', (seed) => {
    const random = randomFrom(seed)
    const events = generatedEvents(seed, 40)
    const starts = events.flatMap((event, i) => (event.kind === 'commit' ? [i] : []))
    for (const every of [Infinity, 5]) {
      const length = Math.floor(random() * 40)
      const kept = events.slice(0, starts[length])
      const folder = build(events, { every })
      const writer = new HistoryWriter({ disk: quickDisk, folder })
      writer.truncate(length)
      expect([writer.length, writer.oids().length]).toEqual([length, length])
      writer.close()
      check(folder, plainHistory(kept))
      joinAll(folder)
      if (length > 0) expect(runsOf(folder)).toEqual(runsOf(build(kept)))
      const others = generatedEvents(seed + 100, 60)
      const rest = others.slice(others.findIndex((event) => event.kind === 'commit' && parseInt(event.oid.slice(0, 8), 16) === length))
      // The new commits know nothing of what stands, so their patches may not fit: that must do no harm.
      expect(() => build(rest, { folder })).not.toThrow()
    }
  })
})

describe('the life of a line', () => {
  /** Each commit is one word a file: `f=ab` is file f with the lines a and b, `f=` gone, `f?` a gap. */
  const events = (...commits: string[]): MainlineEvent[] =>
    commits.flatMap((commit, position) => [
      { kind: 'commit' as const, oid: position.toString(16).padStart(40, '0'), time: position, parents: 1 },
      ...commit.split(' ').filter(Boolean).map((word) => changeOf(word)),
    ])
  const changeOf = (word: string): MainlineEvent => {
    const [, path = '', kind, text = ''] = /^(\w)([=?+])(.*)$/.exec(word) ?? []
    if (kind === '?') return { kind: 'gap', path, reason: 'binary' }
    const lines = Buffer.from([...text].map((line) => `${line}\n`).join(''))
    if (kind === '+') return { kind: 'patch', path, hunks: Uint32Array.of(0, 0, text.length), text: lines }
    return text === '' ? { kind: 'gone', path } : { kind: 'whole', path, text: lines }
  }
  const life = (commits: string[], place: string, expected: string) =>
    test(`${commits.join(' | ')}: ${place} → ${expected}`, () => {
      const [path = '', position = '', line = ''] = place.split(/[@:]/)
      for (const every of [Infinity, 1, 2]) {
        const history = History.open(build(events(...commits), { every }))
        const found = lineLife(history, { path, position: Number(position), line: Number(line) })
        const shown = found && `${found.text} ${found.isBirthExact ? '' : '≤'}${found.birth}…${found.isDeathExact ? '' : '≥'}${found.death ?? ''}`
        expect(shown ?? 'none').toBe(expected)
        history.close()
      }
    })
  life(['f=ab', 'f+c', 'f='], 'f@0:1', 'b 0…2')
  life(['f=ab', 'f+c', 'f='], 'f@1:0', 'c 1…2')
  life(['f=ab', 'f+c', 'f='], 'f@1:3', 'none')
  life(['f=ab', 'f+c', 'f='], 'f@2:0', 'none')
  life(['f=ab', '', 'g=x', 'f+c'], 'f@2:1', 'b 0…')
  life(['f=ab', 'f?', 'f=b', 'f=x'], 'f@0:1', 'b 0…≥1')
  life(['f=ab', 'f?', 'f=b', 'f=x'], 'f@2:0', 'b ≤2…3')
  life(['f=ab', 'f?', 'f=b', '', 'f+c'], 'f@4:1', 'b ≤2…')
  life(['f=ab', 'f=', 'f=a', 'f+c'], 'f@0:0', 'a 0…1')
  life(['f=ab', 'f=', 'f=a', 'f+c'], 'f@3:1', 'a 2…')
})
