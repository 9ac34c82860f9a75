import { describe, expect, test } from 'vitest'
import { countLines, decodeText, findSuspiciousLines } from './text.ts'

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)))

describe('text or binary', () => {
  const table: [what: string, bytes: Uint8Array, encoding: string | null, text?: string][] = [
    ['nothing', bytes(), 'utf-8', ''],
    ['ASCII', bytes('one\r\ntwo'), 'utf-8', 'one\r\ntwo'],
    ['UTF-8', bytes('Größe 日本 😀'), 'utf-8', 'Größe 日本 😀'],
    ['UTF-8 with a byte order mark', bytes([0xef, 0xbb, 0xbf], 'a'), 'utf-8', 'a'],
    ['UTF-16, little end first', bytes([0xff, 0xfe, 0x61, 0, 0xdf, 0]), 'utf-16', 'aß'],
    ['UTF-16, big end first', bytes([0xfe, 0xff, 0, 0x61, 0, 0xdf]), 'utf-16', 'aß'],
    ['UTF-16 cut in half', bytes([0xff, 0xfe, 0x61, 0, 0xdf]), 'utf-16', 'a\ufffd'],
    ['UTF-16 without a byte order mark', bytes([0x61, 0, 0xdf, 0]), null],
    ['Latin-1', bytes([0x47, 0x72, 0xf6, 0xdf, 0x65]), 'latin-1', 'Größe'],
    ['Latin-1 in one line of UTF-8', bytes('ö\n', [0xf6], '\nß'), 'latin-1', 'ö\nö\nß'],
    ['a broken line among many sound ones', bytes('ö\n'.repeat(40_000), [0xf6], '\nß'), 'latin-1', `${'ö\n'.repeat(40_000)}ö\nß`],
    ['more broken lines than are read one by one', bytes(Buffer.alloc(2_000_000, bytes([0xf6, 10])).toJSON().data), 'latin-1', 'ö\n'.repeat(1_000_000)],
    ['a zero byte', bytes('a', [0], 'b'), null],
    ['a zero byte far behind', bytes('a'.repeat(8000), [0]), 'utf-8', `${'a'.repeat(8000)}\0`],
  ]
  for (const [what, given, encoding, text] of table) {
    test(`${what} is ${encoding ?? 'binary'}`, () => expect(decodeText(given)).toEqual(encoding === null ? null : { encoding, text }))
  }
})

describe('lines', () => {
  const table: [text: string, lines: number][] = [['', 0], ['a', 1], ['a\n', 1], ['a\nb', 2], ['\n', 1], ['\n\n', 2], ['a\r\nb\r\n', 2]]
  for (const [text, lines] of table) test(`${JSON.stringify(text)} has ${lines}`, () => expect(countLines(text)).toBe(lines))
})

describe('suspicious lines', () => {
  const table: [text: string, lines: number[]][] = [
    ['plain\ttext\r\n\fpage', []],
    ['if (isAdmin\u202e \u2066// check\u2069 \u2066)', [1]],
    ['a\nb\u200bc\nd\ne\u200b\u200b', [2, 4]],
    ['escape\u001b[31m', [1]],
    ['zero\0', [1]],
    ['next\u0085line', [1]],
    ['family 👩‍👩‍👧, Persian می‌خواهم', []],
    ['\n\n\n\u202a', [4]],
    ['tag \u{e0041}', [1]],
  ]
  for (const [text, lines] of table) test(`${JSON.stringify(text)} → ${lines.join()}`, () => expect(findSuspiciousLines(text)).toEqual(lines))
  test('ten million on one line', () => expect(findSuspiciousLines('\u0001'.repeat(10_000_000))).toEqual([1]))
  test('no more than the limit', () => expect(findSuspiciousLines('\u200b\n'.repeat(10), 3)).toEqual([1, 2, 3]))
})
