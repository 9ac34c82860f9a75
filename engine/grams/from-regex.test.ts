/**
 * What is needed by expressions, in codesearch's notation (see `printGramQuery`), and that it is never more than there is: texts
 * made to match have it.
 */

import { describe, expect, test } from 'vitest'
import { pick, seeded, type Random } from '../../test/support/random.ts'
import { compileRegex, NO_FLAGS, parseRegex, type Regex } from '../regex/index.ts'
import { GramCollector } from './collect.ts'
import { gramQueryOfPattern, holds, printGramQuery } from './index.ts'

function check(pattern: string, needed: string, options: { caseSensitive?: boolean } = {}): void {
  test(`${pattern} → ${needed}`, () => {
    const { query } = gramQueryOfPattern({ pattern, regex: true, caseSensitive: options.caseSensitive ?? true })
    expect(printGramQuery(query)).toBe(needed)
  })
}

describe('texts', () => {
  check('abc', '"abc"')
  check('ABC', '"abc"')
  check('abcdef', '"abc" "bcd" "cde" "def"')
  check('ab', '+')
  check('', '+')
  check('aaaa', '"aaa"')
  check('(?i)skill', '"ski" "kil" "ill"')
  check('foo_bar', '"foo" "oo_" "o_b" "_ba" "bar"')
  check('a b\tc', '"a b" " b " "b c"')
  check('\\Qa.b\\E', '"a.b"')
  check('é', '+')
  check('éa', '"\\3\\1a"')
  check('(?i)éa', '"\\3\\1a"')
  check('水', '"\\2\\0\\0"')
})

describe('sequences and choices', () => {
  check('abc.*def', '"abc" "def"')
  check('abc.def', '"abc" "def"')
  check('(abc)(def)', '"abc" "bcd" "cde" "def"')
  check('abc|def', '"abc"|"def"')
  check('abc|abcd', '"abc"')
  check('(abc|def)ghi', '"ghi" (("abc" "bcg" "cgh")|("def" "efg" "fgh"))')
  check('abc(def|ghi)', '"abc" (("bcd" "cde" "def")|("bcg" "cgh" "ghi"))')
  check('abc(x|y)def', '"abc" "def" (("bcx" "cxd" "xde")|("bcy" "cyd" "yde"))')
  check('abc|d', '+')
  check('(a|b)(c|d)', '+')
  check('(a|b)cd', '"acd"|"bcd"')
  check('a(bc|)d', '+')
  check('ab(cd|)ef', '("abc" "bcd" "cde" "def")|("abe" "bef")')
  check('foo(|bar)', '"foo"')
})

describe('repetitions', () => {
  check('a*', '+')
  check('abc*', '+')
  check('abc+', '"abc"')
  check('abc?', '+')
  check('(abc)+', '"abc"')
  check('(abc)*def', '"def"')
  check('(abc)+def', '"abc" "def" "bcd" "cde"')
  check('a{3}', '"aaa"')
  check('a{2,3}', '+')
  check('(ab){2}', '"aba" "bab"')
  check('(abc){0}', '+')
  check('(abc){0,5}', '+')
  check('x{1000}', '"xxx"')
  check('foo.{1,9}bar', '"foo" "bar"')
  check('foo\\s+bar', '"foo" "bar" ("oo "|"oo\\n"|"oo\\0") (" ba"|"\\nba"|"\\0ba")')
})

describe('classes and assertions', () => {
  check('[a-z]', '+')
  check('[abc]', '+')
  check('a[bc]d', '"abd"|"acd"')
  check('[Aa][Bb][Cc]', '"abc"')
  check('\\bfoo\\b', '"foo"')
  check('^foo$', '"foo"')
  check('foo$bar', '"foo" "oob" "oba" "bar"')
  check('[^a]bcd', '"bcd"')
  check('.', '+')
  check('\\w+', '+')
  check('[0-2]\\.[01]', '"0.0"|"0.1"|"1.0"|"1.1"|"2.0"|"2.1"')
  check('[^\\x00-\\x{10FFFF}]', '-')
  check('foo[^\\x00-\\x{10FFFF}]', '-')
  check('foo|[^\\x00-\\x{10FFFF}]', '"foo"')
})

describe('what is bounded', () => {
  const sizeOf = (pattern: string) => printGramQuery(gramQueryOfPattern({ pattern, regex: true, caseSensitive: false }).query).length

  test.each(['0x[0-9a-f]{16}', '\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}'])('%s needs something', (pattern) => {
    expect(sizeOf(pattern)).toBeGreaterThan(50)
    expect(sizeOf(pattern)).toBeLessThan(5000)
  })

  test.each(['x'.repeat(16_000), `(${Array.from({ length: 1500 }, (_, i) => `word${i}`).join('|')})`, '(x{1000}){1000}', '(.*a){25}', '\\p{L}{1000}', '[a-z]{1000}', '(a?){1000}a{1000}', '(foo|bar|baz){9}'.repeat(50), '[α-ω]'.repeat(3000), '(abc|d[ef]g|[a-c][x-z]q)'.repeat(600), '[0-9a-f]{16}'.repeat(1000), 'straße'.repeat(2000)])('%.30s', (pattern) => {
    expect(sizeOf(pattern)).toBeLessThan(2500)
  })
})

/** A text that the node matches, as far as assertions let it. */
function example(node: Regex, random: Random): string {
  switch (node.kind) {
    case 'empty':
    case 'assert':
      return ''
    case 'literal':
      return node.fold ? [...node.text].map((char) => pick(random, [char, char.toUpperCase(), char.toLowerCase(), char.replace(/s/i, 'ſ').replace(/k/i, 'K')])).join('') : node.text
    case 'class': {
      const range = random(node.set.length / 2) * 2
      const codePoint = node.set[range] + random(node.set[range + 1] - node.set[range] + 1)
      return String.fromCodePoint(codePoint >= 0xd800 && codePoint < 0xe000 ? 0x61 : codePoint)
    }
    case 'capture':
      return example(node.node, random)
    case 'repeat':
      return Array.from({ length: node.min + (node.max > node.min ? random(3) : 0) }, () => example(node.node, random)).slice(0, node.max === Infinity ? undefined : node.max).join('')
    case 'concat':
      return node.nodes.map((inner) => example(inner, random)).join('')
    case 'alternate':
      return example(pick(random, node.nodes), random)
  }
}

const ATOMS = ['a', 'foo', 'bar', 'sk', 'ß', 'é', 'ſ', 'K', '水', '[a-c]', '[0-9]', '[^x]', '.', '\\w', '\\s', '\\n', '[à-ÿ]', '\\x{1F600}', '\\.', '-', '(?i:sk)', '(?i:é)']
const SUFFIXES = ['', '', '', '', '*', '+', '?', '{2}', '{1,3}', '{3,}']

function randomPattern(random: Random, depth: number): string {
  const items = Array.from({ length: 1 + random(5) }, () => {
    const nested = depth > 0 && random(4) === 0
    return (nested ? `(${randomPattern(random, depth - 1)})` : `(?:${pick(random, ATOMS)})`) + pick(random, SUFFIXES)
  })
  return random(4) === 0 ? `${items.join('')}|${randomPattern(random, depth - 1)}` : items.join('')
}

function gramsIn(text: Buffer): Set<number> {
  const collector = new GramCollector()
  collector.collect(text, 0, text.length, text.length)
  return new Set(collector.grams.subarray(0, collector.count))
}

describe.each([1, 2, 3])('seed %i', (seed) => {
  test('what matches has what is needed', () => {
    const random = seeded(seed)
    let telling = 0
    let matched = 0
    for (let i = 0; i < 120; i++) {
      const pattern = randomPattern(random, 2)
      const caseSensitive = random(2) === 0
      const parsed = parseRegex(pattern, { ...NO_FLAGS, multiLine: true, ignoreCase: !caseSensitive })
      const compiled = compileRegex(pattern, { ignoreCase: !caseSensitive })
      if (!parsed.ok || !compiled.ok) throw new Error(pattern)
      const { query, maxBytes } = gramQueryOfPattern({ pattern, regex: true, caseSensitive })
      if (query.kind !== 'all') telling += 1
      for (let j = 0; j < 3; j++) {
        const noise = pick(random, ['', ' ', 'x\n', '\xff', 'é'])
        const text = Buffer.concat([Buffer.from(noise, 'latin1'), Buffer.from(example(parsed.ast, random)), Buffer.from(noise)])
        const match = compiled.matcher.find(text, 0)
        if (match === null) continue
        matched += 1
        expect(match.end - match.start).toBeLessThanOrEqual(maxBytes)
        expect(holds(query, gramsIn(text)), `/${pattern}/${caseSensitive ? '' : 'i'} in ${JSON.stringify(text.toString())} needs ${printGramQuery(query)}`).toBe(true)
      }
    }
    expect(telling).toBeGreaterThan(40)
    expect(matched).toBeGreaterThan(280)
  })
})
