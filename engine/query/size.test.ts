import { describe, expect, test } from 'vitest'
import { PATTERN_TYPES } from './ast.ts'
import { compileQuery, highlight, MAX_QUERY_LENGTH, parseQuery, print } from './index.ts'

describe('size', () => {
  const SIZES: [string, string, RegExp | undefined][] = [
    ['10,000 open parentheses', '('.repeat(10_000), undefined],
    ['10,000 closed parentheses', ')'.repeat(10_000), undefined],
    ['10,000 nested groups', `${'('.repeat(10_000)}a OR b${')'.repeat(10_000)}`, /nested more than 100 deep/],
    ['10,000 NOTs', 'NOT '.repeat(10_000), /NOT needs/],
    ['1 MB of words', 'word '.repeat(200_000), /longer than 65536 characters/],
    ['as many patterns as fit', 'a '.repeat(MAX_QUERY_LENGTH / 2), undefined],
    ['unclosed predicates', 'repo:has( '.repeat(6_500), undefined],
    ['open predicates of each kind', 'repo:has.path( file:has.content( rev:at.time( repo:has.file(path: '.repeat(900), undefined],
    ['a predicate within a predicate', `${'repo:has.path('.repeat(4_000)}a${')'.repeat(4_000)}`, undefined],
    ['as many dates as fit', 'after:yesterday '.repeat(MAX_QUERY_LENGTH / 16), /more than 500 patterns and filters/],
    ['unclosed quotes and slashes', `"a 'b /c [d `.repeat(5_000), undefined],
    ['open classes', '['.repeat(60_000), undefined],
    ['2³⁰ combinations of filters', '(file:a OR file:b) '.repeat(30), /more than 256 combinations/],
    ['a ladder of groups', `${'a OR (b AND ('.repeat(49)}c${'))'.repeat(49)}`, undefined],
  ]
  for (const [name, text, message] of SIZES) {
    for (const patternType of PATTERN_TYPES) {
      test(`${name} (${patternType})`, () => {
        const { query, issues } = compileQuery(text, { patternType })
        const printed = print(query)
        expect(print(parseQuery(printed, { patternType }).query)).toBe(printed)
        highlight(text, { patternType })
        if (message) expect(issues.map(issue => issue.message).join('\n')).toMatch(message)
      })
    }
  }
})
