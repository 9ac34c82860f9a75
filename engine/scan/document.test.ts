import { expect, test } from 'vitest'
import type { PatternNode } from '../pattern.ts'
import { UNMETERED } from '../regex/index.ts'
import { compilePattern, mergeRanges } from './document.ts'

const content = (pattern: string): PatternNode => ({ kind: 'atom', field: 'content', pattern, regex: true })
const path = (pattern: string): PatternNode => ({ kind: 'atom', field: 'path', pattern, regex: true })
const any = (pattern: string): PatternNode => ({ kind: 'atom', field: 'any', pattern, regex: true })
const literal = (pattern: string): PatternNode => ({ kind: 'atom', field: 'content', pattern, regex: false })
const and = (...nodes: PatternNode[]): PatternNode => ({ kind: 'and', nodes })
const or = (...nodes: PatternNode[]): PatternNode => ({ kind: 'or', nodes })
const not = (node: PatternNode): PatternNode => ({ kind: 'not', node })

type Options = { caseSensitive?: boolean; maxMatches?: number; text?: string | null }

/** 'no', 'unknown', or the ranges in path and text: `path 0-1, text 2-3 5-6`, with `…` where there are more. */
function shown(node: PatternNode, { caseSensitive = false, maxMatches = 10, text = 'foo bar foo' }: Options = {}): string {
  const compiled = compilePattern(node, { caseSensitive })
  if (!compiled.ok) return `${compiled.issue.pattern}: ${compiled.issue.message}`
  const document = { path: 'src/foo.ts', text: text === null ? null : Buffer.from(text) }
  const verdict = compiled.matcher.match(document, { maxMatches, meter: UNMETERED })
  if (verdict.kind !== 'match') return verdict.kind
  const { pathRanges, ranges, limitHit } = verdict.match
  const list = (name: string, of: readonly { start: number; end: number }[]) => [name, ...of.map(({ start, end }) => `${start}-${end}`)].join(' ')
  return `${list('path', pathRanges)}, ${list('text', ranges)}${limitHit ? ' …' : ''}`
}

function check(cases: readonly (readonly [node: PatternNode, expected: string, options?: Options])[]): void {
  for (const [node, expected, options] of cases) {
    expect(`${JSON.stringify(node)}: ${shown(node, options)}`).toBe(`${JSON.stringify(node)}: ${expected}`)
  }
}

test('one atom', () =>
  check([
    [content('foo'), 'path, text 0-3 8-11'],
    [content('fo+|bar'), 'path, text 0-3 4-7 8-11'],
    [content('qux'), 'no-match'],
    [path('foo'), 'path 4-7, text'],
    [path('bar'), 'no-match'],
    [any('bar'), 'path, text 4-7'],
    [any('src'), 'path 0-3, text'],
    [any('foo'), 'path 4-7, text 0-3 8-11'],
    [literal('o.'), 'no-match'],
    [literal('o b'), 'path, text 2-5'],
  ]))

test('and, or and not speak of the whole document', () =>
  check([
    [and(content('foo'), content('bar')), 'path, text 0-3 4-7 8-11'],
    [and(content('foo'), content('qux')), 'no-match'],
    [or(content('qux'), content('bar')), 'path, text 4-7'],
    [and(content('bar'), path('ts$')), 'path 8-10, text 4-7'],
    [not(content('qux')), 'path, text'],
    [not(content('foo')), 'no-match'],
    [and(content('bar'), not(content('qux'))), 'path, text 4-7'],
    [and(content('bar'), not(content('foo'))), 'no-match'],
    [not(not(content('bar'))), 'path, text 4-7'],
    [and(), 'path, text'],
    [or(), 'no-match'],
  ]))

test('ranges of several atoms are joined where they overlap, not where they touch', () =>
  check([
    [and(content('foo b'), content('bar')), 'path, text 0-7'],
    [and(content('foo '), content('bar')), 'path, text 0-4 4-7'],
    [content('o'), 'path, text 1-2 2-3 9-10 10-11'],
  ]))

test('an empty match satisfies, and shows nothing', () =>
  check([
    [content('x*'), 'path, text'],
    [content('a*'), 'path, text 5-6'],
    [content(''), 'path, text'],
    [content('^$'), 'no-match'],
    [content('^$'), 'path, text', { text: '' }],
    [content('$'), 'path, text', { text: '' }],
  ]))

test('case', () =>
  check([
    [content('FOO'), 'path, text 0-3 8-11'],
    [content('FOO'), 'no-match', { caseSensitive: true }],
    [literal('BAR'), 'path, text 4-7'],
    [literal('BAR'), 'no-match', { caseSensitive: true }],
    [path('FOO'), 'no-match', { caseSensitive: true }],
  ]))

test('only so many ranges, and that there are more', () =>
  check([
    [content('o'), 'path, text 1-2 2-3 …', { maxMatches: 2 }],
    [content('o'), 'path, text 1-2 2-3 9-10 10-11', { maxMatches: 4 }],
    [or(content('bar'), content('foo')), 'path, text 0-3 4-7 …', { maxMatches: 2 }],
  ]))

test('without a text, the path may decide', () =>
  check([
    [path('foo'), 'path 4-7, text', { text: null }],
    [any('foo'), 'path 4-7, text', { text: null }],
    [content('foo'), 'unknown', { text: null }],
    [not(content('foo')), 'unknown', { text: null }],
    [and(content('foo'), path('qux')), 'no-match', { text: null }],
    [or(content('foo'), path('ts')), 'path 8-10, text', { text: null }],
  ]))

test('an atom that cannot be compiled says which', () =>
  check([[and(content('ok'), content('a(?=b)')), 'a(?=b): (?= is look-ahead, which is not possible in a search that takes linear time.']]))

test('joining ranges', () => {
  const merged = mergeRanges([{ start: 5, end: 8 }, { start: 0, end: 2 }, { start: 1, end: 4 }, { start: 4, end: 5 }, { start: 6, end: 7 }])
  expect(merged).toEqual([{ start: 0, end: 4 }, { start: 4, end: 5 }, { start: 5, end: 8 }])
})
