import { describe, expect, test } from 'vitest'
import type { Ledger, LedgerRow, SkipReason } from '../../src/search/contract.ts'
import { sizeOf, sortRows, summarise, unlisted } from './ledger-words.ts'

/** `state name reason×count …`; `unread` is not_searched without a file. */
function row(text: string): LedgerRow {
  const [state = '', repository = '', ...skips] = text.split(' ')
  const skipped = skips.map((skip) => ({ reason: skip.split('×')[0] as SkipReason, count: Number(skip.split('×')[1]), examples: [] }))
  return { repository, rev: 'HEAD', commit: 'c0ffee', state: (state === 'unread' ? 'not_searched' : state) as LedgerRow['state'], files: 10, commits: 0, bytes: 1500, skipped, fetchedAt: null }
}

function ledgerOf(rows: string[], repositories = rows.filter((text) => !text.startsWith('excluded')).length): Ledger {
  const all = rows.map(row)
  const read = rows.filter((text) => !/^(unread|excluded)/.test(text)).length
  return { complete: all.every(({ state }) => state === 'searched' || state === 'excluded'), repositories, files: 10 * read, commits: 0, bytes: 1500 * read, rows: all }
}

describe('the line of the ledger', () => {
  const cases: [rows: string[], running: boolean, line: string][] = [
    [['searched a'], false, 'complete: Complete — 10 files in 1 repository, 1.5 kB'],
    [['searched a binary×3', 'excluded b fork×1'], false, 'complete: Complete — 10 files in 1 repository, 1.5 kB · 3 binary · 1 left out as a fork (fork:yes includes it)'],
    [['searched a', 'partly b too_large×2'], false, 'incomplete: Not complete — 1 of 2 repositories not wholly searched · 2 above the size limit'],
    [['searched a binary×1', 'not_searched b cloning×1'], false, 'incomplete: Not complete — 1 of 2 repositories not wholly searched · 1 still being cloned · 1 binary'],
    [['searched a'], true, 'running: Searching — 10 files in 1 repository, 1.5 kB'],
    [[], false, 'nothing: Nothing was searched — '],
    [['unread a no_revision×1'], false, 'nothing: Nothing was searched — 1 without this branch, tag or commit'],
    [['excluded a archived×1'], false, 'nothing: Nothing was searched — 1 left out as archived (archived:yes includes it)'],
  ]
  test.each(cases)('%j, running: %s', (rows, running, line) => {
    const { state, verdict, parts } = summarise(ledgerOf(rows), running)
    expect(`${state}: ${verdict} — ${parts.join(' · ')}`).toBe(line)
  })
})

test('commits are counted where they were looked at', () => {
  const ledger = ledgerOf(['searched a'])
  const told = ({ files, commits }: { files: number; commits: number }) => summarise({ ...ledger, files, commits }, false).parts[0]
  expect([told({ files: 0, commits: 3888 }), told({ files: 2, commits: 1 }), told({ files: 0, commits: 0 })]).toEqual(['3,888 commits in 1 repository, 1.5 kB', '2 files and 1 commit in 1 repository, 1.5 kB', '0 files in 1 repository, 1.5 kB'])
})

test('gaps come first, then by name', () => {
  const rows = sortRows(['searched a', 'partly d', 'excluded b', 'not_searched z', 'partly c'].map(row))
  expect(rows.map(({ repository }) => repository)).toEqual(['z', 'c', 'd', 'b', 'a'])
})

test('repositories without a row are those searched wholly', () => {
  expect(unlisted(ledgerOf(['partly a', 'excluded b'], 9))).toBe(8)
})

test.each([[0, '0 B'], [999, '999 B'], [1000, '1.0 kB'], [12_345, '12 kB'], [1_400_000, '1.4 MB'], [3e12, '3.0 TB']])('%i bytes are %s', (bytes, text) => {
  expect(sizeOf(bytes)).toBe(text)
})
