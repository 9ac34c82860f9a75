import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Repository } from './contract.ts'
import { makeRepository, rawGit, type Step } from './git/testing.ts'
import { owner, person, startRepos, type TestRepos } from './repos.fixture.ts'

let server: TestRepos
beforeEach(async () => {
  server = await startRepos()
})
afterEach(() => server.stop())

const step = (path: string, text: string): Step => ({ files: [[path, text]] })

describe('adding a folder', () => {
  test('takes every repository below it, bare or not, and reads them', async () => {
    await makeRepository(server.path('code', 'team', 'bare.git'), [step('a.txt', 'bare')])
    rawGit(server.path('code'), ['clone', '-q', server.path('code', 'team', 'bare.git'), 'work'])
    mkdirSync(server.path('code', 'plain'))
    const { status, json } = await server.addFolder(server.path('code'))
    expect([status, json['added'], json['refused']]).toEqual([202, 2, []])
    expect(await server.names()).toEqual(['team/bare', 'work'])
    expect(await server.read('work', 'a.txt')).toBe('bare')
    expect(await server.repos.byName(owner, 'work')).toMatchObject({
      source: 'local', url: server.path('code', 'work'), number: 2, defaultBranch: 'main', head: expect.stringMatching(/^[0-9a-f]{40}$/),
      clone: { state: 'ready', phase: null, percent: null, error: null, incomplete: false }, index: { state: 'ready', files: 1, bytes: 4 },
    })
  })

  test('is the same when done again, and finds what is new', async () => {
    await makeRepository(server.path('code', 'a.git'), [step('a', '1')])
    await server.addFolder(server.path('code'))
    await makeRepository(server.path('code', 'b.git'), [step('b', '1')])
    const { json } = await server.addFolder(server.path('code'))
    expect([json['added'], (json['repos'] as Repository[]).map(({ name }) => name), await server.names()]).toEqual([1, ['a', 'b'], ['a', 'b']])
  })

  test('names a repository by itself, and by its parents where the name is taken', async () => {
    await makeRepository(server.path('one', 'web'), [step('a', '1')])
    await makeRepository(server.path('two', 'web'), [step('a', '2')])
    await makeRepository(server.path('one', 'search'), [step('a', '3')])
    for (const path of ['one/web', 'two/web', 'one/search']) await server.addFolder(server.path(path))
    expect(await server.names()).toEqual(['local/search', 'two/web', 'web'])
    expect([await server.read('web', 'a'), await server.read('two/web', 'a'), await server.read('local/search', 'a')]).toEqual(['1', '2', '3'])
  })

  test('follows no symbolic link and takes no mirror of ours', async () => {
    await makeRepository(server.path('elsewhere', 'x.git'), [step('a', '1')])
    await server.addFolder(server.path('elsewhere'))
    mkdirSync(server.path('code'))
    symlinkSync(server.path('elsewhere'), server.path('code', 'link'))
    expect((await server.addFolder(server.path('code'))).json).toMatchObject({ code: 'repos.no_repository' })
    expect((await server.addFolder(server.path('.'))).json).toMatchObject({ added: 0, repos: [{ name: 'x' }] })
  })

  const refused: [what: string, path: string, code: string][] = [
    ['a path that is not whole', 'code', 'repos.folder_refused'],
    ['a folder that is not there', '/nowhere/at/all', 'repos.folder_refused'],
    ['a file', '/etc/hostname', 'repos.folder_refused'],
    ['a zero byte', '/etc\0', 'repos.folder_refused'],
    ['nothing', '', 'input.invalid'],
  ]
  for (const [what, path, code] of refused) {
    test(`${what} is refused`, async () => {
      const { status, json } = await server.send('POST /repos/folder', { body: { path } })
      expect([status, json['code']]).toEqual([400, code])
    })
  }

  test('shows its place to owners only', async () => {
    await makeRepository(server.path('code', 'a.git'), [step('a', '1')])
    await server.addFolder(server.path('code'))
    const urls = (role: string) => server.repos.allVisible(person(role)).then((repos) => repos.map(({ url }) => url))
    expect([await urls('owner'), await urls('responder'), await urls('viewer')]).toEqual([[server.path('code', 'a.git')], [null], [null]])
    renameSync(server.path('code', 'a.git'), server.path('code', 'b.git'))
    await server.refetch('a')
    const viewed = (await server.send('GET /repos', { role: 'viewer' })).text
    expect(viewed).toContain('The folder is gone')
    expect(viewed).not.toContain(server.path())
  })
})

describe('addresses that are refused', () => {
  const table: [url: string, code: string][] = [
    ['', 'input.invalid'],
    ['ext::sh -c touch% /tmp/x', 'repos.url.characters'],
    ['EXT::sh', 'repos.url.scheme'],
    ['fd::17', 'repos.url.scheme'],
    ['file:///etc', 'repos.url.local-path'],
    ['/etc', 'repos.url.local-path'],
    ['-oProxyCommand=x', 'repos.url.option'],
    ['ssh://-oProxyCommand=x/y', 'repos.url.host'],
    ['https://github.com/a/b\nc', 'repos.url.characters'],
    ['https://a@b@127.0.0.1/x', 'repos.url.malformed'],
    ['http://0.0.0.0/x/y', 'repos.url.address'],
    ['http://169.254.169.254/latest/meta-data', 'repos.url.address'],
    ['http://0xa9fea9fe/x', 'repos.url.address'],
    ['https://user:hunter2@example.com/a/b', 'repos.url.credentials'],
    ['ftp://example.com/a/b', 'repos.url.scheme'],
  ]
  for (const [url, code] of table) {
    test(JSON.stringify(url), async () => {
      const { status, json } = await server.send('POST /repos', { body: { url } })
      expect([status, json['code'], await server.names()]).toEqual([400, code, []])
      expect(JSON.stringify(json)).not.toContain('hunter2')
    })
  }
  test('this machine, unless the settings allow it', async () => {
    await server.stop()
    server = await startRepos({ FIREBREAK_ALLOW_LOOPBACK: 'no' })
    for (const host of ['127.0.0.1:7171', '[::1]', 'localhost', '2130706433', '0177.0.0.1', '[::ffff:127.0.0.1]']) {
      expect((await server.addUrl(`http://${host}/a/b`)).json).toMatchObject({ code: 'repos.url.address' })
    }
  })
})
