/** The store of symbols follows the mirrors. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { rawGit } from '../../repos/git/testing.ts'
import { hear, printMatch } from '../search.fixture.ts'

let server: TestApp

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({
    one: [{ files: [['a.go', 'package a\n\nfunc HandleOne() {}\n'], ['same.go', 'package same\n\nfunc Same() {}\n'], ['notes.txt', 'func NotCode\n']] }],
    two: [{ files: [['also.go', 'package same\n\nfunc Same() {}\n']] }],
  })
})
afterAll(() => server.close())

const folder = () => join(server.dataDir, 'index', 'symbols')
const segments = () => (existsSync(folder()) ? readdirSync(folder()) : []).filter((name) => name.endsWith('.segment'))
const stored = () => segments().map((name) => readFileSync(join(folder(), name), 'latin1')).join('')
const times = (name: string) => stored().split(`${name}\n`).length - 1

/** Puts one file in place of all others, without what was before. */
async function push(repository: string, path: string, text: string): Promise<void> {
  const dir = server.path('served', `${repository}.git`)
  const blob = rawGit(dir, ['hash-object', '-w', '--stdin'], text)
  const tree = rawGit(dir, ['mktree'], `100644 blob ${blob}\t${path}\n`)
  rawGit(dir, ['update-ref', 'refs/heads/main', rawGit(dir, ['commit-tree', tree, '-m', 'x'])])
  const known = await server.app.repos.byName(server.people.owner, repository)
  await server.app.repos.fetch(server.people.owner, known.id)
  await server.settle()
}

test('each blob is told once', () => {
  expect([times('HandleOne'), times('Same'), times('NotCode')]).toEqual([1, 1, 0])
})

test('a push adds what is new, and in an hour what nobody holds is gone', async () => {
  await push('one', 'a.go', 'package a\n\nfunc HandleTwo() {}\n')
  expect([times('HandleOne'), times('HandleTwo'), times('Same')]).toEqual([1, 1, 1])
  server.clock.pass(61 * 60 * 1000)
  await push('one', 'a.go', 'package a\n\nfunc HandleThree() {}\n')
  expect([times('HandleOne'), times('HandleTwo'), times('HandleThree'), times('Same')]).toEqual([0, 0, 1, 1])
})

test('a damaged store answers as well, and is built anew', async () => {
  const ask = async (query: string) => (await hear(server, query)).matches.map(printMatch)
  const expected = ['one a.go:3 HandleThree FUNCTION', 'two also.go:3 Same FUNCTION']
  expect(await ask('type:symbol /Handle|Same/ case:yes')).toEqual(expected)
  for (const name of segments()) {
    const path = join(folder(), name)
    const bytes = readFileSync(path)
    bytes.fill(0x55, 0, 20)
    writeFileSync(path, bytes)
  }
  expect(await ask('type:symbol /Handle|Same/ case:yes')).toEqual(expected)
  await new Promise((resolve) => setImmediate(resolve))
  await server.settle()
  expect([times('HandleThree'), times('Same')]).toEqual([1, 1])
  expect(await ask('type:symbol /Handle|Same/ case:yes index:only')).toEqual(expected)
})
