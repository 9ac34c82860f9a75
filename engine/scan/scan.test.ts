import { describe, expect, test } from 'vitest'
import { seeded, pick, type Random } from '../../test/support/random.ts'
import { compilePattern } from './document.ts'
import { DEFAULT_LIMITS, scanDocument, type ScanLimits, type ScanOutcome } from './scan.ts'

type Options = Partial<ScanLimits> & { path?: string; isCancelled?: () => boolean }

function scan(pattern: string, bytes: Uint8Array, { path = '', isCancelled, ...limits }: Options = {}): ScanOutcome {
  const compiled = compilePattern({ kind: 'atom', field: 'any', pattern, regex: true }, { caseSensitive: true })
  if (!compiled.ok) throw new Error(compiled.issue.message)
  return scanDocument({ path, bytes }, compiled.matcher, { limits: { ...DEFAULT_LIMITS, ...limits }, isCancelled })
}

/**
 * The outcome as one line of text: `0:1-0:2` a range by line and column, `|1 text` a shown line, `…` more than is shown.
 * A truncated line shows where it starts: `|0@+5 text…`.
 */
function shown(outcome: ScanOutcome): string {
  if (outcome.kind !== 'match') return outcome.kind === 'skipped' ? `skipped: ${outcome.reason}` : outcome.kind
  const ranges = outcome.ranges.map(({ start, end }) => `${start.line}:${start.column}-${end.line}:${end.column}`)
  const lines = outcome.lines.map((line) => `|${line.line}${line.truncated ? `@+${line.column}` : ''} ${line.text}${line.truncated ? '…' : ''}`)
  return [...ranges, ...lines, ...(outcome.limitHit ? ['…'] : [])].join(' ')
}

function check(cases: readonly (readonly [pattern: string, text: string | Buffer, expected: string, options?: Options])[]): void {
  for (const [pattern, text, expected, options] of cases) {
    const context = `${pattern} in ${JSON.stringify(text.toString())}: `
    expect(context + shown(scan(pattern, Buffer.from(text), options))).toBe(context + expected)
  }
}

test('ranges and their lines', () =>
  check([
    ['b', 'abc', '0:1-0:2 |0 abc'],
    ['b', 'a\nb\nab\n', '1:0-1:1 2:1-2:2 |1 b |2 ab'],
    ['x', 'a\n', 'no-match'],
    ['b', 'a\r\nb\r\n', '1:0-1:1 |1 b'],
    ['a.', 'a\r\nb', '0:0-0:2 |0 a'],
    ['b$', 'ab', '0:1-0:2 |0 ab'],
    ['x', '💧x', '0:1-0:2 |0 💧x'],
    ['a\\nb', 'a\nb\nc', '0:0-1:1 |0 a |1 b'],
    ['a\\n', 'a\nb', '0:0-1:0 |0 a'],
    ['\\n', 'a\n\nb', '0:1-1:0 1:0-2:0 |0 a |1 '],
    ['(?s).+', 'a\nb\n', '0:0-2:0 |0 a |1 b'],
    ['^a', '\ufeffa', '0:0-0:1 |0 a'],
    ['caf', Buffer.from('caf\xe9', 'latin1'), '0:0-0:3 |0 café'],
    ['é', Buffer.from('caf\xe9', 'latin1'), '0:3-0:4 |0 café'],
    ['b', Buffer.from('\ufeffa\r\nb\r\n', 'utf16le'), '1:0-1:1 |1 b'],
  ]))

test('context lines, each once', () =>
  check([
    ['c', 'a\nb\nc\nd\ne\n', '2:0-2:1 |1 b |2 c |3 d', { contextLines: 1 }],
    ['[bd]', 'a\nb\nc\nd\ne\nf', '1:0-1:1 3:0-3:1 |0 a |1 b |2 c |3 d |4 e', { contextLines: 1 }],
    ['a|f', 'a\nb\nc\nd\ne\nf', '0:0-0:1 5:0-5:1 |0 a |1 b |4 e |5 f', { contextLines: 1 }],
    ['a', 'a', '0:0-0:1 |0 a', { contextLines: 3 }],
    ['a', '\n\na\n', '2:0-2:1 |0  |1  |2 a', { contextLines: 2 }],
  ]))

test('a long line is shown around its first match, and its positions stay true', () =>
  check([
    ['x', `${'a'.repeat(20)}x${'b'.repeat(20)}`, `0:20-0:21 |0@+18 aaxbbbbb…`, { maxLineBytes: 8 }],
    ['x', `x${'b'.repeat(20)}`, `0:0-0:1 |0@+0 xbbbbbbb…`, { maxLineBytes: 8 }],
    ['x', `${'a'.repeat(20)}x`, `0:20-0:21 |0@+13 aaaaaaax…`, { maxLineBytes: 8 }],
    ['x', `${'💧'.repeat(5)}x${'é'.repeat(5)}`, `0:5-0:6 |0@+4 💧xé…`, { maxLineBytes: 8 }],
    ['x', `abc\nx\n${'d'.repeat(9)}`, `1:0-1:1 |0 abc |1 x |2@+0 dddd…`, { maxLineBytes: 4, contextLines: 1 }],
  ]))

test('limits are told', () =>
  check([
    ['a', 'a\na\na\n', '0:0-0:1 1:0-1:1 |0 a |1 a …', { maxMatches: 2 }],
    ['(?s).+', 'a\nb\nc', '0:0-2:1 |0 a |1 b …', { maxLines: 2 }],
    ['(?:a?){50}b', 'a'.repeat(100_000), 'skipped: too-much-work', { maxSteps: 10_000 }],
    ['b|a+$', `b${'a'.repeat(100_000)}`, '0:0-0:1 |0@+0 baaa… …', { maxSteps: 10_000, maxLineBytes: 4 }],
  ]))

test('what is not searched is told, unless the path decides', () =>
  check([
    ['a', 'a\0', 'skipped: binary'],
    ['a', 'aaaa', 'skipped: too-large', { maxDocumentBytes: 3 }],
    ['txt', 'a\0', '', { path: 'a.txt' }],
    ['txt', 'aaaa', '', { path: 'a.txt', maxDocumentBytes: 3 }],
  ]))

test('a scan that is cancelled stops', () => {
  expect(() => scan('[^a]', Buffer.alloc(1_000_000, 'a'), { isCancelled: () => true })).toThrow('cancelled')
})

test('a line of a million matches takes a walk over it, not one for each', () => {
  const outcome = scan('ab', Buffer.from('ab'.repeat(500_000)), { maxMatches: 1_000_000, maxSteps: 30_000_000 })
  expect(outcome.kind === 'match' && outcome.ranges.length).toBe(500_000)
  expect(outcome.kind === 'match' && outcome.ranges.at(-1)?.start.column).toBe(999_998)
})

describe.each([11, 12, 13])('random documents, seed %i', (seed) => {
  test('≡ a naive scan with the expressions of JavaScript', () => {
    const random = seeded(seed)
    let matches = 0
    for (let i = 0; i < 400; i++) {
      const text = randomDocument(random)
      const pattern = pick(random, PATTERNS)
      const outcome = scan(pattern, text.bytes, { maxMatches: 1_000_000 })
      const context = `${pattern} in ${text.bytes.toString('hex')}: `
      expect(context + shown(outcome)).toBe(context + naive(pattern, text.searched))
      if (outcome.kind === 'match') matches += 1
    }
    expect(matches).toBeGreaterThan(100)
  })
})

/** Of equal meaning for JavaScript in the mode that reads UTF-8 as text. */
const PATTERNS = ['a', 'ab', 'é', '💧', '\\w+', 'a\\s+b', '^a', 'b\\n', 'a.*b', '[^a\\n]+$', '(?:a|ab)(?:b|)', '\\bb', 'a{2,}', '\\x{fffd}']

/** `searched` is the text that the scanner should see: invalid bytes are in no pattern, so any stand-in will do. */
function randomDocument(random: Random): { bytes: Buffer; searched: string } {
  const pieces = ['a', 'b', 'ab', 'aab', ' ', '\n', '\r\n', 'é', '💧', 'b'.repeat(30)]
  const text = Array.from({ length: random(30) }, () => pick(random, pieces)).join('')
  const kind = random(4)
  if (kind === 0) return { bytes: Buffer.from(`\ufeff${text}`), searched: text }
  if (kind === 1) return { bytes: Buffer.from(`\ufeff${text}`, 'utf16le'), searched: text }
  return { bytes: Buffer.from(text), searched: text }
}

function naive(pattern: string, text: string): string {
  const regex = new RegExp(pattern.replace('\\x{fffd}', '\\ufffd'), 'gmu')
  // JavaScript ends a line at \r too, where RE2 reads on; so \r is looked at as another plain character.
  const plain = text.replaceAll('\r', '\u00a4')
  const isSpacePattern = pattern.includes('\\s')
  const found = [...(isSpacePattern ? text : plain).matchAll(regex)].filter(([match]) => match !== '')
  if (found.length === 0) return 'no-match'
  const lines = text.split('\n')
  const place = (offset: number) => {
    const before = text.slice(0, offset).split('\n')
    return { line: before.length - 1, column: [...(before.at(-1) ?? '')].length }
  }
  const touched = new Set<number>()
  const ranges = found.map((match) => {
    const start = place(match.index)
    const end = place(match.index + match[0].length)
    for (let line = start.line; line <= place(match.index + match[0].length - 1).line; line++) touched.add(line)
    return `${start.line}:${start.column}-${end.line}:${end.column}`
  })
  const shownLines = [...touched].map((line) => `|${line} ${line < lines.length - 1 ? lines[line].replace(/\r$/, '') : lines[line]}`)
  return [...ranges, ...shownLines].join(' ')
}
