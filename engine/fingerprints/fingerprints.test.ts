import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { seeded } from '../../test/support/random.ts'
import { DiskFault, faultyDisk, type Fault } from '../disk/faulty.fixture.ts'
import { CorruptFile } from '../disk/index.ts'
import { alike } from './alike.ts'
import { codeOf, oidOf, plainly, TestStore, tokens } from './fingerprints.fixture.ts'
import { fingerprintsOf, MAX_FINGERPRINTS, possibleFingerprints } from './fingerprints.ts'
import { gramsOf } from './grams.ts'

const stores: TestStore[] = []
const store = () => stores[stores.push(new TestStore()) - 1]
afterEach(() => stores.splice(0).forEach((each) => each.close()))

describe('fingerprints', () => {
  test('grams of seed 1: equal runs have equal numbers, and only those', () => {
    const random = seeded(1)
    const all = Uint32Array.from({ length: 4000 }, () => random(4))
    const seen = new Map<number, string>()
    gramsOf(all, 6).forEach((gram, at) => {
      const run = all.subarray(at, at + 6).join()
      expect(seen.get(gram) ?? run).toBe(run)
      seen.set(gram, run)
    })
    expect(new Set(seen.values()).size).toBe(seen.size)
    expect(gramsOf(all.subarray(0, 5), 6)).toHaveLength(0)
  })

  test.each([2, 3, 4])('code of seed %i that stands in two texts is known by a fingerprint of both', (seed) => {
    const random = seeded(seed)
    for (let i = 0; i < 50; i++) {
      const common = codeOf(random, 4)
      const [first, second] = [0, 1].map(() => fingerprintsOf(tokens(`${codeOf(random, random(30))}\n${common}\n${codeOf(random, random(30))}`)))
      expect([...first].some((hash) => second.includes(hash))).toBe(true)
    }
  })

  test('of a long text there are not more than its share, and they are among those that are asked for', () => {
    const long = tokens(codeOf(seeded(5), 12_000))
    const kept = fingerprintsOf(long)
    expect(kept).toHaveLength(MAX_FINGERPRINTS)
    const possible = new Set(possibleFingerprints(long))
    expect(kept.every((hash) => possible.has(hash))).toBe(true)
  })
})

describe('the store', () => {
  const random = seeded(6)
  const texts = [...Array.from({ length: 60 }, (_, at) => codeOf(random, at % 9 === 0 ? 1 : 5 + random(60))), '', '\0binary', 'word '.repeat(50)]
  const asked = [...texts.slice(0, 8), codeOf(random, 12), `${texts[20].slice(0, 300)}\n${texts[21].slice(-300)}`]

  test('finds what every text one after another would, in segments, merged, and without what nobody holds', () => {
    const made = store().build(texts, 5)
    expect(asked.map((text) => made.sharing(text, texts))).toEqual(asked.map((text) => plainly(text, texts)))
    const writer = made.writer()
    const kept = texts.filter((_text, at) => at % 3 > 0)
    const alive = new Set(kept.map(oidOf))
    while (writer.merge());
    writer.purge((oid) => alive.has(oid.toString('hex', 0, 20)), { thorough: true })
    writer.sweep()
    expect(asked.map((text) => made.sharing(text, kept))).toEqual(asked.map((text) => plainly(text, kept)))
    expect(made.missing(texts)).toBe(texts.length - kept.length)
  })

  test('merged is as if built at once', () => {
    const whole = store().build(texts)
    const merged = store().build(texts, 8)
    const writer = merged.writer()
    while (writer.merge());
    writer.sweep()
    const only = ({ folder }: TestStore) => readdirSync(folder).filter((name) => name.endsWith('.segment')).map((name) => readFileSync(join(folder, name)))
    expect(only(merged).some((bytes) => bytes.equals(only(whole)[0]))).toBe(true)
  })

  test.each<Fault>(['refuse', 'tear', 'stop'])('a disk that fails at any step (%s): what was committed is found', (fault) => {
    const half = texts.slice(0, 30)
    const halfBuilt = store().build(half, 10)
    const attempt = (at: number): { made: TestStore; steps: number } => {
      const made = store()
      cpSync(halfBuilt.folder, made.folder, { recursive: true })
      const disk = faultyDisk(at, fault)
      try {
        const writer = made.writer(disk)
        for (const text of texts.slice(30)) writer.add(oidOf(text), Buffer.from(text))
        writer.commit()
        while (writer.merge());
        writer.sweep()
      } catch (error) {
        if (!(error instanceof DiskFault)) throw error
      }
      return { made, steps: disk.steps() }
    }
    const { steps } = attempt(Infinity)
    expect(steps).toBeGreaterThan(4)
    for (let at = 1; at <= steps; at++) expect(attempt(at).made.sharing(texts[1], half)).toEqual(plainly(texts[1], half))
  })

  test('a flipped byte anywhere: an error that is told, or the right answer', () => {
    const made = store().build(texts.slice(0, 6), 3)
    const right = plainly(texts[1], texts.slice(0, 6))
    let told = 0
    for (const name of readdirSync(made.folder)) {
      const path = join(made.folder, name)
      const bytes = readFileSync(path)
      for (let at = 0; at < bytes.length; at += 7) {
        writeFileSync(path, bytes.map((byte, i) => (i === at ? byte ^ (1 << at % 8) : byte)))
        made.reopen()
        try {
          expect(made.sharing(texts[1], texts.slice(0, 6))).toEqual(right)
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

describe('how much is the same', () => {
  const base = codeOf(seeded(7), 40).split('\n')
  const other = codeOf(seeded(8), 40).split('\n')
  /** In percent: the same kinds, the same spelling; and the lines of the other text. */
  const check = (name: string, asked: readonly string[], found: readonly string[], expected: RegExp) =>
    test(`${name} ⇒ ${expected}`, () => {
      const { share, exact, ranges } = alike(tokens(asked.join('\n')), tokens(found.join('\n')))
      expect(`${Math.round(share * 100)} ${Math.round(exact * 100)} ${ranges.map(({ from, to }) => `${from}-${to}`).join()}`).toMatch(expected)
    })
  const renamed = (lines: readonly string[]) => lines.map((line) => line.replaceAll(/\b[a-z]+\d+\b/g, (name) => `x_${name}`))

  check('itself', base, base, /^100 100 1-40$/)
  check('another text', base, other, /^1?\d 1?\d (24-27)?$/)
  check('other names', base, renamed(base), /^100 \d+ 1-40$/)
  check('a part between others', base.slice(10, 20), [...other, ...base.slice(10, 20), ...other], /^100 100 (.*,)?41-50(,.*)?$/)
  check('two parts', base, [...base.slice(0, 15), ...other, ...base.slice(25)], /^[78]\d [78]\d 1-1\d,(3.-4.,)?5\d-70$/)
  check('in another order', base, [...base.slice(20), ...base.slice(0, 20)], /^(9\d|100) (9\d|100) 1-40$/)
  check('half of the lines changed', base, base.map((line, at) => (at % 2 === 0 ? other[at] : line)), /^[67]\d [56]\d \d-40$/)
  check('nothing', [], base, /^0 0 $/)
})
