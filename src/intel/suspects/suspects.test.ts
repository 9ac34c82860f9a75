import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../../test/support/app.ts'
import type { Step } from '../../repos/git/testing.ts'
import { findSuspects, type SuspectList } from '../contract.ts'

const rates = ['export function rateOf(region) {', '  const rate = table[region]', '  return rate.value', '}', ''].join('\n')
const careful = rates.replace('return rate.value', 'return rate === undefined ? 0 : rate.value')
const careless = rates.replace('rate.value', 'rate.exact.value')

/** An hour apart from 2023-11-14T22:13:20Z on. */
const steps: readonly Step[] = [
  { message: 'Add a table of rates', files: [['src/rates.js', rates], ['README.md', 'Prices\n']] },
  { message: 'Cache the answers of the tax office', files: [['src/cache.js', 'export const answers = new Map()\nexport const evictOldest = () => answers.clear()\n']] },
  { message: 'Write down who may deploy', files: [['docs/deploy.md', 'Ask the people of the shop.\n']] },
  { message: 'Read exact rates', files: [['src/rates.js', careless]] },
  { message: 'Colour the button', files: [['web/button.css', '.button { color: red }\n']] },
  { message: 'Mend rates: evictOldest dropped every answer, rate.exact was undefined\n\nFixes: 0123456789abcdef', files: [['src/rates.js', careful]] },
]
const hour = (n: number) => new Date(Date.UTC(2023, 10, 14, 22, 13, 20) + n * 3_600_000).toISOString()

const trace = `TypeError: Cannot read properties of undefined (reading 'value')
    at rateOf (/app/src/rates.js:3:21)
    at price (/app/src/price.js:9:3)
`

let app: TestApp
let oids: string[]
beforeAll(async () => {
  app = await startApp()
  const [repository] = await app.addRepositories({ shop: steps })
  await app.settle()
  oids = (await app.app.repos.commitsBetween(app.people.viewer, repository ?? { id: '' }, { tip: repository?.head ?? '', from: 0, to: Infinity, limit: 10 })).map(({ oid }) => oid).reverse()
})
afterAll(() => app.close())

const find = (text: string, more: object = {}): Promise<SuspectList> => app.call(findSuspects, { body: { text, repo: 'shop', before: hour(5), ...more } }, 'viewer')

/** `3 changed: reasons` for the first of them, by their numbers in the history. */
const printed = ({ suspects }: SuspectList, count = 1) => suspects.slice(0, count).map(({ oid, list, reasons }) => `${oids.indexOf(oid)} ${list}: ${reasons.map(({ text }) => text).join('; ')}`)

describe('the likeliest comes first, with its reasons', () => {
  const check = (name: string, text: string, more: object, expected: string) => test(name, async () => expect(printed(await find(text, more))).toEqual([expected]))
  check('a symptom', 'after an hour evictOldest clears all answers', {}, '1 changed: changes lines with evictOldest, answers, clears; its message speaks of answers; committed 4 hours before')
  check('a trace', trace, {}, '3 changed: brought in line 3 of src/rates.js, where it failed; changes lines with rate; its message speaks of read, rate; touches rate; committed 2 hours before')
  check('folders and columns are no reasons', 'after an hour all answers are gone at /srv/clears/evictOldest/main.js:1:14', {}, '1 changed: changes lines with answers; its message speaks of answers; committed 4 hours before')
  check('what was there before the good one is latent', 'after an hour evictOldest clears all answers', { since: 'main~3' }, '1 latent: changes lines with evictOldest, answers, clears; its message speaks of answers; committed 4 hours before')
})

describe('nothing is looked at that came later', () => {
  /** The last commit names every fault, so it would come first wherever it was looked at. */
  const all = 'evictOldest dropped every answer, rate.exact was undefined'
  const check = (name: string, more: object, last: number) =>
    test(name, async () => {
      const { suspects, considered } = await find(all, { limit: 200, ...more })
      expect(Math.max(...suspects.map(({ oid }) => oids.indexOf(oid)))).toBeLessThanOrEqual(last)
      expect(considered).toBe(last + 1)
    })
  check('of the moment itself', { before: hour(5) }, 4)
  check('a second before', { before: new Date(Date.parse(hour(5)) - 1000).toISOString() }, 4)
  check('an hour before', { before: hour(4) }, 3)

  test('but what was there then is', async () => {
    const { suspects } = await find(all, { before: hour(5.1) })
    expect(oids.indexOf(suspects[0]?.oid ?? '')).toBe(5)
  })

  test('a trace is read with the code of then', async () => expect(printed(await find(trace, { before: hour(3) }))[0]).toContain('0 changed: brought in line 3 of src/rates.js'))
})

test('the answer does not hang on ids and trailers that would give it away', async () => {
  const text = 'after an hour evictOldest clears all answers'
  const plain = await find(text)
  for (const given of [`${text}\n\nFixes: ${oids[4]} ("Colour the button")\n`, `${text}\n\nFixes: ${oids[4]?.slice(0, 12)}`, `${text} ${oids[4]}`, `${text}\n\nSigned-off-by: Ada <ada@example.com>`]) {
    expect((await find(given)).suspects).toEqual(plain.suspects)
  }
})

test('a window leaves out what is older', async () => {
  const found = await find('evictOldest clears answers of rates', { window: '3h', limit: 200 })
  expect([found.considered, found.from, found.suspects.every(({ oid }) => oids.indexOf(oid) >= 2)]).toEqual([3, hour(2), true])
})

test('chances are those of one culprit', async () => {
  const { suspects } = await find('evictOldest rate button deploy table', { limit: 200 })
  const sum = suspects.reduce((total, { confidence }) => total + confidence, 0)
  expect([suspects.length > 2, suspects.every(({ confidence }) => confidence >= 0 && confidence <= 1), sum <= 1.5]).toEqual([true, true, true])
})

describe('what cannot be answered is said', () => {
  const check = (name: string, more: object, outcome: string) => test(name, async () => expect(await outcomeOf(find('x y', more))).toContain(outcome))
  check('a bad window', { window: 'soon' }, 'suspects.bad_window')
  check('a bad date', { before: 'x\ny' }, 'suspects.bad_date')
  check('no such revision', { rev: 'nowhere' }, 'code.no_revision')
  check('no such repository', { repo: 'secret' }, '404')
  test('no change in a time', async () => expect((await find('rates', { before: hour(-1) })).notes).toEqual(['There is no change in this time.']))
  test('no word in common', async () => expect((await find('zyzzyva', { window: '2h' })).notes).toEqual(['No change in this time speaks of anything in the text.']))
})
