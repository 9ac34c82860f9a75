import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeRepository, serveGit, type GitServer } from './git/testing.ts'
import { owner, startRepos, type TestRepos } from './repos.fixture.ts'

const token = 'CANARY-right'
let server: TestRepos
let git: GitServer

beforeEach(async () => {
  server = await startRepos()
  git = await serveGit(server.path('served'), {
    before({ headers }, response) {
      if (headers.authorization === `Basic ${Buffer.from(`git:${token}`).toString('base64')}`) return false
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      return true
    },
  })
  for (const name of ['acme/web', 'acme-corp/web']) await makeRepository(server.path('served', `${name}.git`), [{ files: [['a.txt', name]] }])
})
afterEach(async () => {
  await git.close()
  await server.stop()
})

const put = async (address: string, password: string, username?: string) => {
  const answer = await server.send('PUT /credentials', { body: { address, password, username } })
  await server.settle()
  return answer
}
const stateOf = async (name: string) => (await server.repos.byName(owner, `127.0.0.1:${git.port}/${name}`)).clone

describe('a private repository', () => {
  test('is refused until its token is given, and cloned then; what lies beside it is not', async () => {
    for (const name of ['acme/web', 'acme-corp/web']) await server.addUrl(`${git.url}/${name}.git`)
    expect([await stateOf('acme/web'), await stateOf('acme-corp/web')]).toMatchObject([{ state: 'failed', error: { code: 'git.auth' } }, { state: 'failed' }])
    expect((await put(`${git.url}/acme/`, token)).json).toMatchObject({ address: `${git.url}/acme`, username: 'git', addedBy: 'owner', state: 'ready' })
    expect([await stateOf('acme/web'), await stateOf('acme-corp/web')]).toMatchObject([{ state: 'ready' }, { state: 'failed' }])
    expect(await server.read(`127.0.0.1:${git.port}/acme/web`, 'a.txt')).toBe('acme/web')
  })

  test('has the token of the longest address that fits, the last that was given', async () => {
    await put(git.url, token)
    await put(`${git.url}/acme`, 'CANARY-wrong')
    await server.addUrl(`${git.url}/acme/web.git`)
    await server.addUrl(`${git.url}/acme-corp/web.git`)
    expect([await stateOf('acme/web'), await stateOf('acme-corp/web')]).toMatchObject([{ state: 'failed' }, { state: 'ready' }])
    await put(`${git.url}/acme`, token)
    expect(await stateOf('acme/web')).toMatchObject({ state: 'ready' })
    expect((await server.send('GET /credentials')).json).toMatchObject({ credentials: [{ address: git.url }, { address: `${git.url}/acme` }] })
  })

  test('is not asked with a token that was removed', async () => {
    const { json } = await put(git.url, token)
    await server.send(`DELETE /credentials/${String(json['id'])}`)
    expect((await server.send(`DELETE /credentials/${String(json['id'])}`)).status).toBe(404)
    await server.addUrl(`${git.url}/acme/web.git`)
    expect(await stateOf('acme/web')).toMatchObject({ state: 'failed' })
  })
})

test('the token stands in no answer, event, mirror or file of the data folder', async () => {
  await put(git.url, token)
  const { text } = await server.addUrl(`${git.url}/acme/web.git`)
  const listed = await server.send('GET /credentials')
  const repos = await server.send('GET /repos')
  expect(`${text}${listed.text}${repos.text}${server.topics.join()}`).not.toContain('CANARY')
  for (const path of readdirSync(server.dataDir, { recursive: true, encoding: 'utf8' }).map((name) => join(server.dataDir, name))) {
    if (statSync(path).isFile()) expect(readFileSync(path).includes('CANARY'), path).toBe(false)
  }
})

describe('an address', () => {
  const check = (address: string, code: string) => test(`${address || '(none)'} → ${code}`, async () => expect((await put(address, 'x')).json['code'] ?? 'kept').toBe(code))
  check('https://github.com', 'kept')
  check('https://github.com/acme/web.git', 'kept')
  check('http://github.com', 'repos.credential.address')
  check('http://10.0.0.1', 'repos.credential.address')
  check('ssh://git@github.com', 'repos.credential.address')
  check('github.com', 'repos.credential.address')
  check('https://me:secret@github.com', 'repos.credential.address')
  check('https://github.com?x', 'repos.credential.address')
  check('', 'input.invalid')
})
