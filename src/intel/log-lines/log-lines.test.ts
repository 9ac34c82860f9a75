import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../../test/support/app.ts'
import { recordDeployment } from '../../deployments/contract.ts'
import { resolveRevision } from '../../repos/contract.ts'
import { matchLogLines } from '../contract.ts'
import { createLogLines } from './log-lines.ts'

const before = 'class Cart {\n  void add() { LOG.info("Added {} of {}", count, item); }\n}\n'
const after = 'class Cart {\n  // moved down\n  void add() {\n    LOG.info("Put {} of {} into the cart", count, item);\n  }\n}\n'

let server: TestApp
beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({
    'shop/cart': [{ files: [['src/Cart.java', before], ['src/test/CartTest.java', before.replace('Added', 'Tested')], ['README.md', 'Added {} of {}']] }, { files: [['src/Cart.java', after]] }],
    'shop/empty': [{ files: [['README.md', 'no code']] }],
    'shop/wish': [{ files: [['src/Wish.java', 'class Wish {\n  void f() { LOG.info("Wished for {}", item); LOG.info("Put {} aside", item); }\n}\n']] }],
  })
})
afterAll(() => server.close())

const matched = async (text: string, rev = '') => {
  const { lines, statements } = await server.call(matchLogLines, { body: { text, repo: 'shop/cart', rev } })
  return lines.map((line) => line && `${statements[line.statement]?.path}:${statements[line.statement]?.line}`)
}

describe('the statement stands where it stood in the revision', () => {
  const check = (text: string, rev: string, expected: (string | null)[]) => test(`${JSON.stringify(text)} at ${rev || 'the default branch'}`, async () => expect(await matched(text, rev)).toEqual(expected))

  check('INFO Put 3 of tea into the cart\r\n\nINFO Added 3 of tea\n', '', ['src/Cart.java:4', null, null])
  check('INFO Put 3 of tea into the cart\n\nINFO Added 3 of tea', 'main~1', [null, null, 'src/Cart.java:2'])
  check('INFO Tested 3 of tea', '', [null])
})

const folderOf = () => join(server.path('data'), 'index', 'log-statements')
const filesIn = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile())

test('what was told is stored, and told again where it is damaged', async () => {
  await matched('x')
  const files = filesIn(folderOf())
  expect(files.length).toBeGreaterThan(0)
  for (const file of files) writeFileSync(file, '{"version":1,"blobs":[]}\n0\n')
  expect(await matched('INFO Put 3 of tea into the cart')).toEqual(['src/Cart.java:4'])
})

test('what was not looked at is said', async () => {
  const notes = async (repo: string) => (await server.call(matchLogLines, { body: { text: 'x', repo } })).notes
  expect(await notes('shop/cart')).toEqual(['One file of tests were not looked at.'])
  expect(await notes('shop/empty')).toEqual(['shop/empty holds no code in a language whose logging is known.'])
})

describe('where no repository is named, the one is taken whose statements account for most', () => {
  const check = (text: string, expected: string) => test(`${JSON.stringify(text)} ⇒ ${expected}`, async () => {
    const { repo, elsewhere, lines, notes } = await server.call(matchLogLines, { body: { text } })
    expect([repo || notes.join(' '), ...elsewhere, lines.filter(Boolean).length].join(', ')).toBe(expected)
  })

  check('INFO Put 3 of tea into the cart', 'shop/cart, 1')
  check('INFO Wished for tea\nINFO Put tea aside\nINFO Put 3 of tea into the cart', 'shop/wish, shop/cart, 2')
  check('INFO nobody wrote this', 'No statement of the 3 repositories that were looked into can have written these lines., 0')
})

test('the statement stands where it stood in what runs', async () => {
  const { commit } = await server.call(resolveRevision, { query: { repo: 'shop/cart', rev: 'main~1' } })
  await server.call(recordDeployment, { body: { repo: 'shop/cart', commit, service: 'cart', environment: 'production', version: '1.0' } })
  expect(await matched('INFO Added 3 of tea')).toEqual(['src/Cart.java:2'])
  expect(await matched('INFO Added 3 of tea', 'main')).toEqual([null])
  expect((await server.call(matchLogLines, { body: { text: 'INFO Added 3 of tea', repo: 'shop/cart' } })).rev).toBe(commit.slice(0, 12))
})

describe('bad questions', () => {
  const check = (body: { text: string; repo: string; rev?: string }, expected: string) => test(expected, async () => expect(await outcomeOf(server.call(matchLogLines, { body }))).toContain(expected))

  check({ text: 'x', repo: 'shop/none' }, '404')
  check({ text: 'x', repo: 'shop/cart', rev: 'none' }, 'intel.no_revision')
  check({ text: '\n'.repeat(200_001), repo: 'shop/cart' }, 'intel.too_many_lines')
})

describe('statements that need more memory than there is', () => {
  const letters = (n: number) => n.toString(2).replaceAll('0', 'a').replaceAll('1', 'b')
  const wide = Array.from({ length: 250 }, (_, n) => `INFO wide load ${letters(n)}`).join('\n')
  const ask = async (text: string, repo: string) => {
    const logLines = createLogLines({ ...server.app, heapMb: 48 })
    onTestFinished(() => logLines.close())
    const answer = logLines.match(server.people.owner, { text, repo, rev: '' }, new AbortController().signal)
    return answer.then(({ repo: found, notes }) => [found, ...notes].join(': '), ({ status, code, message }) => `${status} ${code}: ${message}`)
  }
  const check = (name: string, text: string, repo: string, expected: string) => test(name, async () => expect(await ask(text, repo)).toBe(expected))

  const alike = `class All {\n  void f() {\n${'    LOG.info("wide load {}", a);\n'.repeat(5_000)}  }\n}\n`
  const inFiles = (count: number) => [{ files: Array.from({ length: count }, (_, n): [string, string] => [`src/All${n}.java`, alike]) }]

  beforeAll(() => server.addRepositories({ 'shop/all': inFiles(60), 'shop/more': inFiles(1) }))

  check('are told to who named their repository', wide, 'shop/all', '400 intel.log_too_complex: Holding this log against the statements of shop/all takes more memory than it may. Send a part of the log.')
  check('keep no other repository from being found', `${wide}\nINFO Wished for tea`, '', 'shop/more: One repository was left out, as holding these lines against its statements takes more memory or time than it may: shop/all.')
  check('are not all of those that one line may be of', wide, 'shop/more', 'shop/more')
  check('leave others as they are', 'INFO Wished for tea', 'shop/wish', 'shop/wish')
})
