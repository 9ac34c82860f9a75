import { describe, expect, test } from 'vitest'
import { createAttempts } from './attempts.ts'

/** Steps: `a` spends for key a, `-a` refunds, `+5` lets five minutes pass, `-5` sets the clock back; a spent attempt that is refused shows as `a!`. */
function run(steps: string): string {
  let now = 0
  const attempts = createAttempts({ clock: { now: () => new Date(now) }, most: 2, minutes: 15 })
  const step = (text: string): string => {
    if (/^[+-]\d/.test(text)) now += Number(text) * 60_000
    else if (text.startsWith('-')) attempts.refund(text.slice(1))
    else return spent(text)
    return text
  }
  const spent = (key: string) => {
    try {
      attempts.spend(key)
      return key
    } catch {
      return `${key}!`
    }
  }
  return steps.split(' ').map(step).join(' ')
}

describe('attempts, two in fifteen minutes', () => {
  test.each([
    ['a a a', 'a a a!'],
    ['a a b b b', 'a a b b b!'],
    ['a -a a -a a a a', 'a -a a -a a a a!'],
    ['-a a a a', '-a a a a!'],
    ['a +14 a a', 'a +14 a a!'],
    ['a +14 a +1 a a a', 'a +14 a +1 a a a!'],
    ['a a a! +15 a', 'a a a! +15 a'],
    ['+1440 a a -a -1440 a a +15 a', '+1440 a a -a -1440 a a! +15 a'],
  ])('%s', (steps, expected) => expect(run(steps)).toBe(expected))

  test('say how long to wait', () => {
    let now = 0
    const attempts = createAttempts({ clock: { now: () => new Date(now) }, most: 1, minutes: 15 })
    attempts.spend('a')
    now = 60_000 * 13 + 1
    expect(() => attempts.spend('a')).toThrow('Too many failed attempts; try again in 2 minutes.')
    now = 60_000 * 14
    expect(() => attempts.spend('a')).toThrow('Too many failed attempts; try again in 1 minute.')
  })
})
