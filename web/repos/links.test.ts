import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commitHref, compareHref, fileHref, historyHref, indexesHref, linesKey, parseLines, parsePlace, placeHref, refsHref, repoHref, treeHref, type CodePlace } from './links.ts'

/** What the browser makes of an address, and what the router hands to the page. */
function open(href: string): CodePlace | null {
  const { pathname, search } = new URL(href, 'http://firebreak.test')
  return parsePlace(pathname, Object.fromEntries(new URLSearchParams(search)))
}

describe('an address printed and opened again', () => {
  const repo = 'git.example/acme/shop'
  const cases: [href: string, printed: string, place: CodePlace][] = [
    [repoHref({ repo }), '/git.example/acme/shop', { view: 'tree', repo, rev: '', path: '' }],
    [repoHref({ repo, rev: 'release/1.2' }), '/git.example/acme/shop@release/1.2', { view: 'tree', repo, rev: 'release/1.2', path: '' }],
    [repoHref({ repo, rev: 'pkg@1.0' }), '/git.example/acme/shop@pkg@1.0', { view: 'tree', repo, rev: 'pkg@1.0', path: '' }],
    [repoHref({ repo, rev: 'a/-/blob/b' }), '/git.example/acme/shop@a%2F-%2Fblob%2Fb', { view: 'tree', repo, rev: 'a/-/blob/b', path: '' }],
    [treeHref({ repo, path: 'src/lib' }), '/git.example/acme/shop/-/tree/src/lib', { view: 'tree', repo, rev: '', path: 'src/lib' }],
    [fileHref({ repo, rev: 'v1', path: 'a.ts', lines: { start: 10, end: 20 } }), '/git.example/acme/shop@v1/-/blob/a.ts?L10-20', { view: 'blob', repo, rev: 'v1', path: 'a.ts', lines: { start: 10, end: 20 } }],
    [fileHref({ repo, path: 'a b/ü.ts' }), '/git.example/acme/shop/-/blob/a%20b/%C3%BC.ts', { view: 'blob', repo, rev: '', path: 'a b/ü.ts', lines: null }],
    [fileHref({ repo, path: '#1/50%/why?.md' }), '/git.example/acme/shop/-/blob/%231/50%25/why%3F.md', { view: 'blob', repo, rev: '', path: '#1/50%/why?.md', lines: null }],
    [fileHref({ repo, path: '@types/[id]/$key.ts' }), '/git.example/acme/shop/-/blob/@types/[id]/%24key.ts', { view: 'blob', repo, rev: '', path: '@types/[id]/$key.ts', lines: null }],
    [fileHref({ repo, path: 'a/-/blob/b' }), '/git.example/acme/shop/-/blob/a/-/blob/b', { view: 'blob', repo, rev: '', path: 'a/-/blob/b', lines: null }],
    [fileHref({ repo: 'a@b/c', rev: 'x', path: 'p' }), '/a%40b/c@x/-/blob/p', { view: 'blob', repo: 'a@b/c', rev: 'x', path: 'p', lines: null }],
    [historyHref({ repo, rev: 'v1', path: 'src' }), '/git.example/acme/shop@v1/-/history/src', { view: 'history', repo, rev: 'v1', path: 'src' }],
    [historyHref({ repo }), '/git.example/acme/shop/-/history', { view: 'history', repo, rev: '', path: '' }],
    [commitHref({ repo, oid: 'abc' }), '/git.example/acme/shop/-/commit/abc', { view: 'commit', repo, rev: 'abc' }],
    [compareHref({ repo, base: 'a/b', head: 'c#d' }), '/git.example/acme/shop/-/compare/a/b...c%23d', { view: 'compare', repo, base: 'a/b', head: 'c#d' }],
    [compareHref({ repo, head: 'c' }), '/git.example/acme/shop/-/compare/...c', { view: 'compare', repo, base: '', head: 'c' }],
    [compareHref({ repo }), '/git.example/acme/shop/-/compare', { view: 'compare', repo, base: '', head: '' }],
    [refsHref({ repo }), '/git.example/acme/shop/-/refs', { view: 'refs', repo }],
    [indexesHref({ repo }), '/git.example/acme/shop/-/code-intelligence', { view: 'indexes', repo, upload: null }],
    [indexesHref({ repo, upload: 7 }), '/git.example/acme/shop/-/code-intelligence/uploads/7', { view: 'indexes', repo, upload: 7 }],
  ]
  test.each(cases)('%s', (href, printed, place) => {
    expect(href).toBe(printed)
    expect(open(href)).toEqual(place)
  })

  test('any names, seed 7', () => {
    const name = fc.array(fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }).map((part) => part.replaceAll('/', '_')).filter((part) => !/^\.{1,2}$/.test(part)), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const repo = name.filter((text) => !text.split('/').includes('-'))
    const place: fc.Arbitrary<CodePlace> = fc.record({ view: fc.constant('blob' as const), repo, rev: fc.oneof(fc.constant(''), name), path: name, lines: fc.constant({ start: 3, end: 9 }) })
    fc.assert(
      fc.property(place, (one) => {
        expect(open(placeHref(one))).toEqual(one)
      }),
      { seed: 7, numRuns: 500 },
    )
  })
})

test.each([
  ['/acme/shop/', { view: 'tree', repo: 'acme/shop', rev: '', path: '' }],
  ['/acme/shop/-/blob', { view: 'tree', repo: 'acme/shop', rev: '', path: '' }],
  ['/acme/shop/-/tree/', { view: 'tree', repo: 'acme/shop', rev: '', path: '' }],
  ['/acme/shop/-/compare/a..b', { view: 'compare', repo: 'acme/shop', base: 'a', head: 'b' }],
  ['/acme/shop/-/blob/100%', { view: 'blob', repo: 'acme/shop', rev: '', path: '100%', lines: null }],
  ['/acme/shop/-/code-intelligence/uploads/U0NJUFVwbG9hZDo0Mg==', { view: 'indexes', repo: 'acme/shop', upload: 42 }],
  ['/acme/shop/-/code-intelligence/uploads/U0NJUFVwbG9hZDo3', { view: 'indexes', repo: 'acme/shop', upload: 7 }],
  ['/acme/shop/-/code-intelligence/uploads/!', { view: 'indexes', repo: 'acme/shop', upload: null }],
  ['/acme/shop/-/nothing/x', null],
  ['/', null],
  ['/@main', null],
])('typed by hand: %s', (pathname, place) => expect(parsePlace(pathname)).toEqual(place))

test.each([
  ['L10', { start: 10, end: 10 }, 'L10'],
  ['L10-20', { start: 10, end: 20 }, 'L10-20'],
  ['L10-L20', { start: 10, end: 20 }, 'L10-20'],
  ['L20-10', { start: 10, end: 20 }, 'L10-20'],
  ['L10-10', { start: 10, end: 10 }, 'L10'],
  ['L10:5', { start: 10, end: 10, startColumn: 5 }, 'L10:5'],
  ['L10:5-12:9', { start: 10, end: 12, startColumn: 5, endColumn: 9 }, 'L10:5-12:9'],
  ['L10:5-10:9', { start: 10, end: 10, startColumn: 5, endColumn: 9 }, 'L10:5-10:9'],
  ['L0', null, null],
  ['L', null, null],
  ['l10', null, null],
  ['L10-', null, null],
  ['L9999999999', null, null],
])('lines %s', (text, lines, printed) => {
  expect(parseLines(text)).toEqual(lines)
  if (lines && printed) expect(linesKey(lines)).toBe(printed)
})
