import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Repository } from './contract.ts'
import { makeRepository } from './git/testing.ts'
import { owner, startRepos, type TestRepos } from './repos.fixture.ts'

let server: TestRepos
beforeAll(async () => {
  server = await startRepos()
  for (const name of ['alpha', 'beta', 'gamma', 'team/Alphabet']) await makeRepository(server.path('code', `${name}.git`), [{ files: [['a', name]] }])
  await server.addFolder(server.path('code'))
})
afterAll(() => server.stop())

describe('the list', () => {
  test('by parts of the name, by state and by pages', async () => {
    const table: [query: string, repos: string[], total: number, next: string | null][] = [
      ['', ['alpha', 'beta', 'gamma', 'team/Alphabet'], 4, null],
      ['query=ALPHA', ['alpha', 'team/Alphabet'], 2, null],
      ['query=nope', [], 0, null],
      ['state=ready', ['alpha', 'beta', 'gamma', 'team/Alphabet'], 4, null],
      ['state=failed', [], 0, null],
      ['limit=3', ['alpha', 'beta', 'gamma'], 4, 'gamma'],
      ['limit=3&after=gamma', ['team/Alphabet'], 4, null],
      ['after=zeta', [], 4, null],
      ['limit=1&after=b', ['beta'], 4, 'beta'],
    ]
    for (const [query, repos, total, next] of table) {
      const { json } = await server.send(`GET /repos?${query}`)
      expect([query, (json['repos'] as Repository[]).map(({ name }) => name), json['total'], json['next']]).toEqual([query, repos, total, next])
    }
  })
  test('a repository is marked and described', async () => {
    const { id } = await server.repos.byName(owner, 'beta')
    expect((await server.send(`PATCH /repos/${id}`, { body: { fork: true, description: 'Second' } })).json).toMatchObject({ fork: true, archived: false, description: 'Second' })
    expect((await server.send(`PATCH /repos/${id}`, { body: { fork: false, archived: true } })).json).toMatchObject({ fork: false, archived: true, description: 'Second' })
    expect((await server.send(`PATCH /repos/${id}`, { body: {} })).json).toMatchObject({ code: 'repos.nothing_to_change' })
  })
  test('what is not there is answered in the same words everywhere', async () => {
    const at = new URLSearchParams({ repo: 'nope', path: 'a', rev: 'x' })
    const asked = [
      'GET /repos/repo_nope', 'DELETE /repos/repo_nope', ...['refs', 'revision', 'tree', 'files', 'file', 'raw', 'blame', 'history', 'commit', 'compare'].map((what) => `GET /code/${what}?${at}`),
    ]
    const answers = await Promise.all(asked.map((line) => server.send(line)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['404 {"code":"repos.not_found","message":"There is no such repository, or you may not see it."}']))
  })
  test('a repository is not read through another', async () => {
    const [alpha, beta] = [await server.repos.byName(owner, 'alpha'), await server.repos.byName(owner, 'beta')]
    expect(await server.read('alpha', 'a', beta.head ?? '')).toBe('git.unknown-revision')
    await expect(server.repos.files(owner, alpha, beta.head ?? '')).rejects.toThrow()
    const files = await server.repos.files(owner, beta, beta.head ?? '')
    const states: string[] = []
    await server.repos.readBlobs(owner, alpha, { oids: [files.oid(0)], onBlob: ({ state }) => void states.push(state) })
    expect(states).toEqual(['missing'])
  })
})

describe('the sample organisation', () => {
  test('is added once, cloned, and comes with its traces', async () => {
    expect((await server.send('GET /repos/sample/traces')).json).toEqual({ traces: [], advisories: [] })
    const first = await server.send('POST /repos/sample', { body: {} })
    await server.settle()
    const again = await server.send('POST /repos/sample', { body: {} })
    const ids = (sent: typeof first) => (sent.json['repos'] as Repository[]).map(({ id }) => id)
    expect([first.status, ids(again)]).toEqual([202, ids(first)])
    const all = (await server.repos.allVisible(owner)).filter(({ name }) => name.startsWith('acme/'))
    expect(all.length).toBeGreaterThanOrEqual(8)
    for (const repo of all) expect(repo).toMatchObject({ source: 'sample', url: null, clone: { state: 'ready' }, index: { state: 'ready' } })
    expect(((await server.send('GET /repos/sample/traces')).json['traces'] as unknown[]).length).toBeGreaterThan(0)
  })
})
