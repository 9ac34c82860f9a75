import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import type { Step } from '../repos/git/testing.ts'
import { freezeSearch, searchSeries } from './contract.ts'
import { hear, printMatch, printRows } from './search.fixture.ts'

let server: TestApp

const repositories: Record<string, readonly Step[]> = {
  shop: [
    { files: [['old.js', 'pay(old)\n']], after: 'reset refs/tags/v1\nfrom refs/heads/main\n\n' },
    {
      files: [
        ['old.js', null],
        ['Pay.vue', '<script>pay(5)</script>\n'],
        ['latin.js', Buffer.from('// caf\xe9\n/* \xfc */ pay("\xe9")\n', 'latin1')],
        ['main.go', 'package main\n\nfunc main() {\n\tpay(4)\n\tfmt.Println(x)\n}\n'],
        ['notes.txt', 'pay(6)\n'],
        ['src/both.ts', 'pay(refund(1)); refund(pay(2))\n'],
        ['src/none.ts', '// pay and (refund)\nPAY(1)\n'],
        ['src/pay.js', 'function a() {\n  pay(1)\n  pay(\n    2,\n    3,\n  )\n}\n'],
        ['src/same.ts', 'pay(refund(1)); refund(pay(2))\n'],
        ['src/wide.js', '/* 😀 */ pay("é")\n'],
      ],
    },
  ],
  many: [{ files: Array.from({ length: 300 }, (_, i) => [`f${String(i).padStart(3, '0')}.js`, `many(${i})\n`] as const) }],
}

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories(repositories)
})
afterAll(() => server.close())

type Expected = { found?: string[]; ledger?: 'complete' | string[]; alert?: RegExp; count?: number; text?: RegExp }

const check = (query: string, { found, ledger, alert, count, text }: Expected, parameters: Record<string, string> = {}) =>
  test(query, async () => {
    const heard = await hear(server, query, { t: 'structural', ...parameters })
    if (found) expect(heard.matches.map((match) => printMatch(match).replaceAll(/\s+/g, ' '))).toEqual(found)
    const { coverage } = heard.progress
    if (ledger === 'complete') expect({ complete: coverage.complete, rows: printRows(coverage) }).toEqual({ complete: true, rows: [] })
    else if (ledger) expect(printRows(coverage)).toEqual(ledger)
    expect(heard.alert?.description ?? '').toMatch(alert ?? /^$/)
    if (count !== undefined) expect(heard.progress.matchCount).toBe(count)
    if (text) expect(heard.text).toMatch(text)
  })

describe('what is found', () => {
  const js = ['shop latin.js:2 «pay("é")»', 'shop src/pay.js:2 «pay(1)»; 3 «pay(»; 4 « 2,»; 5 « 3,»; 6 « )»', 'shop src/wide.js:1 «pay("é")»']
  const ts = ['shop src/both.ts:1 «pay(refund(1))»«pay(2)»', 'shop src/same.ts:1 «pay(refund(1))»«pay(2)»']

  check('lang:javascript pay($$$)', { found: js, ledger: 'complete', count: 4 })
  check('lang:javascript pay(...)', { found: js })
  check('lang:javascript pay($$$) index:no', { found: js, ledger: 'complete' })
  check('lang:javascript pay($A)', { found: [js[0] ?? '', 'shop src/pay.js:2 «pay(1)»', js[2] ?? ''] })
  check('lang:typescript pay($A)', { found: ts })
  check('lang:typescript pay(1)', { found: [], ledger: 'complete' })
  check('lang:typescript pay($A) AND refund(1)', { found: ts.map((line) => line.replace('«pay(2)»', '«refund(1)»«pay(2)»')) })
  check('lang:typescript (pay(9) OR refund(1))', { found: ts.map((line) => line.replace('«pay(refund(1))»«pay(2)»', '«refund(1)»')) })
  check('lang:typescript pay(9) AND refund(1)', { found: [] })
  check('lang:typescript pay($A) file:both', { found: [ts[0] ?? ''] })
  check('lang:typescript pay($A) -file:both select:file', { found: ['shop src/same.ts'] })
  check('lang:typescript pay($A) file:has.content(nothing)', { found: [] })
  check('lang:typescript pay($A) file:has.content(REFUND)', { found: ts })
  check('lang:go fmt.Println(:[x])', { found: ['shop main.go:5 «fmt.Println(x)»'] })
  check('(lang:go pay($A)) OR (lang:typescript file:both pay(2))', { found: ['shop main.go:4 «pay(4)»', 'shop src/both.ts:1 «pay(2)»'] })
  check('repo:shop@v1 lang:js pay($A)', { found: ['shop@v1 old.js:1 «pay(old)»'] })
  check('repo:shop@v1:HEAD lang:js pay(old)', { found: ['shop@v1 old.js:1 «pay(old)»'] })
  check('lang:js many($A) repo:many count:5', { count: 5, ledger: ['many partly: result_limit ×1'] })
  check('lang:js many($A) repo:many', { count: 300, ledger: 'complete' })
  check('lang:js $A + $B repo:shop', { found: [], ledger: 'complete' })
  check('lang:js $X($Y) repo:shop file:wide', { found: [js[2] ?? ''] })
})

describe('positions', () => {
  const chunks = { cm: 'true', cl: '0' }
  check('lang:js pay($A) file:wide', { text: /"ranges":\[\{"start":\{"offset":11,"line":0,"column":8\},"end":\{"offset":20,"line":0,"column":16\}\}\]/ }, chunks)
  check('lang:js pay($A, $B)', { text: /"content":" {2}pay\(\\n {4}2,\\n {4}3,\\n {2}\)","contentStart":\{"offset":24,"line":2,"column":0\},"ranges":\[\{"start":\{"offset":26,"line":2,"column":2\},"end":\{"offset":48,"line":5,"column":3\}/ }, chunks)
  check('lang:js pay($A, $B)', { text: /"lineNumber":5,"offsetAndLengths":\[\[0,3\]\]/ })
})

describe('rules', () => {
  check(`lang:ts pay($A) rule:'{inside: {pattern: "refund($B)", stopBy: end}}' file:both`, { found: ['shop src/both.ts:1 «pay(2)»'] })
  check(`lang:ts rule:'{pattern: "pay($A)", not: {has: {pattern: "refund($B)", stopBy: end}}}' file:both`, { found: ['shop src/both.ts:1 «pay(2)»'] })
  check('language: go\nrule:\n  pattern: pay($A)', { found: ['shop main.go:4 «pay(4)»'] })
  check(`lang:js :[f](:[x]) rule:'where :[f] == "pay", :[x] == "1"'`, { found: ['shop src/pay.js:2 «pay(1)»'] })
})

describe('languages', () => {
  const everywhere = /Without lang:, the pattern was read as Shell, C, .*Add lang:/
  check('repo:shop pay(4)', { found: ['shop main.go:4 «pay(4)»'], ledger: 'complete', alert: everywhere })
  check('repo:shop pay($A)', { ledger: ['shop searched: no_grammar ×2 (Pay.vue, notes.txt)'], alert: everywhere, count: 8 })
  check('repo:shop -lang:go -lang:js pay($A) type:file', { ledger: ['shop searched: no_grammar ×2 (Pay.vue, notes.txt)'], alert: everywhere, count: 4 })
  check('repo:shop if err != nil { $$$ }', { found: [], alert: /was read as .*Go.*, and not as .*Python/ })
  check('lang:vue pay($A)', { alert: /^There is no grammar for Vue, so its code has no structure to search\. There is one for .*TypeScript\.$/ })
  check('lang:go lang:js pay($A)', { alert: /^A file is in one language, and this search asks for Go and JavaScript at once/ })
})

describe('what cannot be searched', () => {
  check('lang:js pay(', { alert: /^In JavaScript, the pattern does not parse as one expression, statement or declaration\.$/, found: [] })
  check('pay)(', { alert: /^The pattern is code of no language that can be searched\. In Shell, it / })
  check('lang:js get:[x]()', { alert: /^:\[x\] is a part of a word/ })
  check('lang:js rule:{kind: pay($A)', { alert: /The rule is not YAML/ })
  check(`lang:js rule:'{kind: nothing}'`, { alert: /^In JavaScript, the pattern is not a rule that can be searched for/ })

  test('a count over time', async () => {
    const answer = await server.call(searchSeries, { body: { query: 'lang:js pay($A)', patternType: 'structural' } }).catch((error: unknown) => error)
    expect(String(answer)).toContain('A count over time cannot be limited by patterntype:structural')
  })
})

test('trees that were made for one search are searched by the next, which finds the same', async () => {
  const ask = async (query: string) => (await hear(server, query, { t: 'structural' })).matches.map(printMatch)
  const many = Array.from({ length: 300 }, (_, i) => `many f${String(i).padStart(3, '0')}.js:1 «many(${i})»`)
  expect(await ask('lang:js many($A) repo:many index:no')).toEqual(many)
  const oid = createHash('sha1').update('blob 8\0many(7)\n').digest('hex')
  expect(server.app.syntax.knows(`JavaScript ${oid}`)).toBe(true)
  expect(await ask('lang:js many($A) repo:many count:all')).toEqual(many)
  expect(await ask('lang:js many(7) repo:many')).toEqual(many.slice(7, 8))
})

test('a structural search can be kept as evidence', async () => {
  const { places, matchCount, ledger } = await server.call(freezeSearch, { body: { query: 'lang:js pay($A, $B)', patternType: 'structural' } })
  expect(places.map(({ path, line, text }) => `${path}:${line} ${text.trim()}`)).toEqual(['src/pay.js:3 pay(', 'src/pay.js:4 2,', 'src/pay.js:5 3,', 'src/pay.js:6 )'])
  expect([matchCount, ledger.complete]).toEqual([1, true])
})
