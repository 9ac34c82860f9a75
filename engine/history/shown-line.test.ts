import { describe, expect, test } from 'vitest'
import type { Match } from '../regex/index.ts'
import { shownLine } from './shown-line.ts'

/** What is marked in what is shown, how much that is, and whether it is all. */
function check(name: string, line: Buffer, word: string, expected: string): void {
  test(name, () => {
    const { text, matches, isCut } = shownLine(line, placesOf(line, word))
    const marked = new Set(matches.map(({ start, end }) => text.subarray(start, end).toString()))
    expect(`${text.length} bytes, ${matches.length} × ${[...marked].join()}${isCut ? ', cut' : ''}`).toBe(expected)
    expect(isCut || text.equals(line)).toBe(true)
    if (!line.includes(0xff)) expect(text.toString()).not.toContain('\ufffd')
  })
}

function* placesOf(line: Buffer, word: string): Generator<Match> {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) yield { start: at, end: at + Buffer.byteLength(word) }
}

const far = (word: string, rest = '') => Buffer.from(`${'水'.repeat(3000)}${word}${rest}`)

describe('a line', () => {
  check('that is short is shown as it is', Buffer.from('one two one'), 'one', '11 bytes, 2 × one')
  check('without a match', Buffer.from('one'), 'x', '3 bytes, 0 × ')
  check('with a match far behind is shown around that', far('needle', '水'.repeat(3000)), 'needle', '1026 bytes, 1 × needle, cut')
  check('with its match at the very end', far('needle'), 'needle', '1026 bytes, 1 × needle, cut')
  check('of a megabyte of matches', Buffer.from('a'.repeat(1 << 20)), 'a', '1027 bytes, 100 × a, cut')
  check('of short matches', Buffer.from('ab'.repeat(200)), 'ab', '400 bytes, 100 × ab, cut')
  check('that is no UTF-8', Buffer.concat([Buffer.alloc(5000, 0xff), Buffer.from('needle')]), 'needle', '1024 bytes, 1 × needle, cut')
  check('whose one match is longer than what is shown', Buffer.from('x'.repeat(5000)), 'x'.repeat(5000), '1027 bytes, 1 × ' + 'x'.repeat(1027) + ', cut')
})
