import { expect, test } from 'vitest'
import { blockFromLink } from './block-from-link.ts'

const origin = 'http://fire.example'
const file = { id: 'b', type: 'file', repo: 'acme/checkout', rev: '', path: 'src/tax.ts', lines: null, frozen: null }

test.each([
  ['/acme/checkout/-/blob/src/tax.ts', file],
  ['http://fire.example/acme/checkout/-/blob/src/tax.ts', file],
  ['  /acme/checkout/-/blob/src/tax.ts\n', file],
  ['/acme/checkout@v1.2/-/blob/src/tax.ts?L10-20', { ...file, rev: 'v1.2', lines: { start: 10, end: 20 } }],
  ['/acme/checkout@v1.2/-/blob/src/tax.ts?L10:3-12:7', { ...file, rev: 'v1.2', lines: { start: 10, end: 12 } }],
  ['/acme/checkout/-/commit/c0ffee', { id: 'b', type: 'commit', repo: 'acme/checkout', oid: 'c0ffee' }],
  ['/search?q=repo:acme+rate&patternType=regexp', { id: 'b', type: 'query', query: 'repo:acme rate', patternType: 'regexp', frozen: null }],
  ['/search', null],
  ['/acme/checkout', null],
  ['/usr/bin/env', null],
  ['/acme/checkout/-/compare/a...b', null],
  ['https://elsewhere.example/acme/checkout/-/blob/src/tax.ts', null],
  ['http://fire.example.evil/acme/checkout/-/blob/src/tax.ts', null],
  ['//elsewhere.example/a/-/blob/b', null],
  ['see /acme/checkout/-/blob/src/tax.ts', null],
  ['', null],
])('%j', (text, block) => {
  expect(blockFromLink(text, 'b', origin)).toEqual(block)
})
