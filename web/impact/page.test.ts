import { describe, expect, test } from 'vitest'
import type { Affected } from '../../src/impact/contract.ts'
import type { Hole } from '../../src/incidents/contract.ts'
import { choices, environmentOf, keep, namesOfRunning, noFilters, ownersOf, statesIn } from './filters.ts'
import { askedIn, hrefOfAsked, wordsOf } from './revisions-asked.ts'
import { draftOf, hrefOfDraft, questionOf } from './question.ts'

describe('what an address asks, and the address of what is asked', () => {
  test.each<[string, unknown]>([
    ['', null],
    ['purl=pkg%3Anpm%2Fa', { purl: 'pkg:npm/a' }],
    ['purl=pkg%3Anpm%2Fa&range=%3C2', { purl: 'pkg:npm/a', range: '<2' }],
    ['repo=acme%2Fshop&commit=abc', { commit: { repo: 'acme/shop', oid: 'abc' } }],
    ['commit=abc', null],
    ['repo=acme%2Fshop&rev=v1&path=src%2Fa.ts&at=3-7', { lines: { repo: 'acme/shop', rev: 'v1', path: 'src/a.ts', from: 3, to: 7 } }],
    ['repo=acme%2Fshop&path=a.ts&at=3%3A5', { symbol: { repo: 'acme/shop', rev: '', path: 'a.ts', line: 3, column: 5 } }],
    ['repo=acme%2Fshop&path=a.ts', null],
    ['repo=acme%2Fshop&path=a.ts&at=x', null],
    ['query=lang%3Ago+x', { query: 'lang:go x' }],
  ])('%j', (search, question) => {
    const draft = draftOf(Object.fromEntries(new URLSearchParams(search)))
    expect(questionOf(draft)).toEqual(question)
    expect(hrefOfDraft(draft)).toBe(question === null ? null : `/impact?${search}`)
  })
})

describe('at which revisions services are told, by the address', () => {
  test.each<[string, string, string]>([
    ['', '/services', 'the default branches'],
    ['?rev=release%2F*', '/services?rev=release%2F*', 'release/*'],
    ['?environment=production', '/services?environment=production', 'what runs in production'],
    ['?environment=production&rev=v1', '/services?environment=production', 'what runs in production'],
  ])('%j', (search, href, words) => expect([hrefOfAsked(askedIn(search)), wordsOf(askedIn(search))]).toEqual([href, words]))
})

const row = (more: Partial<Affected>): Affected => ({
  repo: 'acme/shop', rev: 'main', commit: 'c', path: 'package.json', line: 1, package: 'a', version: '1', purl: 'pkg:npm/a@1', via: ['shop', 'a 1'], scope: 'runtime', owner: null, owners: [],
  service: null, environment: null, kind: 'direct', at: 'default', text: null, advisories: [], symbols: [], ...more,
})
const rows = [row({ environment: 'production', service: 'checkout', owners: ['@pay', '@web'] }), row({ kind: 'transitive', via: ['shop', 'http 2', 'a 1'] }), row({ rev: 'v1', at: 'tag', owners: ['@pay'] })]

const followed = { repository: 'acme/shop', rev: 'v1', path: 'package.json', line: 1, what: 'shop → a 1', state: 'fixed' } as Hole

describe('filters', () => {
  test.each([
    [{}, [0, 1, 2]],
    [{ environment: 'production' }, [0]],
    [{ environment: '-' }, [1, 2]],
    [{ owner: '@pay' }, [0, 2]],
    [{ owner: '-' }, [1]],
    [{ kind: 'transitive' }, [1]],
    [{ at: 'tag' }, [2]],
    [{ state: 'fixed' }, [2]],
    [{ state: '-' }, [0, 1]],
    [{ text: 'HTTP' }, [1]],
    [{ text: 'shop v1' }, [2]],
    [{ text: 'nothing' }, []],
  ])('%j', (filters, expected) => expect(keep(rows, { ...noFilters, ...filters }, statesIn([followed])).map((each) => rows.indexOf(each))).toEqual(expected))

  test('another name of what runs is told as such', () => {
    const named = [row({ rev: 'v2', environment: 'production' }), row({ rev: 'v2.0' }), row({ rev: 'v1', commit: 'd' })]
    expect(named.map(namesOfRunning(named))).toEqual([null, 'v2', null])
  })

  test('offer what is there, the most frequent first', () => {
    expect(choices(rows, environmentOf)).toEqual([{ value: '-', count: 2 }, { value: 'production', count: 1 }])
    expect(choices(rows, ownersOf).map(({ value }) => value)).toEqual(['@pay', '-', '@web'])
  })
})
