import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeRepository, rawGit, serveGit, type GitServer, type Step } from './git/testing.ts'
import { owner, startRepos, type TestRepos } from './repos.fixture.ts'

let server: TestRepos
beforeEach(async () => {
  server = await startRepos()
})
afterEach(() => server.stop())

const step = (path: string, text: string): Step => ({ files: [[path, text]] })

describe('a remote', () => {
  let git: GitServer
  let refusal: number | null
  beforeEach(async () => {
    refusal = null
    git = await serveGit(server.path('served'), {
      before(_request, response) {
        if (refusal !== null) response.writeHead(refusal).end()
        return refusal !== null
      },
    })
    await makeRepository(server.path('served', 'team', 'web.git'), [step('a.txt', 'one'), step('b.txt', 'two')])
  })
  afterEach(() => git.close())

  const web = () => `127.0.0.1:${git.port}/team/web`
  const source = () => server.path('served', 'team', 'web.git')

  test('is cloned, and told about as it goes', async () => {
    const { status, json } = await server.addUrl(`${git.url}/team/web.git`)
    expect([status, json]).toMatchObject([202, { name: web(), source: 'remote', clone: { state: 'waiting' }, head: null }])
    const { id } = await server.repos.byName(owner, web())
    expect(await server.repos.get(owner, id)).toMatchObject({ url: `${git.url}/team/web.git`, clone: { state: 'ready', error: null }, index: { state: 'ready', files: 2 } })
    expect(await server.read(web(), 'b.txt')).toBe('two')
    expect(new Set(server.topics)).toEqual(new Set(['repositories', `repository/${id}`]))
  })

  test('is known again by its address, however written', async () => {
    await server.addUrl(`${git.url}/team/web.git`)
    const again = await server.addUrl(`${git.url}/team/web/`)
    expect([again.status, again.json['name'], (await server.names()).length]).toEqual([201, web(), 1])
  })

  test('that is pushed to by force, and renames its default branch, is followed', async () => {
    await server.addUrl(`${git.url}/team/web.git`)
    const secret = (await server.repos.byName(owner, web())).head ?? ''
    rawGit(source(), ['update-ref', 'refs/heads/main', 'main~1'])
    rawGit(source(), ['branch', '-m', 'main', 'trunk'])
    rawGit(source(), ['symbolic-ref', 'HEAD', 'refs/heads/trunk'])
    const after = await server.refetch(web())
    expect(after).toMatchObject({ defaultBranch: 'trunk', index: { state: 'ready', files: 1, commit: after.head } })
    expect([await server.read(web(), 'b.txt'), await server.read(web(), 'a.txt'), await server.read(web(), 'a.txt', 'main')]).toEqual(['code.no_such_path', 'one', 'git.unknown-revision'])
    server.pass(25 * 60 * 60 * 1000)
    await server.refetch(web())
    expect([await server.read(web(), 'b.txt', secret), await server.read(web(), 'a.txt')]).toEqual(['git.unknown-revision', 'one'])
  })

  test('that is deleted says so, and what was mirrored stays readable', async () => {
    await server.addUrl(`${git.url}/team/web.git`)
    rmSync(source(), { recursive: true })
    const gone = await server.refetch(web())
    expect(gone).toMatchObject({ head: expect.any(String), clone: { state: 'failed', error: { code: 'git.remote-gone' } }, index: { state: 'ready' } })
    expect(gone.clone.error?.message).toContain('can still be searched')
    expect(await server.read(web(), 'a.txt')).toBe('one')
    expect((await server.send('GET /repos?state=failed')).json).toMatchObject({ total: 1 })
    await makeRepository(source(), [step('a.txt', 'new')])
    expect(await server.refetch(web())).toMatchObject({ clone: { state: 'ready', error: null } })
    expect(await server.read(web(), 'a.txt')).toBe('new')
  })

  test('that never was fails with a reason, and can be tried again', async () => {
    const { status } = await server.addUrl(`${git.url}/team/later.git`)
    const name = `127.0.0.1:${git.port}/team/later`
    expect([status, await server.repos.byName(owner, name)]).toMatchObject([202, { head: null, clone: { state: 'failed', error: { code: 'git.remote-gone' } } }])
    expect(await server.read(name, 'a')).toBe('repos.not_cloned')
    await makeRepository(server.path('served', 'team', 'later.git'), [step('a', 'here')])
    expect(await server.refetch(name)).toMatchObject({ clone: { state: 'ready' } })
    expect(await server.read(name, 'a')).toBe('here')
  })

  test('that asks for a password is refused with what to do', async () => {
    refusal = 401
    await server.addUrl(`${git.url}/team/web.git`)
    expect((await server.repos.byName(owner, web())).clone).toMatchObject({ state: 'failed', error: { code: 'git.auth' } })
  })

  test('that is empty is shown as such, and filled by the next fetch', async () => {
    rawGit(server.path('served'), ['init', '-q', '--bare', 'empty.git'])
    await server.addUrl(`${git.url}/empty.git`)
    const name = `127.0.0.1:${git.port}/empty`
    expect(await server.repos.byName(owner, name)).toMatchObject({ head: null, clone: { state: 'ready' }, index: { state: 'empty', files: 0, commit: null } })
    expect([await server.read(name, 'a'), await server.repos.resolve(owner, await server.repos.byName(owner, name), '')]).toEqual(['git.unknown-revision', null])
    rawGit(server.path('served', 'empty.git'), ['fetch', '-q', source(), 'main:main'])
    expect(await server.refetch(name)).toMatchObject({ defaultBranch: 'main', index: { state: 'ready', files: 2 } })
  })

  test('with SHA-256 ids is read like any other', async () => {
    rawGit(server.path('served'), ['init', '-q', '--bare', '--object-format=sha256', 'new.git'])
    const dir = server.path('served', 'new.git')
    const tree = rawGit(dir, ['mktree'], `100644 blob ${rawGit(dir, ['hash-object', '-w', '--stdin'], 'long')}\ta.txt\n`)
    rawGit(dir, ['update-ref', 'refs/heads/main', rawGit(dir, ['commit-tree', tree, '-m', 'x'])])
    await server.addUrl(`${git.url}/new.git`)
    const name = `127.0.0.1:${git.port}/new`
    expect(await server.repos.byName(owner, name)).toMatchObject({ objectFormat: 'sha256', head: expect.stringMatching(/^[0-9a-f]{64}$/), index: { files: 1, bytes: 4 } })
    expect(await server.read(name, 'a.txt')).toBe('long')
  })

  test('is fetched on demand', async () => {
    await server.addUrl(`${git.url}/team/web.git`)
    const { id } = await server.repos.byName(owner, web())
    const [tree, blob] = [rawGit(source(), ['ls-tree', 'main']), rawGit(source(), ['hash-object', '-w', '--stdin'], 'three')]
    const more = rawGit(source(), ['mktree'], `${tree}\n100644 blob ${blob}\tc.txt\n`)
    rawGit(source(), ['update-ref', 'refs/heads/main', rawGit(source(), ['commit-tree', more, '-p', 'main', '-m', 'More'])])
    expect(await server.read(web(), 'c.txt')).toBe('code.no_such_path')
    expect(await server.send(`POST /repos/${id}/fetch`, { body: {} })).toMatchObject({ status: 202, json: { id, clone: { state: 'ready' } } })
    await server.settle()
    expect([await server.read(web(), 'c.txt'), (await server.repos.get(owner, id)).clone.phase]).toEqual(['three', null])
  })
})

describe('a partial clone', () => {
  test('is marked incomplete, and what it has is read', async () => {
    const dir = await makeRepository(server.path('full.git'), [step('a.txt', 'there'), step('b.txt', 'missing')])
    const blob = rawGit(dir, ['rev-parse', 'main:b.txt'])
    rawGit(server.path(), ['clone', '-q', '--no-local', '--bare', dir, 'code/partial.git'])
    rawGit(server.path('code', 'partial.git'), ['config', 'extensions.partialClone', 'origin'])
    rawGit(server.path('code', 'partial.git'), ['config', 'core.repositoryFormatVersion', '1'])
    const pack = join(server.path('code', 'partial.git', 'objects', 'pack'))
    const [name] = readdirSync(pack).filter((each) => each.endsWith('.pack'))
    renameSync(join(pack, name ?? ''), server.path('whole.pack'))
    for (const each of readdirSync(pack)) rmSync(join(pack, each))
    rawGit(server.path('code', 'partial.git'), ['unpack-objects', '-q'], readFileSync(server.path('whole.pack')))
    rmSync(server.path('code', 'partial.git', 'objects', blob.slice(0, 2), blob.slice(2)))
    await server.addFolder(server.path('code'))
    expect(await server.repos.byName(owner, 'partial')).toMatchObject({ clone: { state: 'ready', incomplete: true }, index: { state: 'ready', files: 2, bytes: 5 } })
    expect([await server.read('partial', 'a.txt'), await server.read('partial', 'b.txt')]).toEqual(['there', 'git.missing-object'])
  })
})

describe('removing', () => {
  test('forgets the repository and its mirror; the same name later shows nothing old', async () => {
    await makeRepository(server.path('code', 'a.git'), [step('old.txt', 'secret')])
    await server.addFolder(server.path('code'))
    const old = await server.repos.byName(owner, 'a')
    expect(await server.read('a', 'old.txt')).toBe('secret')
    expect((await server.send(`DELETE /repos/${old.id}`)).status).toBe(204)
    expect([await server.names(), server.mirrors(), await server.read('a', 'old.txt')]).toEqual([[], [], 'repos.not_found'])
    rmSync(server.path('code'), { recursive: true })
    await makeRepository(server.path('code', 'a.git'), [step('new.txt', 'fresh')])
    await server.addFolder(server.path('code'))
    const fresh = await server.repos.byName(owner, 'a')
    expect([fresh.id === old.id, fresh.number > old.number]).toEqual([false, true])
    expect([await server.read('a', 'old.txt'), await server.read('a', 'new.txt'), await server.read('a', 'old.txt', old.head ?? '')]).toEqual(['code.no_such_path', 'fresh', 'git.unknown-revision'])
  })

  test('ends a clone that is under way', async () => {
    const git = await serveGit(server.path('served'), { before: () => true }) // never answers
    await server.send('POST /repos', { body: { url: `${git.url}/a/b` } })
    const { id } = await server.repos.byName(owner, `127.0.0.1:${git.port}/a/b`)
    while ((await server.repos.get(owner, id)).clone.state !== 'running') await sleep(10)
    expect((await server.send(`DELETE /repos/${id}`)).status).toBe(204)
    await server.settle()
    expect([await server.names(), server.mirrors()]).toEqual([[], []])
    await git.close()
  })
})

describe('after the end of a server', () => {
  test('a clone that was under way begins again', async () => {
    let answers = false
    await makeRepository(server.path('served', 'a.git'), [step('a.txt', 'one')])
    const git = await serveGit(server.path('served'), { before: () => !answers })
    await server.send('POST /repos', { body: { url: `${git.url}/a.git` } })
    const name = `127.0.0.1:${git.port}/a`
    while ((await server.repos.byName(owner, name)).clone.state !== 'running') await sleep(10)
    answers = true
    await server.restart()
    await server.settle()
    expect(await server.read(name, 'a.txt')).toBe('one')
    await git.close()
  })

  test('what a killed server left half-done is gone, and nothing else', async () => {
    await makeRepository(server.path('code', 'a.git'), [step('a.txt', 'one')])
    await server.addFolder(server.path('code'))
    const kept = server.mirrors()
    mkdirSync(join(server.dataDir, 'mirrors', 'repo_gone.git'))
    mkdirSync(join(server.dataDir, 'mirrors', `${kept[0]}.incoming-00ff`))
    writeFileSync(join(server.dataDir, 'mirrors', `${kept[0]}.incoming-00ff`, 'x'), '')
    await server.restart()
    await server.settle()
    expect([server.mirrors(), await server.read('a', 'a.txt')]).toEqual([kept, 'one'])
  })

  test('a mirror that was lost is cloned again', async () => {
    await makeRepository(server.path('code', 'a.git'), [step('a.txt', 'one')])
    await server.addFolder(server.path('code'))
    rmSync(join(server.dataDir, 'mirrors'), { recursive: true })
    await server.restart()
    await server.settle()
    expect([existsSync(join(server.dataDir, 'mirrors')), await server.read('a', 'a.txt')]).toEqual([true, 'one'])
  })
})
