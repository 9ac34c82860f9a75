/** The index follows the mirrors, and what becomes of it changes no answer. */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { rawGit } from '../../repos/git/testing.ts'
import { hear, printMatch, printRows } from '../search.fixture.ts'

let server: TestApp

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({ one: [{ files: [['a.txt', 'needle in one\n'], ['b.txt', 'secret needle\n']] }], two: [{ files: [['c.txt', 'needle in one\n']] }] })
})
afterAll(() => server.close())

const segments = () => readdirSync(join(server.dataDir, 'index', 'files')).filter((name) => name.endsWith('.segment'))
const indexed = () => segments().map((name) => readFileSync(join(server.dataDir, 'index', 'files', name), 'latin1')).join('')

async function ask(query: string): Promise<string[]> {
  const { matches, progress } = await hear(server, query)
  return [...matches.map(printMatch), ...printRows(progress.coverage)]
}

async function push(repository: string, work: (dir: string) => void): Promise<void> {
  const dir = server.path('served', `${repository}.git`)
  work(dir)
  const known = await server.app.repos.byName(server.people.owner, repository)
  await server.app.repos.fetch(server.people.owner, known.id)
  await server.settle()
}

/** Writes one file on top of a commit, in place of what the branch was. */
function commit(dir: string, parent: string | null, path: string, text: string): void {
  const blob = rawGit(dir, ['hash-object', '-w', '--stdin'], text)
  const tree = rawGit(dir, ['mktree'], `100644 blob ${blob}\t${path}\n`)
  const made = rawGit(dir, ['commit-tree', tree, '-m', 'x', ...(parent === null ? [] : ['-p', parent])])
  rawGit(dir, ['update-ref', 'refs/heads/main', made])
}

test('the same blob is kept once, and found in each place', async () => {
  expect(await ask('needle index:only')).toEqual(['one a.txt:1 «needle»', 'one b.txt:1 «needle»', 'two c.txt:1 «needle»'])
  expect(indexed().split('needle in one').length - 1).toBe(1)
})

test('what is pushed over is not found any more, and in an hour is not there any more', async () => {
  await push('one', (dir) => commit(dir, null, 'a.txt', 'needle in one\n'))
  expect(await ask('needle index:only')).toEqual(['one a.txt:1 «needle»', 'two c.txt:1 «needle»'])
  server.clock.pass(61 * 60 * 1000)
  await push('two', (dir) => commit(dir, rawGit(dir, ['rev-parse', 'main']), 'c.txt', 'another needle\n'))
  expect(indexed()).not.toContain('secret')
  expect(await ask('needle index:only')).toEqual(['one a.txt:1 «needle»', 'two c.txt:1 «needle»'])
})

test('a repository that is removed leaves nothing', async () => {
  server.clock.pass(61 * 60 * 1000)
  const two = await server.app.repos.byName(server.people.owner, 'two')
  await server.app.repos.remove(server.people.owner, two.id)
  await server.settle()
  expect(indexed()).not.toContain('another')
  expect(await ask('needle')).toEqual(['one a.txt:1 «needle»'])
})

test('a damaged index answers as well, and is built anew', async () => {
  for (const name of segments()) {
    const path = join(server.dataDir, 'index', 'files', name)
    const bytes = readFileSync(path)
    bytes.fill(0x55, 0, 100)
    writeFileSync(path, bytes)
  }
  expect(await ask('file:a needle in')).toEqual(['one a.txt:1 «in»«needle»'].map((line) => line.replace('«in»«needle»', '«needle»«in»')))
  await new Promise((resolve) => setImmediate(resolve))
  await server.settle()
  expect(await ask('needle index:only')).toEqual(['one a.txt:1 «needle»'])
})

test('an index that is deleted under the server changes no answer', async () => {
  rmSync(join(server.dataDir, 'index'), { recursive: true })
  expect(await ask('needle')).toEqual(['one a.txt:1 «needle»'])
})
