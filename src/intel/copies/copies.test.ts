import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../../test/support/app.ts'
import { findCopies, type CopyList } from '../contract.ts'

const functions = {
  retry: 'export async function retry(times, work) {\n  let failure\n  for (let attempt = 0; attempt < times; attempt++) {\n    try {\n      return await work(attempt)\n    } catch (error) {\n      failure = error\n      await sleep(2 ** attempt * 100)\n    }\n  }\n  throw failure\n}\n',
  table: 'export function columns(rows) {\n  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)))\n  return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] + 2)).join("").trimEnd())\n}\n',
  parse: 'export function parseRange(text) {\n  const match = /^(\\d+)-(\\d+)$/.exec(text)\n  if (match === null) throw new Error(`no range: ${text}`)\n  const [, from, to] = match.map(Number)\n  return from <= to ? { from, to } : { from: to, to: from }\n}\n',
}
const util = `${functions.retry}\n${functions.table}\n${functions.parse}`
const renamed = functions.retry.replaceAll('retry', 'again').replaceAll('work', 'act').replaceAll('attempt', 'i').replaceAll('failure', 'last')
const python = 'def total(orders):\n    return sum(order.price for order in orders if order.open)\n'.repeat(3)

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.addRepositories({
    kit: [{ files: [['src/util.js', util]] }],
    shop: [
      { files: [['vendor/util.js', util], ['src/other.py', python], ['src/short.js', 'x()\n']], after: 'reset refs/tags/v1\nfrom refs/heads/main\n\n' },
      { files: [['vendor/util.js', null], ['lib/again.js', `// of another house\nimport { sleep } from "./sleep.js"\n\n${renamed}`], ['lib/mixed.js', `${functions.parse}\n${functions.retry}`]] },
    ],
    none: [],
  })
  await app.settle()
})
afterAll(() => app.close())

const find = (asked: object): Promise<CopyList> => app.call(findCopies, { body: { repo: 'kit', path: 'src/util.js', ...asked } }, 'viewer')

/** `repo@rev path share/exact ranges`, shares in tens of percent. */
const print = ({ copies }: CopyList) => copies.map(({ repo, rev, path, share, exact, ranges }) => `${repo}@${rev} ${path} ${Math.round(share * 10)}/${Math.round(exact * 10)} ${ranges.map(({ from, to }) => `${from}-${to}`).join()}`)

describe('where else code stands', () => {
  const check = (name: string, asked: object, ...expected: string[]) => test(name, async () => expect(print(await find(asked))).toEqual(expected))

  check('a file: parts of it, in another order', {}, 'shop@main lib/mixed.js 6/6 1-19')
  check('at every tracked revision', { revs: 'tracked' }, 'shop@v1 vendor/util.js 10/10 1-24', 'shop@main lib/mixed.js 6/6 1-19')
  check('a function, also with other names', { lines: { from: 1, to: 12 } }, 'shop@main lib/mixed.js 10/10 8-19', 'shop@main lib/again.js 10/5 4-15')
  check('what shares less is left out', { lines: { from: 1, to: 12 }, minimum: 1, limit: 1 }, 'shop@main lib/mixed.js 10/10 8-19')
  check('of another revision', { repo: 'shop', rev: 'v1', path: 'vendor/util.js' }, 'kit@main src/util.js 10/10 1-24', 'shop@main lib/mixed.js 6/6 1-19')
  check('nothing', { lines: { from: 14, to: 17 } })
})

test('a new repository is looked at, be its job done or not', async () => {
  const before = await find({ lines: { from: 14, to: 17 } })
  await app.addRepositories({ late: [{ files: [['columns.js', functions.table]] }] })
  expect([before.total, print(await find({ lines: { from: 14, to: 17 } }))]).toEqual([0, ['late@main columns.js 10/10 1-4']])
})

test('what was not looked at is said', async () => {
  const { complete, gaps } = await find({})
  expect([complete, gaps]).toEqual([false, [{ repo: 'none', reason: 'It has not been cloned, or is empty.' }]])
})

describe('what cannot be asked', () => {
  const check = (asked: object, outcome: string) => test(`${JSON.stringify(asked)} ⇒ ${outcome}`, async () => expect(await outcomeOf(find(asked))).toContain(outcome))
  check({ path: 'src/none.js' }, 'intel.no_file')
  check({ rev: 'none' }, 'intel.no_revision')
  check({ repo: 'nothing' }, 'repos.not_found')
  check({ repo: 'shop', path: 'src/short.js' }, 'copies.too_short')
  check({ lines: { from: 5, to: 2 } }, '400 ')
  check({ lines: { from: 900, to: 901 } }, 'copies.too_short')
})
