import { describe, expect, test } from 'vitest'
import { authorWords, beginningOf, blameRuns, crumbsOf, folderOf, initialsOf, linesWords, markdownBase, moveLines, searchable, searchHref, titleOf } from './code-words.ts'
import { parsePlace } from './links.ts'

test.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['Jean-Luc de la Tour', 'JT'],
  ['😀 b', '😀B'],
  ['', '?'],
])('initials of %j', (name, initials) => expect(initialsOf(name)).toBe(initials))

test.each([
  ['', ''],
  ['a', 'a=a'],
  ['a/b c/d', 'a=a b c=a/b c d=a/b c/d'],
])('crumbs of %j', (path, expected) => expect(crumbsOf(path).map((crumb) => `${crumb.name}=${crumb.path}`).join(' ')).toBe(expected))

test.each([
  ['a', ''],
  ['a/b', 'a'],
  ['', ''],
])('the folder of %j', (path, folder) => expect(folderOf(path)).toBe(folder))

test.each([
  ['v1.1', 'v1'],
  ['a', 'a'],
  ['release', 'relea'],
])('%s is looked for by %s', (name, beginning) => expect(beginningOf(name)).toBe(beginning))

describe('a search for a text', () => {
  test.each([
    ['taxStep', 'taxStep'],
    ['not', 'content:"not"'],
    ['a b', 'content:"a b"'],
    ['repo:x', 'content:"repo:x"'],
    ['say "hi"\\', 'content:"say \\"hi\\"\\\\"'],
  ])('%s', (text, query) => expect(new URL(searchHref(text), 'http://firebreak.test').searchParams.get('q')).toBe(query))

  test('in the history', () => expect(new URL(searchHref('a b', { history: true }), 'http://firebreak.test').searchParams.get('q')).toBe('type:diff content:"a b"'))

  test.each([
    ['  rate ', 'rate'],
    ['x', ''],
    ['a\nb', ''],
    ['x'.repeat(201), ''],
  ])('%j is worth %j', (text, term) => expect(searchable(text)).toBe(term))
})

describe('the selection by keyboard', () => {
  test.each([
    [null, 1, false, '1-1'],
    ['3-5', 1, false, '6-6'],
    ['3-5', -1, false, '2-2'],
    ['3-5', 1, true, '3-6'],
    ['3-5', -1, true, '3-4'],
    ['3-3', -1, true, '3-3'],
    ['9-9', 1, false, '9-9'],
    ['1-1', -1, false, '1-1'],
  ] as const)('%s by %d, extended: %s', (from, by, extend, expected) => {
    const [start = 0, end = 0] = from?.split('-').map(Number) ?? []
    const moved = moveLines(from ? { start, end } : null, by, { last: 9, extend })
    expect(`${moved.start}-${moved.end}`).toBe(expected)
  })
})

test('blame', () => {
  const hunk = { start: 1, end: 3, commit: 'abcdef0123456789', author: 'Ada Lovelace', email: 'a@example.org', time: '2026-01-01T00:00:00.000Z', summary: 'Begin', previous: null }
  expect(blameRuns([hunk], 'acme/shop', Date.parse('2026-01-03T00:00:00Z'))).toEqual([
    { start: 1, end: 3, label: 'AL · 2 days ago', title: 'Begin\nAda Lovelace, 2026-01-01 00:00:00 UTC\nabcdef0123', href: '/acme/shop/-/commit/abcdef0123456789' },
  ])
})

test('a document links within its revision, and takes images at its commit', () => {
  const base = markdownBase({ repo: 'acme/shop', rev: 'main', commit: 'abc', path: 'docs/a.md' })
  expect(base.folder).toBe('docs')
  expect(base.link('src/a.ts')).toBe('/acme/shop@main/-/blob/src/a.ts')
  expect(base.link('')).toBe('/acme/shop@main')
  expect(base.image('a b.png')).toBe('/api/v1/code/raw?repo=acme%2Fshop&rev=abc&path=a+b.png')
})

test('lines and authors in words', () => {
  expect(linesWords({ start: 1200, end: 1200 })).toBe('Line 1,200')
  expect(linesWords({ start: 1, end: 2 })).toBe('Lines 1–2')
  const person = (name: string) => ({ name, email: '', time: '' })
  expect(authorWords({ author: person('Ada'), committer: person('Ada') })).toBe('Ada')
  expect(authorWords({ author: person('Ada'), committer: person('Grace') })).toBe('Ada, committed by Grace')
})

test.each([
  ['/acme/pricing', 'acme/pricing'],
  ['/acme/pricing@v2.6.1/-/tree/src/tax', 'src/tax · acme/pricing@v2.6.1'],
  ['/acme/pricing/-/blob/src/tax/regional.ts', 'regional.ts · src/tax · acme/pricing'],
  ['/acme/pricing@51513351416d1b69d15065e8df06140e86fd9668/-/blob/README.md', 'README.md · acme/pricing@5151335141'],
  ['/acme/pricing/-/history', 'History of acme/pricing'],
  ['/acme/pricing/-/history/src', 'History of src · acme/pricing'],
  ['/acme/pricing/-/commit/51513351416d1b69d15065e8df06140e86fd9668', 'Commit 5151335141 · acme/pricing'],
  ['/acme/pricing/-/compare/v2.6.0...', 'Compare v2.6.0 with default branch · acme/pricing'],
  ['/acme/pricing/-/refs', 'Branches and tags · acme/pricing'],
])('the title of %s', (address, title) => {
  const place = parsePlace(address)
  expect(place && titleOf(place)).toBe(title)
})
