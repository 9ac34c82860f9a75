import { describe, expect, it } from 'vitest'
import { FIELDS, type Change } from './change.ts'
import { namedCommits, withoutTrailers } from './message.ts'
import { countIn, namedIn, vectorOf } from './vector.ts'
import { commitTerm, pathTerm, visitWords } from './words.ts'

/** Words as `text`, names as `=text`, parts as `.text`. */
function words(text: string): string {
  const bytes = Buffer.from(text)
  const found: string[] = []
  visitWords(bytes, {}, (_term, kind, from, to) => found.push(`${{ plain: '', name: '=', part: '.' }[kind]}${bytes.toString('utf8', from, to)}`))
  return found.join(' ')
}

/** The terms of a text that is one word. */
function termOf(text: string): number {
  const terms: number[] = []
  visitWords(Buffer.from(text), {}, (term) => terms.push(term))
  return terms[0] ?? -1
}

describe('words', () => {
  it.each([
    ['a retry, of it', 'retry of it'],
    ['maxRetries', '=maxRetries .max .Retries'],
    ['rte_eth_dev_start()', '=rte_eth_dev_start .rte .eth .dev .start'],
    ['HTTPServer2go', '=HTTPServer2go .HTTP .Server2go'],
    ['__init__ _x $', 'init'],
    ['x.y->z 42 0x7f', '42 0x7f'],
    ['größe naïve', 'größe naïve'],
    [`${'a'.repeat(101)} b2`, 'b2'],
    ['', ''],
  ])('of %j are %j', (text, expected) => expect(words(text)).toBe(expected))

  it.each([
    ['locks locked locking Lock', 1], ['stopped stopping stops stop', 1], ['caches cached caching cache', 1], ['process processes processed', 1],
    ['lock look', 2], ['bus but', 2], ['max_retries maxRetries', 2], ['ring red', 2],
  ])('of %j there are %i different', (text, count) => expect(new Set(text.split(' ').map(termOf)).size).toBe(count))

  it('visits only what stands between two places', () => {
    const found: number[] = []
    visitWords(Buffer.from('one two three'), { from: 4, to: 7 }, (term) => found.push(term))
    expect(found).toEqual([termOf('two')])
  })
})

describe('messages', () => {
  it.each([
    ['one', { subject: 'one', body: '' }],
    ['one\n\ntwo\nthree\n\nSigned-off-by: A <a@b>\nFixes: 1a2b3c4d ("x")\n', { subject: 'one', body: '\ntwo\nthree' }],
    ['one\n\nFixes: 1a2b3c4d\ntwo stays\n', { subject: 'one', body: '\ntwo stays' }],
    ['one\n\ntwo: three\nfour\n\nBug report: #4711, 4712', { subject: 'one', body: '\ntwo: three\nfour' }],
    ['Fix: a thing', { subject: 'Fix: a thing', body: '' }],
  ])('%j', (message, expected) => expect(withoutTrailers(message)).toEqual(expected))
})

describe('the commits that a message names', () => {
  it.each([
    ['mend it\n\nFixes: 1a2b3c4d5e6f ("add it")', '1a2b3c4d5e6f'],
    ['after 1a2b3c4 and 1a2b3c4, not abc123, deadbeef or 0x1a2b3c4d', '1a2b3c4'],
    [`This reverts commit ${'1'.repeat(40)}.`, '1'.repeat(40)],
    [Array.from({ length: 33 }, (_none, i) => 1_000_000 + i).join(' '), ''],
    ['nothing', ''],
  ])('%j', (message, expected) => expect(namedCommits(message).join(' ')).toBe(expected))

  it('stand before the words, in no field, however many digits were given', () => {
    const vector = vectorOf({ oid: '', message: 'after 1a2b3c4d5e and 2b3c4d5', files: [] })
    expect([...namedIn(vector)]).toEqual([commitTerm('1a2b3c4'), commitTerm(`2b3c4d5${'0'.repeat(33)}`)])
    expect(namedIn(vectorOf({ oid: '', message: 'nothing', files: [] })).length).toBe(0)
  })
})

/** The counts of a word in each field. */
const counts = (change: Change, term: number) => {
  const { terms, counts } = vectorOf(change)
  return FIELDS.map((_name, field) => countIn(counts[terms.indexOf(term)] ?? 0, field))
}

const text = (content: string) => Buffer.from(content)

describe('the vector of a change', () => {
  const change: Change = {
    oid: 'a'.repeat(40), message: 'retry the lock\n\nA lock may be lost.',
    files: [{ path: 'src/lock/retry.c', sections: text('lock_init(void)\n'), added: text('lock(lock);\n'.repeat(20)), removed: text('unlock();\n') }],
  }
  it.each([
    ['lock', [1, 1, 1, 1, 15, 0]], ['retry', [1, 0, 1, 0, 0, 0]], ['lock_init', [0, 0, 0, 1, 0, 0]], ['unlocked', [0, 0, 0, 0, 0, 1]], ['absent', [0, 0, 0, 0, 0, 0]],
  ])('counts %s by field', (word, expected) => expect(counts(change, termOf(word))).toEqual(expected))
  it.each([['src/lock/retry.c', 1], ['retry.c', 1], ['lock/retry.c', 0]])('knows the path %s: %i', (path, expected) => expect(counts(change, pathTerm(path))[2]).toBe(expected))
  it('has the lengths of its fields', () => expect([...vectorOf(change).lengths]).toEqual([3, 4, 5, 4, 40, 1]))
  it('has no more terms than it may', () => {
    const many = Array.from({ length: 10_000 }, (_none, i) => `w${i}`).join(' ')
    expect(vectorOf({ oid: '', message: many, files: [] }).terms.length).toBe(6_000)
  })
})
