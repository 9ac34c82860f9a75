import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bundleShop, shopSources } from '../src/intel/source-maps/shop.fixture.ts'
import { makeRepository } from '../src/repos/git/testing.ts'
import { openShell, type Shell } from './support/shell.ts'

/** For a machine that is busy with other tests; nothing here waits for time to pass. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const cart = 'class Cart {\n  void add() {\n    LOG.info("Added {} of {}", count, item);\n  }\n  void full() { LOG.warn("Cart " + id + " is full"); }\n}\n'
const log = '2026-01-02 10:00:00 INFO Added 3 of tea\nwhat\n2026-01-02 10:00:05 INFO Added 1 of rum\n2026-01-02 10:00:09 WARN Cart 7 is full\n'

let shell: Shell
beforeAll(async () => {
  shell = openShell()
  const bundle = await bundleShop()
  await makeRepository(shell.path('code', 'shop/web.git'), [{ files: Object.entries(shopSources) }])
  await makeRepository(shell.path('code', 'shop/cart.git'), [{ files: [['src/Cart.java', cart]] }, { files: [['src/Cart.java', `// moved\n${cart}`]] }])
  for (const folder of ['dist/assets', 'empty']) mkdirSync(shell.path(folder), { recursive: true })
  shell.write('dist/assets/app.js', bundle.code)
  shell.write('dist/assets/app.js.map', bundle.map)
  shell.write('trace.txt', bundle.trace)
  shell.write('cart.log', log)
  await shell.serve('data')
  expect(await shell.run('firebreak repos add code', { data: 'data' })).toMatchObject({ exit: 0 })
})
afterAll(() => shell.close())

type Told = { exit?: number; out?: RegExp; err?: RegExp }

/** Runs a line of shell and looks for words in what it says, one row after the other. */
function check(line: string, { exit = 0, out = /^/, err = /^/ }: Told): void {
  test(`${line} ⇒ ${exit} ${out.source} ! ${err.source}`, async () => {
    expect(await shell.run(line, { data: 'data' })).toMatchObject({ exit, out: expect.stringMatching(out), err: expect.stringMatching(err) })
  })
}

const json = async (line: string): Promise<unknown> => JSON.parse((await shell.run(line, { data: 'data' })).out)

describe('source maps', () => {
  check('firebreak trace trace.txt', { out: /^ {2}t {2}https:\/\/shop\.example\/assets\/app\.js:1 {2}minified$/m, err: /No source map is known of https:\/\/shop\.example\/assets\/app\.js\. Upload it/ })
  check('firebreak source-maps list', { out: /^$/, err: /No source maps yet/ })
  check('firebreak source-maps upload', { exit: 2, err: /Say which files/ })
  check('firebreak source-maps upload empty', { exit: 1, err: /There is no source map in what was named/ })
  check('firebreak source-maps upload trace.txt.map', { exit: 1, err: /no such file/ })
  check('firebreak source-maps upload --repo shop/none dist', { exit: 1, err: /firebreak: / })
  check('cp trace.txt bad.js.map && firebreak source-maps upload bad.js.map', { exit: 1, err: /This is no source map that can be used: it is not JSON\./ })
  check('firebreak source-maps upload --repo shop/web --release 1.4 dist', { out: /^dist\/assets\/app\.js {2}1\.4 {2}2 sources\n$/ })
  check('firebreak source-maps upload dist/assets/app.js --json', { out: /"file": ?"dist\/assets\/app\.js"/ })
  check('firebreak source-maps list shop/web', { out: /^map_\w+ {2}shop\/web {2}1\.4 {2}dist\/assets\/app\.js {2}2 sources {2}/ })
  check('firebreak trace trace.txt --rev 1.4', { out: /^→ rateFor {2}shop\/web@main src\/rates\.ts:7 {2}certain as can be {2}by app\.js\.map \(1\.4\)$/m })

  test('trace --json tells both places', async () => {
    const [exception] = (await json('firebreak trace trace.txt --rev 1.4 --json')) as { frames: object[] }[]
    expect(exception?.frames[0]).toMatchObject({ function: 't', file: 'https://shop.example/assets/app.js', line: 1, path: 'src/rates.ts', resolvedLine: 7, mapped: { function: 'rateFor', map: 'app.js.map', release: '1.4', contradicted: [] } })
  })

  check('for id in $(firebreak source-maps list | cut -d" " -f1); do firebreak source-maps remove $id; done; firebreak source-maps list', { out: /^(?:Removed the source map map_\w+\n){2}$/, err: /No source maps yet/ })
  check('firebreak source-maps remove none', { exit: 1, err: /There is no such source map/ })
})

describe('lines of a log', () => {
  check('firebreak logline --repo shop/cart cart.log', { out: /^ +2 × shop\/cart@main src\/Cart\.java:4 {2}add .*\n +lines 1 \(2026-01-02 10:00:00\) to 3 \(2026-01-02 10:00:05\)\n +1 × shop\/cart@main src\/Cart\.java:6 {2}full /, err: /One line of 4 can have been written by no statement that was read/ })
  check('firebreak logline --repo shop/cart --rev main~1 < cart.log', { out: /src\/Cart\.java:3 {2}add/ })
  check('firebreak logline cart.log', { out: /^ +2 × shop\/cart@main src\/Cart\.java:4 / })
  check('echo "nobody wrote this" | firebreak logline', { out: /^$/, err: /No statement of the 2 repositories that were looked into can have written these lines/ })
  check('firebreak logline --repo shop/none cart.log', { exit: 1, err: /firebreak: / })
  check('firebreak logline --repo shop/cart --rev none cart.log', { exit: 1, err: /no revision “none”/ })
  check('firebreak logline --repo shop/cart none.log', { exit: 1, err: /there is no such file/ })
  check('printf "" | firebreak logline --repo shop/cart', { exit: 1, err: /There is no text to look at/ })

  test('--json has one element for each line', async () => {
    const add = { repo: 'shop/cart', path: 'src/Cart.java', line: 4, confidence: expect.any(Number) as number }
    expect(await json('firebreak logline --json --repo shop/cart cart.log')).toEqual([add, null, add, { ...add, line: 6 }])
  })
})
