import { describe, expect, test } from 'vitest'
import type { SkipReason } from './contract.ts'
import { createLedger, type RowBook } from './ledger.ts'
import { short, skippedOf } from './skipped.ts'

/**
 * What happens to places, a word each: `a` opens and wholly searches a, `a(5)` after searching 5 files of it, `a!timeout` skips a
 * file of it for a reason and closes it, `a…` opens and leaves it, `a…(5)` after 5 files, `-a:fork` passes over it, `a^` removes it.
 */
function ledgerOf(story: string) {
  const ledger = createLedger()
  const open = (repository = ''): RowBook => ledger.open({ repository, rev: 'HEAD', commit: 'c', fetchedAt: null })
  for (const word of story.split(' ').filter(Boolean)) {
    const [, name, left, files, reason] = /^(\w+)(…)?(?:\((\d+)\))?(?:!(\w+))?/.exec(word) ?? []
    if (word.startsWith('-')) {
      const [repository = '', skipped] = word.slice(1).split(':')
      ledger.skip({ repository, rev: 'HEAD', commit: null, fetchedAt: null }, skipped as SkipReason)
      continue
    }
    const row = open(name)
    if (files) row.searched(Number(files), 10 * Number(files))
    if (reason) row.skipped(reason as SkipReason, 'some/path')
    if (word.endsWith('^')) row.remove()
    else if (!left) row.close()
  }
  return ledger
}

const print = (ledger: { complete: boolean; rows: { repository: string; state: string; skipped: { reason: string; count: number }[] }[] }) =>
  `${ledger.complete ? 'complete' : 'incomplete'}: ${ledger.rows.map((row) => [row.repository, row.state, ...row.skipped.map(({ reason, count }) => `${reason}×${count}`)].join(' ')).join(', ')}`

describe('the whole ledger', () => {
  const check = (story: string, expected: string) => test(`${story || 'nothing'} → ${expected}`, () => expect(print(ledgerOf(story).ledger('timeout'))).toBe(expected))

  check('', 'incomplete: ')
  check('a', 'complete: a searched')
  check('b a', 'complete: a searched, b searched')
  check('a!binary', 'complete: a searched binary×1')
  check('a!submodule', 'complete: a searched submodule×1')
  for (const reason of ['too_large', 'too_much_work', 'missing', 'match_limit', 'failed']) check(`a(1)!${reason}`, `incomplete: a partly ${reason}×1`)
  check('a…', 'incomplete: a not_searched timeout×1')
  check('a…(5)', 'incomplete: a partly timeout×1')
  check('a b…', 'incomplete: a searched, b not_searched timeout×1')
  check('a -b:fork', 'complete: a searched, b excluded fork×1')
  check('-b:fork -c:archived', 'incomplete: b excluded fork×1, c excluded archived×1')
  check('a -b:cloning', 'incomplete: a searched, b not_searched cloning×1')
  check('-b:no_revision -b:no_revision', 'incomplete: b not_searched no_revision×1')
  check('a!too_large a!too_large', 'incomplete: a partly too_large×2')
  check('a b^', 'complete: a searched')
})

describe('the ledger while a search runs', () => {
  test('counts as gaps only what has ended, and is never complete', () => {
    const { gaps, complete, rows } = ledgerOf('a b…(3) -c:cloning d!missing').coverage()
    expect({ gaps, complete, rows: rows.map(({ repository }) => repository) }).toEqual({ gaps: 2, complete: false, rows: ['c', 'd'] })
  })

  test('travels with at most a hundred rows, whatever it counts', () => {
    const ledger = ledgerOf(Array.from({ length: 150 }, (_, i) => `-r${i}:cloning`).join(' '))
    const { gaps, rows, repositories } = ledger.coverage(ledger.ledger())
    expect({ gaps, rows: rows.length, repositories }).toEqual({ gaps: 150, rows: 100, repositories: 150 })
  })

  test('keeps the first five examples of each reason, whatever came first', () => {
    const ledger = createLedger()
    const row = ledger.open({ repository: 'a', rev: 'HEAD', commit: 'c', fetchedAt: null })
    for (const i of [7, 3, 0, 1, 6, 2, 5, 4]) row.skipped('binary', `p${i}`)
    row.close()
    expect(ledger.ledger().rows[0]?.skipped).toEqual([{ reason: 'binary', count: 8, examples: ['p0', 'p1', 'p2', 'p3', 'p4'] }])
  })
})

describe('the ledger in the words of the protocol', () => {
  const check = (story: string, expected: string[]) => test(`${story} → ${expected.join()}`, () => expect(skippedOf(ledgerOf(story).ledger('timeout')).map(({ reason, title, severity }) => `${reason} ${severity} ${title}`)).toEqual(expected))

  check('a', [])
  check('a… b…', ['shard-timeout warn 2 timed out'])
  check('-a:archived -b:fork c!binary d!match_limit e!failed', ['error error 1 failed', 'document-match-limit info too many matches in one file', 'repository-fork info 1 forked', 'excluded-archive info 1 archived', 'firebreak-binary info 1 with binary files'])

  test('names ten repositories and counts the others', () => {
    const [entry] = skippedOf(ledgerOf(Array.from({ length: 12 }, (_, i) => `-r${i + 10}:cloning`).join(' ')).ledger())
    expect(entry?.message.split('\n').slice(2)).toEqual([...Array.from({ length: 10 }, (_, i) => `* \`r${i + 10}\``), '* and 2 more'])
  })

  for (const [count, text] of [[0, '0'], [999, '999'], [1000, '1,000'], [9999, '9,999'], [10_000, '10k'], [12_999, '12k']] as const) test(`${count} → ${text}`, () => expect(short(count)).toBe(text))
})
