import { describe, expect, test } from 'vitest'
import { compileQuery } from '../../engine/query/index.ts'
import { readRecent, withRecent, type RecentSearch } from './recent-searches.ts'
import { readQuery, repositoryAt, suggest } from './suggestions.ts'

/** The cursor is at `|`. */
function split(marked: string): { text: string; cursor: number } {
  const cursor = marked.indexOf('|')
  return { text: marked.replace('|', ''), cursor }
}

describe('suggestions', () => {
  const recent: RecentSearch[] = [{ query: 'old one', patternType: 'regexp' }]
  const cases: [typed: string, first: string][] = [
    ['|', 'recent old one| regexp'],
    ['rate la|', 'completion rate lang:| keyword'],
    ['repo:pri| rate', 'completion repo:^acme/pricing\\.js$ | rate keyword'],
    ['-r:^acme/p|', 'completion -r:^acme/pricing\\.js$ | keyword'],
    ['type:pa|', 'completion type:path | keyword'],
    ['case:maybe repos:x|', 'mend case:maybe repo:x| keyword'],
  ]
  test.each(cases)('%s', (typed, first) => {
    const at = split(typed)
    const { issues } = compileQuery(at.text, { patternType: 'keyword' })
    const [best] = suggest({ ...at, patternType: 'keyword' }, { repositories: ['acme/pricing.js'], recent, issues })
    const shown = best && `${best.kind} ${best.text.slice(0, best.cursor)}|${best.text.slice(best.cursor)} ${best.patternType}`
    expect(shown).toBe(first)
  })

  test.each([['re|po:x', null], ['repo:x|', 'x'], ['repo:^a\\.b|', 'a.b'], ['repo:x@v1|', null], ['(repo:|', ''], ['norepo:x|', null]])('a repository at %s', (typed, name) => {
    const { text, cursor } = split(typed)
    expect(repositoryAt(text, cursor)?.name ?? null).toBe(name)
  })
})

describe('a query as it is shown', () => {
  const cases: [query: string, segments: string][] = [
    ['rate lang:go', 'rate=pattern lang:=field go=value'],
    ['repos:x', 'repos:=pattern~warning x=pattern'],
    ['case:maybe', 'case:=field~error maybe=value~error'],
  ]
  test.each(cases)('%s', (query, printed) => {
    const { segments } = readQuery(query, 'keyword')
    expect(segments.map(({ text }) => text).join('')).toBe(query)
    expect(segments.filter(({ text }) => text.trim() !== '').map(({ text, kind, problem }) => `${text}=${kind}${problem ? `~${problem}` : ''}`).join(' ')).toBe(printed)
  })

  test.each(['', '   '])('nothing is wrong with %j', (query) => expect(readQuery(query, 'keyword')).toEqual({ segments: [], issues: [] }))

  test('a very long one stays whole', () => {
    const query = 'a '.repeat(10_000)
    expect(readQuery(query, 'keyword').segments).toEqual([{ text: query, kind: 'plain', problem: null }])
  })
})

describe('recent searches', () => {
  const of = (...queries: string[]): RecentSearch[] => queries.map((query) => ({ query, patternType: 'keyword' }))

  test('a query used again moves to the front', () => expect(withRecent(of('a', 'b', 'c'), { query: 'c', patternType: 'regexp' })).toEqual([{ query: 'c', patternType: 'regexp' }, ...of('a', 'b')]))
  test('blank ones are not kept', () => expect(withRecent(of('a'), { query: ' ', patternType: 'keyword' })).toEqual(of('a')))
  test('only the newest are kept', () => expect(withRecent(of(...Array.from({ length: 30 }, (_, index) => `q${index}`)), { query: 'new', patternType: 'keyword' })).toHaveLength(20))
  test.each([[null], ['{}'], ['[1,null,{"query":5},{"query":""}]']])('%s is read as none', (stored) => expect(readRecent(stored)).toEqual([]))
})
