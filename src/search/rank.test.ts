import { describe, expect, test } from 'vitest'
import { compilePattern, DEFAULT_LIMITS, scanDocument } from '../../engine/scan/index.ts'
import type { Found, FoundFile } from './found.ts'
import { ranked, scoreOf } from './rank.ts'
import { tick } from './ticks.ts'

function fileOf(text: string, path: string, word: string): FoundFile {
  const compiled = compilePattern({ kind: 'atom', field: 'any', pattern: word, regex: false }, { caseSensitive: false })
  if (!compiled.ok) throw new Error(word)
  const result = scanDocument({ path, bytes: Buffer.from(text) }, compiled.matcher, { limits: DEFAULT_LIMITS })
  if (result.kind !== 'match') throw new Error(`${word} is not in ${path}`)
  return { kind: 'file', path, at: 0, pathRanges: result.pathRanges, content: result.ranges.length > 0 ? result : null } as unknown as FoundFile
}

/** Each line is `path: text`; they are given in the order in which they should come. */
function check(word: string, ...lines: string[]): void {
  test(`${word}: ${lines.join(' > ')}`, () => {
    const scores = lines.map((line) => scoreOf(fileOf(line.slice(line.indexOf(': ') + 2), line.slice(0, line.indexOf(': ')), word)))
    expect(scores.toSorted((a, b) => b - a)).toEqual(scores)
    expect(new Set(scores).size).toBe(scores.length)
  })
}

describe('what is meant comes first', () => {
  check('rate', 'a.ts: function rate(x) {', 'a.ts: y = rate(x)', 'a.ts: y = rates(x)')
  check('rate', 'a.go: func (t *Table) rate() {', 'a.go: return rate(x)')
  check('rate', 'a.c: static int *rate(int x)', 'a.c:   return rate(x)')
  check('Rate', 'a.py: class Rate:', 'test_a.py: class Rate:', 'a.py: Rates')
  check('rate', 'rate.ts: x', 'rate/a.ts: x')
  check('rate', 'src/a.ts: rate()', 'docs/a.md: rate()', 'test/a.ts: rate()', 'vendor/a.ts: rate()')
  check('rate', 'src/a.ts: rate() rate() rate()', 'src/a.ts: rate()')
})

describe('the order', () => {
  const plain = fileOf('rate()', 'src/a.ts', 'rate')
  const defined = fileOf('function rate() {', 'src/b.ts', 'rate')

  async function order(elapsed: number, items: (Found | typeof tick)[]): Promise<unknown[]> {
    async function* source() {
      yield* items
    }
    const all: unknown[] = []
    for await (const item of ranked(source(), { elapsed: () => elapsed, definitions: async () => new Map() })) all.push(item)
    return all
  }

  test('best first, equals as they came', async () => expect(await order(0, [plain, tick, { ...plain }, defined])).toEqual([tick, defined, plain, plain]))

  test('as they come, once it takes long', async () => expect(await order(1000, [plain, tick, defined])).toEqual([plain, tick, defined]))

  test('in windows, so that much is not held back', async () => {
    const all = await order(0, [...Array.from({ length: 500 }, () => plain), defined])
    expect(all.indexOf(defined)).toBe(500)
  })
})
