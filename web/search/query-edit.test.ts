import { describe, expect, test } from 'vitest'
import type { PatternType } from '../../src/search/contract.ts'
import { filesOfOwner, isCaseSensitive, questionOf, readAs, searchHref, toggleCase, toggleFilter, withFilter, withPatternType } from './query-edit.ts'

describe('adding a filter', () => {
  const cases: [query: string, fragment: string, changed: string][] = [
    ['', 'lang:Go', 'lang:Go'],
    ['rate', 'lang:Go', 'rate lang:Go'],
    ['rate lang:Go', 'lang:Go', 'rate lang:Go'],
    ['rate lang:Go', 'lang:Java', 'rate lang:Go lang:Java'],
    ['rate count:5 x', 'count:all', 'rate count:all x'],
    ['a or b', 'lang:Go', 'a or b lang:Go'],
    ['repo:a or repo:b', 'lang:Go', '(repo:a or repo:b) lang:Go'],
    ['repo:a rate or repo:b tax', 'fork:yes', '(repo:a rate or repo:b tax) fork:yes'],
    ['  rate  ', 'fork:yes', 'rate fork:yes'],
    ['rate', '-file:(^|/)vendor/', 'rate -file:(^|/)vendor/'],
  ]
  test.each(cases)('%s + %s', (query, fragment, changed) => expect(withFilter(query, fragment, 'keyword')).toBe(changed))
})

test('of what a question finds, the part that is an owner’s', () => {
  expect(filesOfOwner('@acme/tax', { query: 'rate select:file.owners', patternType: 'literal' })).toBe('/search?q=rate+file:has.owner(%40acme/tax)&patternType=literal')
  expect(filesOfOwner('ada@example.com')).toBe('/search?q=file:has.owner(ada%40example.com)&patternType=keyword')
})

describe('pressing a filter twice leaves the query as it was', () => {
  const cases: [query: string, fragment: string][] = [
    ['rate', 'lang:Go'],
    ['"two words" case:yes', 'repo:^acme/pricing$'],
    ['rate', 'lang:"Protocol Buffer"'],
    ['', 'type:path'],
  ]
  test.each(cases)('%s ± %s', (query, fragment) => {
    expect(toggleFilter(toggleFilter(query, fragment, 'keyword'), fragment, 'keyword')).toBe(query)
  })
})

describe('letter case', () => {
  const cases: [query: string, toggled: string, wasSensitive: boolean][] = [
    ['rate', 'rate case:yes', false],
    ['rate case:yes', 'rate', true],
    ['case:YES rate', 'rate', true],
    ['case:no rate', 'case:yes rate', false],
    ['"case:yes"', '"case:yes" case:yes', false],
  ]
  test.each(cases)('%s', (query, toggled, wasSensitive) => {
    expect(isCaseSensitive(query, 'keyword')).toBe(wasSensitive)
    expect(toggleCase(query, 'keyword')).toBe(toggled)
  })
})

describe('pattern type', () => {
  const cases: [query: string, before: PatternType, readsAs: PatternType, without: string][] = [
    ['a.*b', 'keyword', 'keyword', 'a.*b'],
    ['a.*b patternType:regexp', 'keyword', 'regexp', 'a.*b'],
    ['patternType:literal a b', 'regexp', 'literal', 'a b'],
    ['patternType:structural a', 'keyword', 'structural', 'a'],
  ]
  test.each(cases)('%s', (query, before, readsAs, without) => {
    expect(readAs(query, before)).toBe(readsAs)
    expect(withPatternType(query, before, 'standard')).toEqual({ query: without, patternType: 'standard' })
  })
})

describe('the address of a search', () => {
  test.each([
    ['rate repo:^acme/pricing$', '/search?q=rate+repo:%5Eacme/pricing%24&patternType=keyword'],
    ['a+b & c#d', '/search?q=a%2Bb+%26+c%23d&patternType=keyword'],
  ])('%s', (query, href) => {
    expect(searchHref({ query })).toBe(href)
    expect(questionOf(Object.fromEntries(new URL(href, 'http://h').searchParams))).toEqual({ query, patternType: 'keyword' })
  })

  test('what is no pattern type is read as keyword', () => {
    expect(questionOf({ q: 'a', patternType: 'magic' })).toEqual({ query: 'a', patternType: 'keyword' })
    expect(questionOf({})).toEqual({ query: '', patternType: 'keyword' })
  })
})
