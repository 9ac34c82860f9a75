import { describe, expect, test } from 'vitest'
import type { Filter, PatternType, Progress, Skipped } from '../../src/search/contract.ts'
import { headline, otherReadings, unsent, wider } from './answer-words.ts'
import { groupFilters } from './filter-groups.ts'
import type { Row } from './result-rows.ts'

const skip = (reason: string, queryExpression?: string): Skipped => ({ reason, title: reason, message: '', severity: 'info', ...(queryExpression ? { suggested: { title: `try ${queryExpression}`, queryExpression } } : {}) })
const progressOf = (matchCount: number, skipped: Skipped[] = [], repositories = 3): Progress => ({ done: true, repositoriesCount: repositories, matchCount, durationMs: 421, skipped, coverage: { complete: true, repositories, files: 9, commits: 0, bytes: 9, rows: [], gaps: 0 } })
const pathIn = (repository: string): Row => ({ kind: 'path', key: repository, repository, rev: 'HEAD', commit: '', path: 'a', pathMarks: [], language: undefined })
const owner: Row = { kind: 'owner', key: 'o', name: '@acme/tax', isTeam: true, files: 3, repositories: 2 }
const commitIn = (repository: string): Row => ({ kind: 'commit', key: `commit ${repository}`, repository, rev: 'HEAD', commit: 'c0ffee', subject: '', subjectMarks: [], found: null })

describe('the line above the results', () => {
  const cases: [rows: Row[], progress: Progress | null, status: 'running' | 'done' | 'failed', line: string][] = [
    [[], null, 'running', '0 matches'],
    [[pathIn('a')], progressOf(1), 'running', '1 match in 1 repository'],
    [[pathIn('a'), pathIn('b'), pathIn('b')], progressOf(1200), 'done', '1,200 matches in 2 repositories · 0.42 s'],
    [[pathIn('a')], progressOf(500, [skip('shard-match-limit')]), 'done', '500+ matches in 1 repository · 0.42 s'],
    [[commitIn('a')], progressOf(1), 'done', '1 commit in 1 repository · 0.42 s'],
    [[owner], progressOf(1), 'done', '1 owner · 0.42 s'],
    [[commitIn('a'), pathIn('a')], progressOf(2), 'done', '2 matches in 1 repository · 0.42 s'],
    [[], progressOf(0), 'done', '0 matches · 0.42 s'],
    [[], progressOf(0, [], 0), 'done', 'Not searched'],
    [[], null, 'failed', 'Not searched'],
    [[pathIn('a')], progressOf(7), 'failed', '7 matches before the search stopped'],
  ]
  test.each(cases)('%#', (rows, progress, status, line) => expect(headline({ rows, filters: [], progress, status })).toBe(line))

  const inEach = (count: number): Filter[] => Array.from({ length: count }, (_, at) => ({ value: `repo:${at}`, label: `${at}`, count: 1, exhaustive: true, kind: 'repo' }))
  test.each([
    [3, '1,200 matches in 3 repositories · 0.42 s'],
    [24, '1,200 matches in 24+ repositories · 0.42 s'],
  ])('counts the repositories of results that are not shown: %i', (count, line) => expect(headline({ rows: [pathIn('a')], filters: inEach(count), progress: progressOf(1200), status: 'done' })).toBe(line))
})

test('what was left out proposes wider questions, each once', () => {
  const proposals = wider({ query: 'rate count:10', patternType: 'regexp' }, [skip('a', 'fork:yes'), skip('b'), skip('c', 'count:all'), skip('d', 'fork:yes')])
  expect(proposals).toEqual([
    { title: 'try fork:yes', question: { query: 'rate count:10 fork:yes', patternType: 'regexp' } },
    { title: 'try count:all', question: { query: 'rate count:all', patternType: 'regexp' } },
  ])
})

describe('a query without results may be read otherwise', () => {
  const check = (query: string, patternType: PatternType, titles: string) =>
    test(`${patternType}: ${query} → ${titles}`, () => expect(otherReadings({ query, patternType }).map(({ title }) => title).join(', ')).toBe(titles))

  check('rate', 'keyword', '')
  check('res.send($A)', 'keyword', 'as code with holes, as a regular expression')
  check('res.send(:[x])', 'literal', 'as code with holes, as keywords, as a regular expression')
  check('res.send($$$)', 'structural', 'as keywords, as a regular expression')
  check('price in $5', 'keyword', 'as a regular expression')
  check('"rate" case:yes', 'regexp', 'as keywords, as exact text, in any letter case')
})

test('results that were counted but not sent', () => {
  const file: Row = { ...pathIn('a'), kind: 'file', chunks: [], count: 4 } as Row
  expect(unsent([file, pathIn('b')], 12)).toBe(7)
  expect(unsent([file], 2)).toBe(0)
})

describe('filters', () => {
  const filter = (kind: 'repo' | 'lang' | 'file', value: string) => ({ kind, value, label: value, count: 1, exhaustive: true })
  const cases: [query: string, filters: ReturnType<typeof filter>[], groups: string][] = [
    ['x', [filter('repo', 'repo:a')], ''],
    ['x repo:a', [filter('repo', 'repo:a')], 'Repository: [repo:a]'],
    ['x', [filter('lang', 'lang:Go'), filter('repo', 'repo:a'), filter('repo', 'repo:b')], 'Repository: repo:a repo:b'],
    ['x', [filter('file', '-file:v')], 'Leave out: -file:v'],
  ]
  test.each(cases)('%s with %j', (query, filters, groups) => {
    const printed = groupFilters(filters, { query, patternType: 'keyword' }).map(({ title, filters: group }) => `${title}: ${group.map(({ value, chosen }) => (chosen ? `[${value}]` : value)).join(' ')}`)
    expect(printed.join('; ')).toBe(groups)
  })
})
