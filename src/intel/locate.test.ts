import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { resolveRevision } from '../repos/contract.ts'
import type { Step } from '../repos/git/testing.ts'
import { framesOf, locateText, showFrame } from './intel.fixture.ts'

const files = (contents: Record<string, string>): NonNullable<Step['files']> => Object.entries(contents)
const tag = (name: string): string => `reset refs/tags/${name}\nfrom refs/heads/main\n\n`

const rates = `export function rateOf(region) {
  return rates[region].rate
}
`
const calls = `import { rateOf } from './rates'
export function price(cart) {
  return cart.total * rateOf(cart.region)
}
`
const shifted = (text: string) => `// Copyright of somebody\n// and of somebody else\n${text}`
const goQuote = `package api

func (s *Server) quote(region string) int {
\treturn s.rates[region].Rate
}
`
const pythonApp = `def rate_of(region):
    return rates[region]["rate"]
`
const javaSplit = `package com.acme.tax;

class Split {
  int rate(String region) {
    return rates.get(region).rate();
  }
}
`

/** Eight repositories, in which the same paths stand more than once. */
const repositories: Record<string, readonly Step[]> = {
  pricing: [
    { files: files({ 'src/rates.js': rates, 'src/price.js': calls, 'package.json': '{"name": "pricing"}' }), after: tag('v1.0.0') },
    { files: files({ 'src/rates.js': shifted(rates) }), after: tag('v1.1.0') },
    { files: [['src/rates.js', null], ...files({ 'src/tax/rates.js': shifted(shifted(rates)) })] },
  ],
  checkout: [{ files: files({ 'src/rates.js': 'export const rates = {}\n\n\n', 'src/order.js': calls, 'node_modules/left/index.js': rates }) }],
  kit: [
    { files: files({ 'package.json': '{"name": "@acme/kit"}', 'lib/log.js': rates, 'index.js': '' }), after: tag('v2.0.0') },
    { files: files({ 'package.json': '{"name": "@acme/kit"}', 'lib/log.js': shifted(rates) }), after: tag('v2.1.0') },
  ],
  'go-kit': [
    { files: files({ 'go.mod': 'module acme.example/kit\n', 'api/quote.go': goQuote }), after: tag('v1.2.0') },
    { files: files({ 'api/quote.go': `// Changed.\n${goQuote}` }), after: tag('v1.3.0') },
    { files: files({ 'api/quote.go': `// Changed.\n// Again.\n${goQuote}`, 'tools/go.mod': 'module acme.example/kit/tools/v2\n', 'tools/api/quote.go': goQuote }) },
  ],
  mono: [{ files: files({ 'services/tax/app.py': pythonApp, 'services/ship/app.py': pythonApp.replace('rate_of', 'ship_to'), 'libs/taxes/taxes/__init__.py': '', 'libs/taxes/taxes/rates.py': pythonApp }) }],
  ledger: [{ files: files({ 'app/src/main/java/com/acme/tax/Split.java': javaSplit, 'app/src/test/java/com/acme/tax/SplitTest.java': javaSplit }) }],
  vendored: [{ files: files({ 'vendor/acme.example/kit/api/quote.go': goQuote, 'third_party/rates.js': rates }) }],
  empty: [],
}

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  const { empty: _, ...full } = repositories
  await app.addRepositories(full)
})
afterAll(() => app.close())

/** Each frame of the text with a file, printed as `showFrame` does. */
function check(name: string, { text, expected, rev, repo, notes }: { text: string; expected: string[]; rev?: string; repo?: string; notes?: RegExp }): void {
  test(name, async () => {
    const located = await locateText(app, text, { ...(rev === undefined ? {} : { rev }), ...(repo === undefined ? {} : { repo }) })
    expect(framesOf(located).filter(({ file }) => file !== null).map(showFrame)).toEqual(expected)
    if (notes) expect([...located.notes, ...located.traces.flatMap((trace) => trace.notes)].join('\n')).toMatch(notes)
  })
}

const node = (...frames: string[]) => `TypeError: Cannot read properties of undefined (reading 'rate')\n${frames.map((frame) => `    at ${frame}`).join('\n')}\n`
const python = (...frames: [place: string, name: string, text: string][]) =>
  `Traceback (most recent call last):\n${frames.map(([place, name, text]) => `  File "${place.replace(/:(\d+)$/, '", line $1')}, in ${name}\n    ${text}`).join('\n')}\nKeyError: 'XI'\n`
const go = (...frames: [name: string, place: string][]) => `panic: assignment to entry in nil map\n\ngoroutine 1 [running]:\n${frames.map(([name, place]) => `${name}(0x1)\n\t${place} +0x1d`).join('\n')}\n`
const java = (...frames: string[]) => `java.lang.NullPointerException: no rate\n${frames.map((frame) => `\tat ${frame}`).join('\n')}\n`

describe('the same path in several repositories', () => {
  check('is told apart by what stands there', {
    text: node('price (/app/src/price.js:3:23)'),
    expected: ['pricing src/price.js:3 *'],
  })
  check('is told apart by the other frames and by the release', {
    text: node('rateOf (/app/src/rates.js:2:24)', 'price (/app/src/price.js:3:23)'),
    expected: ['pricing src/rates.js:2 @v1.0.0 *', 'pricing src/price.js:3 @v1.0.0 *'],
    notes: /pricing is read at v1\.0\.0, which fits this trace better than the default branch/,
  })
  check('is told apart by the container that the log names', {
    text: node('handle (/app/src/rates.js:1:1)').split('\n').map((line) => line && `checkout-1  | ${line}`).join('\n'),
    expected: ['checkout src/rates.js:1 * ?'],
  })
})

describe('the release that was running', () => {
  const trace = node('rateOf (/app/src/rates.js:4:24)', 'price (/app/src/price.js:3:23)')
  check('is found where the file has moved since', { text: trace, expected: ['pricing src/rates.js:4 @v1.1.0 *', 'pricing src/price.js:3 @v1.1.0 *'] })
  check('is the one that was given', { text: trace, rev: 'v1.0.0', expected: ['pricing src/rates.js:4 @v1.0.0 * ?', 'pricing src/price.js:3 @v1.0.0 *'] })
  check('that does not exist is the default branch', { text: node('price (/app/src/price.js:3:23)'), rev: 'nowhere', expected: ['pricing src/price.js:3 *'] })
  check('is the one that the path names', {
    text: go(['acme.example/kit/api.(*Server).quote', '/go/pkg/mod/acme.example/kit@v1.2.0/api/quote.go:4']),
    expected: ['go-kit api/quote.go:4 @v1.2.0 *'],
    notes: /go-kit is read at v1\.2\.0, the version that the trace names/,
  })
  check('is named even where another fits as well', {
    text: go(['acme.example/kit/api.(*Server).quote', '/go/pkg/mod/acme.example/kit@v1.3.0/api/quote.go:5']),
    expected: ['go-kit api/quote.go:5 @v1.3.0 *'],
  })
})

describe('a package that one of the repositories makes', () => {
  check('of npm is code of ours', { text: node('rateOf (/app/node_modules/@acme/kit/lib/log.js:4:24)'), expected: ['kit lib/log.js:4 *'] })
  check('of npm is read at the release that fits', { text: node('rateOf (/app/node_modules/@acme/kit/lib/log.js:2:24)'), expected: ['kit lib/log.js:2 @v2.0.0 *'] })
  check('of npm names its version in pnpm', { text: node('rateOf (/app/node_modules/.pnpm/@acme+kit@2.0.0/node_modules/@acme/kit/lib/log.js:2:24)'), expected: ['kit lib/log.js:2 @v2.0.0 *'] })
  check('of Go is found by the longest module', {
    text: go(['acme.example/kit/tools/v2/api.(*Server).quote', '/build/tools/api/quote.go:4'], ['acme.example/kit/api.(*Server).quote', '/build/api/quote.go:6']),
    expected: ['go-kit tools/api/quote.go:4 *', 'go-kit api/quote.go:6 *'],
  })
  check('of Python is found by its folder', {
    text: python(['/usr/lib/python3.11/site-packages/taxes/rates.py:2', 'rate_of', 'return rates[region]["rate"]']),
    expected: ['mono libs/taxes/taxes/rates.py:2 *'],
  })
  check('of Java is found by its folders', { text: java('com.acme.tax.Split.rate(Split.java:5)'), expected: ['ledger app/src/main/java/com/acme/tax/Split.java:5 *'] })
})

describe('a package that none of them makes', () => {
  check('of npm', { text: node('rateOf (/app/node_modules/right/index.js:2:24)'), expected: ['-'] })
  check('of npm, but one has a copy', { text: node('rateOf (/app/node_modules/left/index.js:2:24)'), expected: ['checkout node_modules/left/index.js:2'] })
  check('of Python', { text: python(['/usr/lib/python3/site-packages/other/rates.py:2', 'rate_of', 'return rates[region]["rate"]']), expected: ['-'] })
  check('of Java, though a class has the same name', { text: java('org.other.Split.rate(Split.java:5)'), expected: ['-'] })
  check('of Go', { text: go(['other.example/kit/api.(*Server).quote', '/go/pkg/mod/other.example/kit@v1.0.0/api/rates.go:4']), expected: ['-'] })
  check('but the language', { text: java('java.base/java.util.HashMap.get(HashMap.java:10)'), expected: ['-'] })
})

describe('folders of one repository', () => {
  check('are told apart by the path', { text: python(['/srv/services/ship/app.py:2', 'ship_to', 'return rates[region]["rate"]']), expected: ['mono services/ship/app.py:2 *'] })
  check('are told apart by the function', { text: python(['/srv/app.py:2', 'ship_to', 'return rates[region]["rate"]']), expected: ['mono services/ship/app.py:2 * ?'] })
  check('that hold copies come last', { text: node('rateOf (/x/rates.js:2:24)'), repo: 'vendored', expected: ['vendored third_party/rates.js:2 * ?'] })
})

describe('what is given', () => {
  check('narrows the repositories', { text: node('price (/app/src/price.js:3:23)'), repo: '^checkout$', expected: ['-'] })

  test('as an expression that does not compile is refused', async () => {
    const answer = await app.send('POST /api/v1/locate', { body: { text: 'x', repo: '(' } })
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'intel.bad_repo_filter' }])
  })

  test('without a trace is said to be without one', async () => {
    expect(await locateText(app, 'all is well')).toMatchObject({ traces: [], notes: ['No stack trace was recognised in this text.'], considered: [] })
  })
})

test('a version of Go that names a commit is read at that commit', async () => {
  const { commit } = await app.call(resolveRevision, { query: { repo: 'go-kit', rev: 'v1.2.0' } })
  const version = `v1.2.1-0.20240101000000-${commit.slice(0, 12)}`
  const located = await locateText(app, go(['acme.example/kit/api.(*Server).quote', `/go/pkg/mod/acme.example/kit@${version}/api/quote.go:4`]))
  expect(framesOf(located).map(showFrame)).toEqual([`go-kit api/quote.go:4 @${commit.slice(0, 12)} *`])
})

test('the searches that are proposed are made from the line at the focus', async () => {
  const { traces: [trace] } = await locateText(app, node('price (/app/src/price.js:3:23)'))
  expect(trace?.focus).toEqual({ exception: 0, frame: 0 })
  expect(trace?.searches[0]).toEqual({ title: 'The same line', query: 'return cart.total * rateOf(cart.region)', patternType: 'literal' })
})
