/** Expressions made to exhaust a matcher. What is bounded is the work, in steps; no clock is read. */

import { describe, expect, test } from 'vitest'
import { compileRegex, SearchStopped, StepMeter, type Matcher } from './index.ts'

function matcherOf(pattern: string): Matcher {
  const compiled = compileRegex(pattern)
  if (!compiled.ok) throw new Error(compiled.issue.message)
  return compiled.matcher
}

/** Steps for finding the first match (or that there is none), per byte of text. */
function stepsPerByte(pattern: string, text: string): number {
  const meter = new StepMeter()
  matcherOf(pattern).find(Buffer.from(text), 0, undefined, meter)
  return meter.spent / text.length
}

const AS = 'a'.repeat(100_000)

test('patterns that make a backtracking matcher run away take a few steps a byte', () => {
  const cases: [pattern: string, text: string, steps: number][] = [
    ['(a+)+$', `${AS}b`, 3],
    ['(a|aa)+$', `${AS}b`, 3],
    ['(a|a?)+$', `${AS}b`, 3],
    ['(.*a){25}', AS, 3],
    ['(.*a){25}b', AS, 3],
    ['(.*)*(.*)*(.*)*x', AS, 3],
    ['(?:a?){200}a{200}', AS, 20],
    ['([a-z]+)*=', AS, 3],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', AS, 3],
    ['\\pL{100}x', 'é'.repeat(50_000), 30],
  ]
  for (const [pattern, text, steps] of cases) {
    expect(stepsPerByte(pattern, text), pattern).toBeLessThan(steps)
  }
})

test('where the DFA has too many states, the simulation answers: linear still', () => {
  let text = ''
  for (let i = 1; text.length < 60_000; i++) text += (i * i * 7919) % 13 < 6 ? 'a' : 'bc'.charAt((i * i) % 2)
  const pattern = '[abc]*a[abc]{60}x'
  const half = matcherOf(pattern)
  const meters = [new StepMeter(), new StepMeter()]
  half.find(Buffer.from(text.slice(0, 30_000)), 0, undefined, meters[0])
  matcherOf(pattern).find(Buffer.from(text), 0, undefined, meters[1])
  expect(meters[1].spent).toBeLessThan(3 * meters[0].spent)
  expect(meters[1].spent / text.length).toBeLessThan(2000)
})

describe('what would need too much memory is refused with a sentence', () => {
  const cases: [name: string, pattern: string, message: RegExp][] = [
    ['(x{1000}){1000}', '(x{1000}){1000}', /too large/],
    ['\\p{L}{1000}', '\\p{L}{1000}', /too large/],
    ['nothing, a million times', '((((){1000}){1000}){1000}){1000}', /too large/],
    ['classes that need much', '[\\pL\\pN]'.repeat(1600), /too large together/],
    ['10,000 brackets', '('.repeat(10_000) + 'a' + ')'.repeat(6000), /nested too deeply/],
    ['1 MB of alternatives', 'foo|'.repeat(250_000), /at most/],
    ['1 MB of letters', 'a'.repeat(1_000_000), /at most/],
  ]
  test.each(cases)('%s', (_, pattern, message) => {
    const compiled = compileRegex(pattern)
    expect(compiled.ok ? 'accepted' : compiled.issue.message).toMatch(message)
  })
})

test('large but bounded expressions are answered', () => {
  const words = Array.from({ length: 1500 }, (_, i) => `word${i}`)
  const text = `${'nothing here\n'.repeat(1000)}word1499`
  const match = matcherOf(words.join('|')).find(Buffer.from(text), 0)
  // word1 comes before word1499 among the alternatives.
  expect(match).toEqual({ start: 13_000, end: 13_005 })
  expect(matcherOf('(?:x{30}){50}').test(Buffer.from('x'.repeat(1500)))).toBe(true)
  expect(matcherOf('(?:x{30}){50}').test(Buffer.from('x'.repeat(1499)))).toBe(false)
})

test('a meter stops a search, whichever way it is done', () => {
  const bytes = Buffer.from(AS.repeat(20))
  for (const pattern of ['zzz', '[xyz]', 'zzz\\d', '\\w+zzz', '(?:a?){50}b']) {
    const budget = new StepMeter({ budget: 100_000 })
    expect(() => matcherOf(pattern).find(bytes, 0, undefined, budget), pattern).toThrow(SearchStopped)
    const cancelled = new StepMeter({ isCancelled: () => true })
    expect(() => matcherOf(pattern).find(bytes, 0, undefined, cancelled), pattern).toThrow('cancelled')
  }
})
