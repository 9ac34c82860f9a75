/**
 * The fast matcher against two plain ones, on random expressions and texts: the simulation in pike.ts, which shares its
 * program but not its automaton, and the expressions of JavaScript, which share nothing.
 */

import { describe, expect, test } from 'vitest'
import { pick, seeded, type Random } from '../../test/support/random.ts'
import { compile } from './compile.ts'
import { compileRegex, findAllInString, parseRegex, UNMETERED } from './index.ts'
import { createMatcher } from './matcher.ts'
import { NO_FLAGS } from './parse.ts'
import { createPike } from './pike.ts'

/** What means the same in RE2 and in JavaScript with the flag `u`. */
const COMMON_ATOMS = ['a', 'b', 'ab', 'é', '💧', '\\n', '.', '[ab]', '[^a]', '[^b-z\\n]', '[à-ÿ💧]', '\\w', '\\W', '\\d', '\\pL']
const ASSERTIONS = ['^', '$', '\\b', '\\B']
const REPETITIONS = ['', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{2,}?', '{0,2}']

function randomPattern(random: Random, depth: number, assertions: readonly string[]): string {
  const items = Array.from({ length: 1 + random(3) }, () => randomItem(random, depth, assertions))
  return random(4) === 0 ? `${items.join('')}|${randomPattern(random, depth - 1, assertions)}` : items.join('')
}

function randomItem(random: Random, depth: number, assertions: readonly string[]): string {
  if (random(6) === 0) return pick(random, assertions)
  if (depth > 0 && random(3) === 0) {
    return `${pick(random, ['(', '(?:'])}${randomPattern(random, depth - 1, assertions)})${pick(random, REPETITIONS)}`
  }
  const atom = pick(random, COMMON_ATOMS)
  return (atom === 'ab' ? '(?:ab)' : atom) + pick(random, REPETITIONS)
}

function randomText(random: Random): string {
  const pieces = ['a', 'a', 'b', 'ab', 'é', '💧', '\n', ' ', '_', '1', 'x', '水', '\r\n']
  return Array.from({ length: random(20) }, () => pick(random, pieces)).join('')
}

function randomBytes(random: Random): Buffer {
  const bytes = Buffer.from(randomText(random))
  for (let i = random(4); i > 0 && bytes.length > 0; i--) bytes[random(bytes.length)] = random(256)
  return bytes
}

describe.each([1, 2, 3])('seed %i', (seed) => {
  test('DFA ≡ simulation, at every offset, on text that need not be UTF-8', () => {
    const random = seeded(seed)
    let dfaBytes = 0
    for (let i = 0; i < 250; i++) {
      const pattern = randomPattern(random, 2, [...ASSERTIONS, '\\A', '\\z', '(?:\\b|a)', '(?:|b)'])
      const parsed = parseRegex(pattern, { ...NO_FLAGS, multiLine: random(2) === 0, ignoreCase: random(3) === 0 })
      if (!parsed.ok) throw new Error(`${pattern}: ${parsed.issue.message}`)
      const forward = compile(parsed.ast, 'forward')
      const pike = createPike(forward)
      const matcher = createMatcher(parsed.ast)
      for (let j = 0; j < 5; j++) {
        const bytes = randomBytes(random)
        const to = random(5) === 0 ? random(bytes.length + 1) : bytes.length
        for (let from = 0; from <= to; from++) {
          const expected = pike({ bytes, from, to }, UNMETERED)
          const actual = matcher.find(bytes, from, to)
          if (actual?.start === expected?.start && actual?.end === expected?.end) continue
          expect.fail(`${pattern} in ${bytes.toString('hex')} ${from}…${to}: ${JSON.stringify({ expected, actual })}`)
        }
        expect(matcher.test(bytes)).toBe(pike({ bytes, from: 0, to: bytes.length }, UNMETERED) !== null)
      }
      expect(matcher.stats().gaveUp).toBe(false)
      dfaBytes += matcher.stats().dfaBytes
    }
    expect(dfaBytes).toBeGreaterThan(30_000)
  })

  test('matches ≡ those of JavaScript, on what both dialects share', () => {
    const random = seeded(seed)
    let compared = 0
    for (let i = 0; i < 400; i++) {
      const pattern = randomPattern(random, 2, ASSERTIONS)
      const dotAll = random(2) === 0
      const compiled = compileRegex(pattern, { dotAll })
      const script = scriptRegex(pattern, dotAll)
      if (!compiled.ok || script === null) continue
      for (let j = 0; j < 5; j++) {
        // JavaScript ends lines at \r too; RE2 only at \n.
        const text = randomText(random).replaceAll('\r', '')
        const context = `${pattern} in ${JSON.stringify(text)}: `
        expect(context + shown(findAllInString(compiled.matcher, text))).toBe(context + shown(scriptMatches(script, text)))
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(800)
  })
})

test('a DFA whose table fills up, and is built anew, finds what the simulation finds (seed 6)', () => {
  const random = seeded(6)
  const parsed = parseRegex('[ab]*a[ab]{30}c')
  if (!parsed.ok) throw new Error('The pattern does not compile.')
  // Each new stretch needs new states, which its repetitions then use: just often enough to keep the DFA.
  const stretch = () => Array.from({ length: 300 }, () => pick(random, ['a', 'b'])).join('')
  const text = `${Array.from({ length: 150 }, () => `${stretch()}\n`.repeat(15)).join('')}${'ab'.repeat(20)}c`
  const matcher = createMatcher(parsed.ast)
  const span = { bytes: Buffer.from(text), from: 0, to: text.length }
  expect(matcher.find(span.bytes, 0)).toEqual(createPike(compile(parsed.ast, 'forward'))(span, UNMETERED))
  expect(matcher.stats().gaveUp).toBe(false)
  expect(matcher.stats().timesEmptied).toBeGreaterThan(0)
})

type Ranges = { start: number; end: number }[]

const shown = (ranges: Ranges) => ranges.map(({ start, end }) => `${start}-${end}`).join(' ')

/**
 * Null where the dialects differ: an assertion cannot be repeated in JavaScript, and a repeated body that may be empty is
 * not tried in the same order (`(|a)*` finds '' in RE2 and Perl, and 'aa' in JavaScript).
 */
function scriptRegex(pattern: string, dotAll: boolean): RegExp | null {
  const parsed = parseRegex(pattern)
  if (!parsed.ok || repeatsNullable(pattern)) return null
  const source = pattern.replaceAll('\\pL', '\\p{L}')
  return new RegExp(source, dotAll ? 'gmsu' : 'gmu')
}

/** Whether the source repeats a bracketed part that may be empty; it is asked of JavaScript, not of the code under test. */
function repeatsNullable(pattern: string): boolean {
  const closings: number[] = []
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '(') closings.push(i)
    if (pattern[i] !== ')') continue
    const body = pattern.slice(closings.pop(), i + 1).replaceAll('\\pL', '\\p{L}')
    const repeated = /^[*+?{]/.test(pattern.slice(i + 1))
    const bare = body.replaceAll(/\\[bB]|(?<!\[)\^|\$/g, '')
    if (repeated && new RegExp(`^(?:${bare})$`, 'u').test('')) return true
  }
  return false
}

function scriptMatches(regex: RegExp, text: string): Ranges {
  const codePoints = (utf16: number) => Array.from(text.slice(0, utf16)).length
  const found: Ranges = []
  for (const match of text.matchAll(regex)) {
    if (match[0] === '') continue
    found.push({ start: codePoints(match.index), end: codePoints(match.index + match[0].length) })
  }
  return found
}
