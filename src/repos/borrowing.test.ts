import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeRepository, oidOf, rawGit } from './git/testing.ts'
import { owner, startRepos, type TestRepos } from './repos.fixture.ts'

let server: TestRepos
let hidden: string
let given: string

beforeEach(async () => {
  server = await startRepos()
  hidden = server.path('elsewhere', 'hidden.git')
  given = server.path('code', 'given.git')
  await makeRepository(hidden, [{ files: [['secret', 'CANARY']] }])
  mkdirSync(server.path('code'))
})
afterEach(() => server.stop())

const empty = () => rawGit(server.path('code'), ['init', '-q', '--bare', given])
const write = (path: string, text: string) => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text)
}

/** Each makes, at `given`, a repository that is really another one. */
const tricks: [what: string, make: () => void][] = [
  ['alternates', () => {
    empty()
    write(join(given, 'objects/info/alternates'), `# from elsewhere\n${join(hidden, 'objects')}\n`)
    write(join(given, 'refs/heads/main'), `${oidOf(hidden, 'main')}\n`)
  }],
  ['relative, quoted alternates', () => {
    empty()
    write(join(given, 'objects/info/alternates'), '"../../../elsewhere/hidden\\056git/objects"\n')
    write(join(given, 'refs/heads/main'), `${oidOf(hidden, 'main')}\n`)
  }],
  ['a .git file', () => write(join(given, '.git'), `gitdir: ${hidden}\n`)],
  ['a link for .git', () => {
    mkdirSync(given)
    symlinkSync(hidden, join(given, '.git'))
  }],
  ['a shared folder', () => {
    empty()
    write(join(given, 'commondir'), hidden)
  }],
  ['links for objects and branches', () => {
    empty()
    for (const name of ['objects', 'refs']) {
      rmSync(join(given, name), { recursive: true })
      symlinkSync(join(hidden, name), join(given, name))
    }
  }],
  ['links for folders of objects and one for a branch', () => {
    empty()
    for (const name of readdirSync(join(hidden, 'objects'))) if (name.length === 2) symlinkSync(join(hidden, 'objects', name), join(given, 'objects', name))
    symlinkSync(join(hidden, 'refs/heads/main'), join(given, 'refs/heads/main'))
  }],
]

describe('a folder cannot show what lies elsewhere', () => {
  for (const [what, make] of tricks) {
    test(`by ${what}, unless that is here too`, async () => {
      make()
      await server.addFolder(server.path('code'))
      expect((await server.repos.byName(owner, 'given')).clone).toMatchObject({ state: 'failed', error: { code: 'git.refused' } })
      expect(await server.read('given', 'secret')).toBe('repos.not_cloned')
      await server.addFolder(server.path('elsewhere'))
      await server.refetch('given')
      expect(await server.read('given', 'secret')).toBe('CANARY')
    })
  }

  test('that it comes to lead to after it was added', async () => {
    await makeRepository(given, [{ files: [['a', '1']] }])
    await server.addFolder(server.path('code'))
    write(join(given, 'objects/info/alternates'), join(hidden, 'objects'))
    writeFileSync(join(given, 'refs/heads/main'), `${oidOf(hidden, 'main')}\n`)
    expect((await server.refetch('given')).clone).toMatchObject({ state: 'failed', error: { code: 'git.refused' } })
    expect([await server.read('given', 'a'), await server.read('given', 'secret')]).toEqual(['1', 'code.no_such_path'])
  })

  test('and what it borrows from a repository that is added with it is shown', async () => {
    rawGit(server.path('elsewhere'), ['clone', '-q', '--bare', '--shared', hidden, server.path('elsewhere', 'a-fork.git')])
    expect(readFileSync(server.path('elsewhere', 'a-fork.git/objects/info/alternates'), 'utf8')).toContain(hidden)
    await server.addFolder(server.path('elsewhere'))
    expect(await server.read('a-fork', 'secret')).toBe('CANARY')
  })
})
