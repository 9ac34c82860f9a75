/** type:symbol and select:symbol through the real program. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { fileSymbols, freezeSearch, goToSymbol, type SymbolMatch } from './contract.ts'
import { hear, printMatch, printRows } from './search.fixture.ts'

let server: TestApp

const server1 = 'package a\n\nfunc HandleOrder() {}\n\nfunc helper() {\n\tHandleOrder()\n}\n'
const server2 = 'package a\n\nfunc HandleOrder() {}\n\nfunc HandleRefund() {}\n'

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({
    shop: [
      { files: [['old.go', 'package a\n\nfunc HandleOldOrder() {}\n'], ['notes.md', '# HandleOrder\n']] },
      { files: [['a.go', server1], ['b/b.go', server2], ['old.go', null]] },
    ],
    other: [{ files: [['c.go', 'package c\n\nfunc handleÉté() {}\n']] }],
  })
})
afterAll(() => server.close())

/** `query ⇒ result | result`, then in brackets what the ledger says. */
async function ask(query: string, parameters: Record<string, string> = {}): Promise<string> {
  const { matches, progress } = await hear(server, query, parameters)
  const gaps = printRows(progress.coverage).filter((row) => row.includes(':'))
  return [matches.map(printMatch).join(' | '), ...gaps.map((row) => `[${row}]`)].filter(Boolean).join(' ')
}

describe('names of symbols are searched', () => {
  test.each([
    ['type:symbol handle repo:shop lang:go', 'shop a.go:3 HandleOrder FUNCTION | shop b/b.go:3 HandleOrder FUNCTION; 5 HandleRefund FUNCTION'],
    ['type:symbol handle repo:shop', 'shop a.go:3 HandleOrder FUNCTION | shop b/b.go:3 HandleOrder FUNCTION; 5 HandleRefund FUNCTION [shop searched: no_grammar ×1 (notes.md)]'],
    ['type:symbol handle case:yes', 'other c.go:3 handleÉté FUNCTION [shop searched: no_grammar ×1 (notes.md)]'],
    ['type:symbol /^handle(order|été)$/ lang:go', 'other c.go:3 handleÉté FUNCTION | shop a.go:3 HandleOrder FUNCTION | shop b/b.go:3 HandleOrder FUNCTION'],
    ['type:symbol handle not order lang:go repo:shop', 'shop b/b.go:3 HandleRefund FUNCTION'.replace(':3', ':5')],
    ['type:symbol file:^b/', 'shop b/b.go:1 a PACKAGE; 3 HandleOrder FUNCTION; 5 HandleRefund FUNCTION'],
    ['type:symbol handle repo:shop lang:go count:2', 'shop a.go:3 HandleOrder FUNCTION | shop b/b.go:3 HandleOrder FUNCTION [shop partly: result_limit ×1]'],
    ['type:symbol file:has.content(refund) order', 'shop b/b.go:3 HandleOrder FUNCTION'],
    ['(type:symbol refund) or (type:symbol order file:b)', 'shop b/b.go:3 HandleOrder FUNCTION; 5 HandleRefund FUNCTION [shop searched: no_grammar ×1 (notes.md)]'],
    ['type:symbol type:repo shop', 'shop [shop searched: no_grammar ×1 (notes.md)]'],
    ['repo:shop type:symbol type:file refund lang:go', 'shop b/b.go:5 «Refund» | shop b/b.go:5 HandleRefund FUNCTION'],
  ])('%s', async (query, expected) => {
    expect(await ask(query)).toBe(expected)
  })
})

test('at any revision, what is not stored is told then, and once', async () => {
  const expected = 'shop@main~1 old.go:3 HandleOldOrder FUNCTION'
  for (const _again of [1, 2]) expect(await ask('repo:shop@main~1 type:symbol handle lang:go')).toBe(expected)
  expect(await ask('repo:shop@main~1 type:symbol handle lang:go index:only')).toBe('[shop@main~1 partly: not_indexed ×1 (old.go)]')
  const all = await ask('repo:shop type:symbol lang:go')
  expect(await ask('repo:shop type:symbol lang:go index:no')).toBe(all)
})

describe('results become symbols', () => {
  test.each([
    ['select:symbol handle lang:go repo:shop', 'shop a.go:3 HandleOrder FUNCTION | shop b/b.go:3 HandleOrder FUNCTION; 5 HandleRefund FUNCTION'],
    ['type:file select:symbol handleorder lang:go', 'shop a.go:3 HandleOrder FUNCTION | shop b/b.go:3 HandleOrder FUNCTION'],
    ['type:file select:symbol.class handleorder lang:go', ''],
    ['type:file select:symbol.function package lang:go', ''],
    ['type:symbol select:file refund lang:go', 'shop b/b.go'],
    ['type:symbol select:repo refund lang:go', 'shop'],
    ['type:symbol select:content refund lang:go', ''],
  ])('%s', async (query, expected) => {
    expect(await ask(query)).toBe(expected)
  })
})

test('the event is that of the protocol', async () => {
  const { matches, filters } = await hear(server, 'type:symbol été')
  expect(matches).toEqual([{
    repositoryID: expect.any(Number), repoLastFetched: expect.any(String), commit: expect.stringMatching(/^\w{40}$/),
    type: 'symbol', repository: 'other', branches: ['HEAD'], path: 'c.go', language: 'Go',
    symbols: [{ url: '/other/-/blob/c.go?L3:6-3:15', name: 'handleÉté', containerName: '', kind: 'FUNCTION', line: 3 }],
  }])
  expect(filters.map(({ value, count }) => `${value} ${count}`)).toEqual(['lang:Go 1', 'type:symbol 1', 'select:symbol.function 1', 'repo:^other$ 1'])
  const older = await hear(server, 'repo:shop@main~1 type:symbol old')
  expect((older.matches[0] as SymbolMatch).symbols[0]?.url).toBe('/shop@main~1/-/blob/old.go?L3:6-3:20')
})

test('a definition comes before what uses the name', async () => {
  const lines = await ask('repo:shop /handle\\w+/ lang:go', { order: 'rank' })
  expect(lines).toBe('shop a.go:3 «HandleOrder»; 6 «HandleOrder» | shop b/b.go:3 «HandleOrder»; 5 «HandleRefund»')
  expect(await ask('repo:shop type:symbol HandleRefund lang:go', { order: 'rank' })).toBe('shop b/b.go:5 HandleRefund FUNCTION')
})

test('symbols are kept as evidence', async () => {
  const { places, matchCount, ledger } = await server.call(freezeSearch, { body: { query: 'type:symbol refund lang:go' } })
  expect(places.map(({ path, line, text, ranges }) => ({ path, line, text, ranges }))).toEqual([{ path: 'b/b.go', line: 5, text: 'HandleRefund', ranges: [[0, 12]] }])
  expect([matchCount, ledger.complete]).toEqual([1, true])
})

describe('the symbols of one file', () => {
  const of = async (path: string, rev = '') => {
    const { state, symbols } = await server.call(fileSymbols, { query: { repo: 'shop', rev, path } })
    return [state, ...symbols.map(({ name, kind, line, column, endLine }) => `${kind} ${name} ${line}:${column}-${endLine}`)]
  }

  test('stored or told now', async () => {
    expect(await of('a.go')).toEqual(['done', 'package a 1:9-1', 'function HandleOrder 3:6-3', 'function helper 5:6-7'])
    expect(await of('old.go', 'main~1')).toEqual(['done', 'package a 1:9-1', 'function HandleOldOrder 3:6-3'])
    expect(await of('notes.md')).toEqual(['no_grammar'])
  })

  test('of nothing', async () => {
    await expect(of('none.go')).rejects.toThrow('There is no such file')
    await expect(of('a.go', 'none')).rejects.toThrow('There is no such branch')
    await expect(server.call(fileSymbols, { query: { repo: 'none', path: 'a.go' } })).rejects.toThrow()
  })
})

describe('going to a symbol', () => {
  const go = async (q: string, rest: { repo?: string; limit?: number } = {}) => {
    const { symbols, complete } = await server.call(goToSymbol, { query: { q, ...rest } })
    expect(complete).toBe(true)
    return symbols.map(({ repo, path, line, name }) => `${repo} ${path}:${line} ${name}`)
  }

  test.each([
    ['HandleO', {}, ['shop a.go:3 HandleOrder', 'shop b/b.go:3 HandleOrder']],
    ['hr', {}, ['shop b/b.go:5 HandleRefund']],
    ['handle', { limit: 2 }, ['other c.go:3 handleÉté', 'shop a.go:3 HandleOrder']],
    ['handle', { repo: 'other' }, ['other c.go:3 handleÉté']],
    ['nothing of the kind', {}, []],
  ])('%s %j', async (q, rest, expected) => {
    expect(await go(q, rest)).toEqual(expected)
  })
})

test('a file that its grammar cannot read stands in the ledger, and is not read again', async () => {
  await server.addRepositories({ hard: [{ files: [['large.go', `package a\n\nfunc Large() {}\n// ${'x'.repeat(2.2 * 1024 * 1024)}\n`], ['small.go', 'package a\n\nfunc Small() {}\n']] }] })
  const expected = 'hard small.go:3 Small FUNCTION [hard partly: too_large ×1 (large.go)]'
  expect(await ask('repo:hard type:symbol /^(large|small)$/')).toBe(expected)
  expect(await ask('repo:hard type:symbol small index:only')).toBe(expected)
  expect(await ask('repo:hard type:file select:symbol /func (Large|Small)/')).toBe(expected)
})
