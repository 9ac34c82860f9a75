/** What the store of commits finds is what git's walk finds, in the same order; and what becomes of the store changes no answer. */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { CommitStore } from '../../engine/commits/index.ts'
import { generatedHistory } from '../repos/git/histories.fixture.ts'
import { initFromStream } from '../repos/git/init.ts'
import { rawGit, type Step, stream } from '../repos/git/testing.ts'
import { hear, printRows } from './search.fixture.ts'

let server: TestApp
const ids = new Map<string, string>()

const seeds = [1, 2]

/** Whatever may stand in a commit. */
const odd: readonly Step[] = [
  { message: 'first fix\n\nwith a body', files: [['a', '1']] },
  { message: Buffer.from([0x66, 0x69, 0x78, 0x20, 0xe9, 0xff, 0x0a]), author: Buffer.from('Ren\xe9 <rene@example.com>', 'latin1') },
  { message: 'null \0 fix' },
  { message: '' },
  { message: `long fix ${'word '.repeat(200_000)}end` },
  { message: `${'fix\n'.repeat(100_000)}` },
  { message: '\r\n\r\n  fix \r\r\n\r\nbody\r\n' },
  { message: '\ufeffbegins with a mark, fix' },
  { message: 'fix ſtart 💧', author: ' <>' },
]

const raw = (dir: string, committer: string, message: string): string => {
  const tree = rawGit(dir, ['rev-parse', 'main^{tree}'])
  const text = `tree ${tree}\nparent ${rawGit(dir, ['rev-parse', 'main'])}\nauthor Odd <odd@example.com> 1 +0000\ncommitter ${committer}\n\n${message}\n`
  const made = rawGit(dir, ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], text)
  rawGit(dir, ['update-ref', 'refs/heads/main', made])
  return made
}

beforeAll(async () => {
  server = await startApp()
  const dir = (name: string) => server.path('served', `${name}.git`)
  mkdirSync(server.path('served'))
  for (const seed of seeds) await initFromStream(dir(`seed-${seed}`), [generatedHistory(seed, 80)], { head: 'refs/heads/main' })
  await initFromStream(dir('odd'), [stream(odd)], { head: 'refs/heads/main' })
  for (const date of ['99999999999999 +0000', '-5 +0000', 'never', '1700000000 +9999', '0 +0000']) raw(dir('odd'), `Odd <odd@example.com> ${date}`, `fix of ${date}`)
  rawGit(server.path(), ['init', '-q', '--bare', '--object-format=sha256', dir('sha256')])
  rawGit(dir('sha256'), ['fast-import', '--quiet'], stream([{ message: 'fix one' }, { message: 'fix two' }]))
  await initFromStream(dir('large'), [stream(Array.from({ length: 9 }, (_none, i) => ({ message: `change ${i} ${'word '.repeat(3000)}end` })))], { head: 'refs/heads/main' })
  rawGit(server.path(), ['clone', '-q', '--bare', '--depth=3', `file://${dir('seed-1')}`, dir('shallow')])
  for (const { id, name } of await server.addFolder(server.path('served'))) ids.set(name, id)
})
afterAll(() => server.close())

const mirror = (name: string) => join(server.dataDir, 'mirrors', `${ids.get(name)}.git`)
const folder = (name: string) => join(server.dataDir, 'index', 'commits', ids.get(name) ?? '')

/** All of every commit that is found, and how many were looked at. */
async function ask(query: string) {
  const { matches, progress, alert } = await hear(server, `${query} type:commit count:all`)
  if (alert) throw new Error(alert.description)
  return { matches: matches.map((match) => JSON.stringify(match)), commits: progress.coverage.commits, rows: printRows(progress.coverage) }
}

/** What the store finds in general is held against the scanner in the engine; here it is the way from git and back. */
const QUERIES: Record<string, string[]> = {
  'seed-1': ['', '/1.*main/ NOT 12', '((change 3) OR (change 5))', '-author:"Person 1" -message:main case:yes', 'after:2023-11-14 before:"2023-11-15 02:00" author:p2@', '-file:dir change lang:c'],
  odd: ['', 'fix', 'author:René', 'body', '"\ufeffbegins"', 'end', 'before:1971-01-01', 'nowhere'],
  'seed-2': ['', 'message:main committer:ada'],
  sha256: ['', 'two'],
  shallow: ['', 'change'],
}

describe.each(Object.entries(QUERIES))('%s', (name, queries) => {
  test.each(queries)('%s', async (query) => {
    expect(await ask(`repo:^${name}$ ${query}`)).toEqual(await ask(`repo:^${name}$ index:no ${query}`))
  })
})

describe.each(seeds)('revisions of seed %i', (seed) => {
  const name = `seed-${seed}`
  test.each(['main~20', 'main:^side0', 'side0:^main', '*refs/heads/*', 'main:^main~10:^side1'])('@%s', async (rev) => {
    const found = await ask(`repo:^${name}$@${rev} change`)
    expect(found).toEqual(await ask(`repo:^${name}$@${rev} index:no change`))
  })
})

describe.each(seeds)('of seed %i those that touch a file', (seed) => {
  /** By git log, where a merge is compared with its first parent. */
  const touching = (pattern: RegExp) => {
    const log = rawGit(server.path('served', `seed-${seed}.git`), ['log', '--format=commit %H', '--diff-merges=first-parent', '--no-renames', '--name-only', 'main'])
    const commits = log.split(/^commit (?=[0-9a-f]{40}$)/m).slice(1).map((text) => text.split('\n').filter(Boolean))
    return commits.filter(([, ...paths]) => paths.some((path) => pattern.test(path))).map(([oid]) => oid)
  }

  test.each([['file:^dir/', /^dir\//], ['file:big', /big/], ['-file:.', /^$/], ['file:a -file:txt', /^(?!.*txt).*a/], ['lang:c', /\.c$/]] as const)('%s', async (query, pattern) => {
    const { matches } = await hear(server, `repo:^seed-${seed}$ type:commit count:all ${query}`)
    expect(matches.map((match) => match.type === 'commit' && match.oid)).toEqual(touching(pattern))
  })
})

describe('the store is what answers', () => {
  test.each(['seed-1', 'sha256'])('%s, without a repository', async (name) => {
    const expected = await ask(`repo:^${name}$ /fix|change/`)
    renameSync(join(mirror(name), 'objects'), join(mirror(name), 'away'))
    expect(await ask(`repo:^${name}$ /fix|change/`)).toEqual(expected)
    renameSync(join(mirror(name), 'away'), join(mirror(name), 'objects'))
    expect(expected.matches.length).toBeGreaterThan(1)
  })

  test('but not for a history that was cut, of which more may come', () => expect(() => readdirSync(folder('shallow'))).toThrow('ENOENT'))
})

describe('commits that are not in the store', () => {
  /** A commit that no branch or tag has. */
  const commit = (parents: readonly string[], message: string) => {
    const dir = mirror('seed-2')
    return rawGit(dir, ['commit-tree', rawGit(dir, ['rev-parse', 'main^{tree}']), '-m', message, ...parents.flatMap((parent) => ['-p', parent])])
  }

  test('take their places among those that are', async () => {
    const dir = mirror('seed-2')
    const one = commit(['main', 'side0'], 'change one')
    const two = commit([one, commit(['side1~1'], 'change aside')], 'change two')
    for (const rev of [two, `${two}:^${one}`, `main:^${two}`]) {
      const found = await ask(`repo:^seed-2$@${rev} change`)
      expect(found).toEqual(await ask(`repo:^seed-2$@${rev} index:no change`))
      expect(found.commits).toBe(Number(rawGit(dir, ['rev-list', '--count', ...rev.split(':')])))
    }
  })
})

describe('the store follows the mirror', () => {
  async function push(name: string, work: (dir: string) => void): Promise<void> {
    work(server.path('served', `${name}.git`))
    await server.app.repos.fetch(server.people.owner, ids.get(name) ?? '')
    await server.settle()
  }

  function stored(name: string): number {
    const store = CommitStore.open(folder(name))
    store.close()
    return store.length
  }

  test('a push adds what is new', async () => {
    const before = stored('seed-1')
    await push('seed-1', (dir) => raw(dir, 'Ada <ada@example.com> 1700900000 +0000', 'change of late'))
    expect(stored('seed-1')).toBe(before + 1)
    expect((await ask('repo:^seed-1$ late')).matches).toHaveLength(1)
  })

  test('a damage is met by walking, and the store is built anew', async () => {
    const expected = await ask('repo:^large$ index:no end')
    const path = join(folder('large'), 'run-1')
    writeFileSync(path, readFileSync(path).fill(0x55, 20_000, 60_000))
    expect(await ask('repo:^large$ end')).toEqual(expected)
    await new Promise((resolve) => setImmediate(resolve))
    await server.settle()
    expect([stored('large'), readdirSync(folder('large'))]).toEqual([9, ['manifest', 'run-2']])
    expect(await ask('repo:^large$ end')).toEqual(expected)
  })

  test('a store that is deleted under the server changes no answer', async () => {
    const expected = await ask('repo:^seed-2$ change')
    rmSync(folder('seed-2'), { recursive: true })
    expect(await ask('repo:^seed-2$ change')).toEqual(expected)
  })

  test('a force-push that leaves little behind has it built anew', async () => {
    await push('odd', (dir) => {
      rawGit(dir, ['update-ref', 'refs/heads/main', rawGit(dir, ['rev-list', '--max-parents=0', 'main'])])
    })
    expect([stored('odd'), (await ask('repo:^odd$')).matches.length]).toEqual([1, 1])
  })

  test('a repository that is removed leaves nothing', async () => {
    await server.app.repos.remove(server.people.owner, ids.get('odd') ?? '')
    await server.settle()
    expect(() => readdirSync(folder('odd'))).toThrow('ENOENT')
  })
})
