import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readHouse } from '../src/intel/navigate/houses.fixture.ts'
import { makeRepository } from '../src/repos/git/testing.ts'
import { openShell, type Shell } from './support/shell.ts'

/** For a machine that is busy with other tests; nothing here waits for time to pass. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let shell: Shell
beforeAll(async () => {
  shell = openShell()
  for (const [name, steps] of Object.entries(readHouse('go.txt', 'go').repositories)) await makeRepository(shell.path('code', `${name}.git`), steps)
  await shell.serve('data')
  expect(await shell.run('firebreak repos add code', { data: 'data' })).toMatchObject({ exit: 0 })
})
afterAll(() => shell.close())

type Told = { exit?: number; out?: RegExp; err?: RegExp }

/** Runs a line of shell and looks for words in what it says. Several rows run at once. */
function check(line: string, { exit = 0, out = /^/, err = /^/ }: Told): void {
  test.concurrent(`${line} ⇒ ${exit} ${out.source} ! ${err.source}`, async () => {
    expect(await shell.run(line, { data: 'data' })).toMatchObject({ exit, out: expect.stringMatching(out), err: expect.stringMatching(err) })
  })
}

const json = async (line: string): Promise<unknown> => JSON.parse((await shell.run(line, { data: 'data' })).out)

const sum = { repo: 'go/kit', rev: 'main', path: 'money/money.go', line: 15, column: 6, endLine: 15, endColumn: 9, precise: false, symbol: 'Sum' }

describe('what navigating tells', () => {
  check('firebreak def go/shop cart/cart.go 35 15', { out: /^go\/kit money\/money\.go:15:6 +search-based +imported from acme\.test\/kit\/money +func Sum\(/ })
  check('firebreak def go/shop@HEAD cart/cart.go 25 22', { out: /^$/, err: /TrimSpace is imported from strings, which is in no repository/ })
  check('firebreak refs go/kit money/money.go 15 6', { out: /^go\/kit money\/money\.go:15:6 [^]*^go\/kit money\/money_test\.go:6:5 [^]*^go\/shop cart\/cart\.go:35:15 /m })
  check('firebreak hover go/shop cart/cart.go 35 15', { out: /^func Sum\(all \.\.\.Cents\) Cents\nSum adds amounts up\.\nfunction · go\/kit money\/money\.go:15 · search-based/ })
  check('firebreak callers go/kit money/money.go 15 6 --depth 2', { out: /^Sum +go\/kit money\/money\.go:15\n[^]*^Cart\.Total +go\/shop/m })
  check('firebreak callers go/kit money/money.go 1 1', { out: /^$/, err: /no function at this position/ })
  check('firebreak impls go/kit money/money.go 15 6', { out: /^$/, err: /Nothing was found that implements, extends or overrides Sum/ })
  check('firebreak impls go/shop cart/cart.go 16 6', { out: /^go\/shop show\.go:5:6 +search-based +extends Cart +type shown struct/ })
  check('firebreak impls go/shop show.go 5 6 --up', { out: /^go\/shop cart\/cart\.go:16:6 +search-based / })
  check('firebreak typedef go/shop cart/cart.go 12 2', { out: /^go\/kit money\/money\.go:7:6 +search-based / })
  check('firebreak def go/shop', { exit: 2, err: /Use it like this: firebreak def REPO/ })
  check('firebreak def go/shop cart/cart.go 0 1', { exit: 2, err: /LINE is a number from 1/ })
  check('firebreak def go/none a.go 1 1', { exit: 1, err: /firebreak: / })
  check('firebreak callers go/shop main.go 1 1 --depth 21', { exit: 2, err: /--depth is a number from 1 to 20/ })
})

describe('--json has exactly the promised shape', () => {
  test('def', async () => {
    expect(await json('firebreak def go/shop cart/cart.go 35 15 --json')).toEqual([sum])
  })
  test('refs', async () => {
    const all = await json('firebreak refs go/shop cart/cart.go 35 15 --json')
    expect(all).toHaveLength(3)
    expect(all).toContainEqual(sum)
  })
  test('callers', async () => {
    expect(await json('firebreak callers go/kit money/money.go 15 6 --json')).toContainEqual({
      from: 'go/shop@main cart/cart.go:30 Cart.Total', to: 'go/kit@main money/money.go:15 Sum',
      repo: 'go/shop', rev: 'main', path: 'cart/cart.go', line: 35, column: 15, text: 'return money.Sum(prices...)', precise: false,
    })
  })
})
