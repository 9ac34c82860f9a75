/** What is looked for before an automaton runs: it may stop too often, and must never pass over a match. */

import { describe, expect, test } from 'vitest'
import { pick, seeded, type Random } from '../../test/support/random.ts'
import { compile } from './compile.ts'
import { exactFinder } from './finder.ts'
import { compileRegex } from './index.ts'
import { METER_STRIDE, StepMeter } from './meter.ts'
import { NO_FLAGS, parseRegex } from './parse.ts'
import { createPike } from './pike.ts'
import { WindowFinder, windowOf } from './window.ts'

const programOf = (source: string) => {
  const parsed = parseRegex(source, { ...NO_FLAGS, multiLine: true })
  if (!parsed.ok) throw new Error(parsed.issue.message)
  return compile(parsed.ast, 'forward')
}

/** Each set as the ASCII characters in it, or how many they are, with the bytes beyond counted behind a plus. */
function printWindow(source: string): string {
  const { sets, isExact } = windowOf(programOf(source))
  const print = (set: Uint8Array) => {
    const ascii = [...set.keys()].filter((byte) => set[byte] === 1 && byte < 0x80)
    const beyond = set.subarray(0x80).reduce((sum, bit) => sum + bit, 0)
    return (ascii.length > 8 ? String(ascii.length) : String.fromCharCode(...ascii)) + (beyond > 0 ? `+${beyond}` : '')
  }
  return [sets.length > 12 ? `${sets.length} places` : sets.map(print).join(' '), isExact ? 'exactly' : ''].join(' ').trim()
}

describe('which bytes stand in the first places of every match', () => {
  const cases: [source: string, window: string][] = [
    ['abc', 'a b c exactly'],
    ['(?i)abc', 'Aa Bb Cc exactly'],
    ['(?i)sk', 'Ss+1 Kk+2'],
    ['[0-9a-f]{3}', '16 16 16 exactly'],
    ['get|put|delete', 'dgp eu lt'],
    ['ab?c', 'a bc'],
    ['a+b', 'a ab'],
    ['x*', ''],
    ['^ab$', 'a b'],
    ['\\bab', 'a b'],
    ['.x', '127+51 x+64'],
    ['é', '+1 +1 exactly'],
    ['[a-z]{300}', '255 places'],
    ['(a|b)(a|b)', 'ab ab'],
    ['a(?:bc|d)', 'a bd'],
  ]
  test.each(cases)('%s: %s', (source, window) => expect(printWindow(source)).toBe(window))
})

const LETTERS = [...'abcdefgABCDEFG_ 0123\n{.-', 'é', 'É', 'ſ', 'K', 's', 'K', 'k', '水', 'foo_', 'FOO', '_G', 'taſK', 'abcd', 'AB_CD', 'bÉſ_F', 'b-A', '\n}\n']
const textOf = (random: Random) => Buffer.from(Array.from({ length: random(80) }, () => pick(random, LETTERS)).join(''))

describe('a matcher finds what the simulation finds', () => {
  const sources = [
    'foo_', 'fo+_G', '(?i)foo_', '(?i)task', '(?i)abcd[0-9]', '[0-9]?(?i)ab_cd', '(?i:ab)c(?i:d)', '(?i)ſk', '(?i)bés_f', 'e(?i)k?[^x]*abcd', '(?i)b-a', '^\\}$', '[a-d]{4}', '[A-G]{2}_[A-G]{2}',
    '[0-9]{1,2}\\.[0-9]', 'ab|cd|éa', '.水', '[^ -~\\n]', '\\bfoo_\\b', '[a-g]+-[A-G]+', '(a|bc|def)+_', 'a.{3,5}b', '[a-z]+_[a-z]*\\{',
  ]
  test.each(sources)('%s', (source) => {
    const random = seeded(source.length)
    const compiled = compileRegex(source)
    if (!compiled.ok) throw new Error('does not compile')
    const pike = createPike(programOf(source))
    let found = 0
    for (let i = 0; i < 500; i++) {
      const bytes = textOf(random)
      const [from, to] = [random(4), bytes.length - random(3)]
      if (from > to) continue
      const match = compiled.matcher.find(bytes, from, to)
      expect(match, JSON.stringify(bytes.toString())).toEqual(pike({ bytes, from, to }, new StepMeter()))
      if (match) found += 1
    }
    expect(found).toBeGreaterThan(1)
  })
})

const windowFinder = (source: string) => new WindowFinder(windowOf(programOf(source)))

test('finds something across the pieces in which a long text is searched', () => {
  for (const before of [METER_STRIDE - 5, METER_STRIDE - 1, METER_STRIDE, 3 * METER_STRIDE - 3, 10 * METER_STRIDE - 2]) {
    const bytes = Buffer.from(`${'x'.repeat(before)}NeedLe${'x'.repeat(10)}`)
    for (const finder of [windowFinder('(?i)needle'), exactFinder('NeedLe')]) {
      expect(finder.find({ bytes, from: 0, to: bytes.length }, new StepMeter())).toBe(before)
      expect(finder.find({ bytes, from: 0, to: before + 5 }, new StepMeter())).toBe(-1)
    }
  }
})

describe('cost for a byte', () => {
  const cost = (source: string, text: string) => {
    const bytes = Buffer.from(text.repeat(Math.ceil(400_000 / text.length)))
    const meter = new StepMeter()
    const compiled = compileRegex(source)
    if (!compiled.ok) throw new Error('does not compile')
    for (let at = 0; ; ) {
      const match = compiled.matcher.find(bytes, at, bytes.length, meter)
      if (match === null) return meter.spent / bytes.length
      at = match.end
    }
  }
  const cases: [source: string, text: string, least: number, most: number][] = [
    ['(?i)deprecated', 'xyz ', 0.09, 0.11],
    ['[0-9a-f]{40}', 'some words, and no number ', 0.02, 0.06],
    // Where it stops at every byte, the automaton goes on alone.
    ['x[ -~]{250}', 'a', 1, 1.6],
    ['[a-z]+[!]', 'ab! ', 1, 4],
  ]
  test.each(cases)('%s in %s', (source, text, least, most) => {
    expect(cost(source, text)).toBeGreaterThanOrEqual(least)
    expect(cost(source, text)).toBeLessThanOrEqual(most)
  })
})
