import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { afterAll, describe, expect, test } from 'vitest'
import { GitError } from './errors.ts'
import { findRepositories } from './find.ts'
import { sweepIncoming } from './init.ts'
import { compactMirror, type FetchResult, cloneMirror, fetchMirror, mirrorState } from './mirror.ts'
import { createObjectPool } from './objects.ts'
import { parseProgress, type Progress } from './progress.ts'
import { makeRepository, rawGit, serveGit, temporaryFolder } from './testing.ts'
import { listFiles } from './tree.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const local = (localPath: string) => ({ source: { localPath } })
const kindOf = (work: Promise<unknown>) => work.then(() => 'done', error => (error instanceof GitError ? error.kind : String(error)))
const show = ({ changed }: FetchResult) => changed.map(({ ref, before, after }) => `${before ? '-' : ''}${after ? '+' : ''}${ref.replace('refs/', '')}`).join(' ')

describe('a mirror follows its source', () => {
  test('new, moved, forced and deleted branches and tags, and a renamed default branch', async () => {
    const source = await makeRepository(folder.path('follow.git'), [{ files: [['a', '1']] }, { files: [['a', '2']] }])
    const dir = folder.path('follow-mirror.git')
    const first = await cloneMirror({ ...local(source), into: dir })
    expect(show(first)).toBe('+heads/main')
    expect(first.state).toMatchObject({ objectFormat: 'sha1', head: { branch: 'main' }, empty: false, shallow: false, missingObjects: 0 })
    expect(show(await fetchMirror(dir, local(source)))).toBe('')

    rawGit(source, ['tag', 'v1'])
    rawGit(source, ['branch', 'a'])
    expect(show(await fetchMirror(dir, local(source)))).toBe('+heads/a +tags/v1')

    rawGit(source, ['branch', '-D', 'a'])
    rawGit(source, ['branch', 'a/b'])
    rawGit(source, ['update-ref', 'refs/heads/main', 'HEAD~1'])
    rawGit(source, ['tag', '-f', 'v1', 'main'])
    expect(show(await fetchMirror(dir, local(source)))).toBe('-heads/a +heads/a/b -+heads/main -+tags/v1')

    rawGit(source, ['branch', '-m', 'main', 'trunk'])
    const renamed = await fetchMirror(dir, local(source))
    expect([show(renamed), renamed.headChanged, renamed.state.head.branch]).toEqual(['-heads/main +heads/trunk', true, 'trunk'])
  })

  test('only branches and tags are taken', async () => {
    const source = await makeRepository(folder.path('other-refs.git'), [{ files: [['a', '1']] }])
    rawGit(source, ['update-ref', 'refs/pull/1/head', 'HEAD'])
    rawGit(source, ['update-ref', 'refs/replace/1111111111111111111111111111111111111111', 'HEAD'])
    const dir = folder.path('other-refs-mirror.git')
    await cloneMirror({ ...local(source), into: dir })
    expect(rawGit(dir, ['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/main')
  })

  test('a detached HEAD, as in a checkout of a build server', async () => {
    const source = folder.path('detached')
    rawGit(folder.path(), ['clone', '-q', await makeRepository(folder.path('detached.git'), [{ files: [['a', '1']] }, { files: [['a', '2']] }]), source])
    rawGit(source, ['checkout', '-q', '--detach', 'HEAD~1'])
    rawGit(source, ['branch', '-D', 'main'])
    const dir = folder.path('detached-mirror.git')
    const { state } = await cloneMirror({ ...local(source), into: dir })
    expect(state.head).toEqual({ branch: null, oid: rawGit(source, ['rev-parse', 'HEAD']) })
    rawGit(source, ['checkout', '-q', '-b', 'work', 'origin/main'])
    expect((await fetchMirror(dir, local(source))).state.head.branch).toBe('work')
    expect(rawGit(dir, ['for-each-ref', '--format=%(refname)'])).toBe('refs/heads/work')
  })

  test('an empty repository, which gets its first commit later and loses it again', async () => {
    const source = folder.path('empty.git')
    rawGit(folder.path(), ['init', '-q', '--bare', source])
    const dir = folder.path('empty-mirror.git')
    expect((await cloneMirror({ ...local(source), into: dir })).state).toMatchObject({ empty: true, head: { oid: null } })
    rawGit(folder.path(), ['--git-dir', source, 'fast-import', '--quiet'], 'commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 0\n\n')
    expect((await fetchMirror(dir, local(source))).state).toMatchObject({ empty: false, head: { branch: 'main' } })
    rawGit(source, ['update-ref', '-d', 'refs/heads/main'])
    expect((await fetchMirror(dir, local(source))).state.empty).toBe(true)
  })

  test('a SHA-256 repository', async () => {
    const source = folder.path('sha256')
    rawGit(folder.path(), ['init', '-q', '--object-format=sha256', source])
    rawGit(source, ['commit', '-q', '--allow-empty', '-m', 'first'])
    const dir = folder.path('sha256-mirror.git')
    const { state } = await cloneMirror({ ...local(source), into: dir })
    expect([state.objectFormat, state.head.oid]).toEqual(['sha256', rawGit(source, ['rev-parse', 'HEAD'])])
    expect(show(await fetchMirror(dir, local(source)))).toBe('')
  })

  test('a shallow repository', async () => {
    const origin = await makeRepository(folder.path('deep.git'), [{ files: [['a', '1']] }, { files: [['a', '2']] }])
    rawGit(folder.path(), ['clone', '-q', '--depth=1', `file://${origin}`, folder.path('shallow')])
    const { state } = await cloneMirror({ ...local(folder.path('shallow')), into: folder.path('shallow-mirror.git') })
    expect([state.shallow, state.head.oid]).toEqual([true, rawGit(origin, ['rev-parse', 'main'])])
  })

  test('a secret that was force-pushed away is gone after compacting', async () => {
    const source = await makeRepository(folder.path('secret.git'), [{ files: [['a', '1']] }, { files: [['key', 'hunter2']] }])
    const dir = folder.path('secret-mirror.git')
    await cloneMirror({ ...local(source), into: dir })
    const blob = rawGit(source, ['rev-parse', 'main:key'])
    rawGit(source, ['update-ref', 'refs/heads/main', 'HEAD~1'])
    await fetchMirror(dir, local(source))
    await compactMirror(dir)
    const pool = createObjectPool()
    expect(await pool.open(dir).info(blob)).toBeNull()
    pool.close()
  })
})

describe('a source with gaps', () => {
  test('a partial clone is mirrored as far as it goes, marked, and filled when its objects arrive', async () => {
    const origin = await makeRepository(folder.path('whole.git'), [{ files: [['a', '1'], ['b', 'b']] }, { files: [['a', '2']] }])
    rawGit(origin, ['config', 'uploadpack.allowFilter', 'true'])
    const source = folder.path('partial')
    rawGit(folder.path(), ['clone', '-q', '--filter=blob:none', `file://${origin}`, source])
    const dir = folder.path('partial-mirror.git')
    const cloned = await cloneMirror({ ...local(source), into: dir })
    expect([show(cloned), cloned.state.missingObjects]).toEqual(['+heads/main', 1])
    const pool = createObjectPool()
    const repository = pool.open(dir)
    const [old, head] = [rawGit(origin, ['rev-parse', 'main~1:a']), rawGit(origin, ['rev-parse', 'main:a'])]
    expect((await repository.readBlob(head)).toString()).toBe('2')
    expect(await kindOf(repository.readBlob(old))).toBe('missing-object')
    expect((await listFiles(dir, rawGit(origin, ['rev-parse', 'main~1']))).map(({ path, size }) => [path, size])).toEqual([['a', null], ['b', 1]])

    await compactMirror(dir)
    pool.drop(dir)
    expect((await repository.readBlob(head)).toString()).toBe('2')
    rawGit(source, ['cat-file', '-p', old])
    rawGit(source, ['commit', '-q', '--allow-empty', '-m', 'next'])
    const filled = await fetchMirror(dir, local(source))
    expect([show(filled), filled.state.missingObjects]).toEqual(['-+heads/main', 0])
    await compactMirror(dir)
    pool.drop(dir)
    expect((await repository.readBlob(old)).toString()).toBe('1')
    pool.close()
    rawGit(source, ['commit', '-q', '--allow-empty', '-m', 'and on'])
    expect(show(await fetchMirror(dir, local(source)))).toBe('-+heads/main')
  })

  test('a damaged repository: what is whole is taken, what cannot be read is a typed error', async () => {
    const source = folder.path('damaged')
    rawGit(folder.path(), ['init', '-q', source])
    for (const content of ['one', 'two']) {
      writeFileSync(folder.path('damaged', content), content)
      rawGit(source, ['add', '.'])
      rawGit(source, ['commit', '-q', '-m', content])
    }
    const oid = rawGit(source, ['rev-parse', 'main:one'])
    const object = folder.path('damaged', '.git', 'objects', oid.slice(0, 2), oid.slice(2))
    const saved = readFileSync(object)
    rmSync(object)
    expect((await cloneMirror({ ...local(source), into: folder.path('damaged-mirror.git') })).state.missingObjects).toBe(1)
    writeFileSync(object, saved.subarray(0, 5))
    expect(['corrupt', 'missing-object']).toContain(await kindOf(cloneMirror({ ...local(source), into: folder.path('corrupt-mirror.git') })))
    expect(readdirSync(folder.path()).filter(name => name.startsWith('corrupt-mirror'))).toEqual([])
  })
})

describe('nothing of a hostile source runs', () => {
  test('hooks, configuration, attributes and promisor remotes of a source folder', async () => {
    const canary = folder.path('canary')
    const command = `touch ${canary}; false`
    const source = folder.path('hostile')
    rawGit(folder.path(), ['init', '-q', source])
    writeFileSync(folder.path('hostile', '.gitattributes'), '* filter=x diff=x merge=x\n')
    writeFileSync(folder.path('hostile', 'a'), 'one\n')
    rawGit(source, ['add', '.'])
    rawGit(source, ['commit', '-q', '-m', 'one'])
    writeFileSync(folder.path('hostile', 'a'), 'two\n')
    rawGit(source, ['commit', '-q', '-am', 'two'])
    const missing = rawGit(source, ['rev-parse', 'main~1:a'])
    rmSync(folder.path('hostile', '.git', 'objects', missing.slice(0, 2), missing.slice(2)))
    writeFileSync(folder.path('hostile.include'), `[core]\n\tsshCommand = ${command}\n`)
    const settings: [string, string][] = [
      ['core.fsmonitor', command], ['core.sshCommand', command], ['core.hooksPath', folder.path('hostile', 'hooks')], ['core.pager', command], ['core.editor', command],
      ['core.alternateRefsCommand', command], ['core.gitProxy', command], ['uploadpack.packObjectsHook', command], ['filter.x.smudge', command], ['filter.x.clean', command], ['filter.x.process', command],
      ['diff.x.textconv', command], ['diff.x.command', command], ['diff.external', command], ['merge.x.driver', command], ['credential.helper', `!${command}`], ['gpg.program', command], ['log.showSignature', 'true'],
      ['remote.origin.url', `ext::sh -c ${command.replaceAll(' ', '% ')}`], ['remote.origin.promisor', 'true'], ['remote.origin.partialCloneFilter', 'blob:none'], ['remote.origin.uploadpack', command],
      ['protocol.ext.allow', 'always'], ['extensions.partialClone', 'origin'], ['core.repositoryFormatVersion', '1'], ['alias.upload-pack', `!${command}`], ['includeIf.gitdir:/.path', folder.path('hostile.include')],
    ]
    writeFileSync(folder.path('hostile', '.git', 'config'), settings.map(([key, value]) => {
      const [section = '', name = ''] = [key.slice(0, key.lastIndexOf('.')), key.slice(key.lastIndexOf('.') + 1)]
      const dot = section.indexOf('.')
      return `[${dot === -1 ? section : `${section.slice(0, dot)} "${section.slice(dot + 1)}"`}]\n\t${name} = "${value}"\n`
    }).join(''))
    for (const hooks of [folder.path('hostile', 'hooks'), folder.path('hostile', '.git', 'hooks')]) {
      mkdirSync(hooks, { recursive: true })
      for (const hook of ['post-checkout', 'reference-transaction', 'pre-auto-gc', 'post-rewrite', 'fsmonitor-watchman', 'post-index-change', 'pre-push']) {
        writeFileSync(`${hooks}/${hook}`, `#!/bin/sh\n${command}\n`)
        chmodSync(`${hooks}/${hook}`, 0o755)
      }
    }
    const dir = folder.path('hostile-mirror.git')
    const { state } = await cloneMirror({ ...local(source), into: dir })
    expect(state).toMatchObject({ head: { branch: 'main' }, missingObjects: 1 })
    expect(show(await fetchMirror(dir, local(source)))).toBe('')
    await compactMirror(dir)
    for await (const _found of findRepositories(source));
    expect(existsSync(canary)).toBe(false)
    // The canary is alive: git as a developer would use it does run the folder's commands.
    rawGit(source, ['config', 'core.repositoryFormatVersion', '0'])
    try { rawGit(source, ['status']) } catch { /* the command fails on purpose */ }
    expect(existsSync(canary)).toBe(true)
  })

  test.skipIf(process.getuid?.() !== 0)('a folder of another user is read (only root can make one here)', async () => {
    const source = await makeRepository(folder.path('foreign.git'), [{ files: [['a', '1']] }])
    for (const name of readdirSync(source)) chownSync(folder.path('foreign.git', name), 12_345, 12_345)
    chownSync(source, 12_345, 12_345)
    expect(show(await cloneMirror({ ...local(source), into: folder.path('foreign-mirror.git') }))).toBe('+heads/main')
  })

  test('a symbolic link for a folder of objects', async () => {
    const source = await makeRepository(folder.path('linked.git'), [{ files: [['a', '/etc/passwd', '120000']] }])
    const dir = folder.path('linked-mirror.git')
    const { state } = await cloneMirror({ ...local(source), into: dir })
    const [link] = await listFiles(dir, state.head.oid ?? '')
    expect(link).toMatchObject({ path: 'a', kind: 'link', size: 11 })
    const pool = createObjectPool()
    expect((await pool.open(dir).readBlob(link?.oid ?? '')).toString()).toBe('/etc/passwd')
    pool.close()
  })
})

describe('over http', () => {
  const served = folder.path('served')
  const policy = { allowLoopback: true }
  const make = (name: string) => makeRepository(`${served}/${name}.git`, [{ files: [['a', randomBytes(200_000)]] }])

  test('clone, fetch, progress, and a deleted remote', async () => {
    const source = await make('plain')
    const server = await serveGit(served)
    const seen: Progress[] = []
    const options = { source: { url: `${server.url}/plain.git`, ...policy }, onProgress: (progress: Progress) => seen.push(progress) }
    const dir = folder.path('plain-mirror.git')
    expect(show(await cloneMirror({ ...options, into: dir }))).toBe('+heads/main')
    expect(seen.filter(({ phase }) => phase === 'receiving').at(-1)).toMatchObject({ percent: 100, done: 3, total: 3 })
    rawGit(source, ['tag', 'v1'])
    expect(show(await fetchMirror(dir, options))).toBe('+tags/v1')
    rmSync(source, { recursive: true })
    expect(await kindOf(fetchMirror(dir, options))).toBe('remote-gone')
    expect((await mirrorState(dir)).head.branch).toBe('main')
    await server.close()
    expect(await kindOf(fetchMirror(dir, options))).toBe('network')
  })

  test('loopback is refused unless it is allowed, and only then a connection is made', async () => {
    const server = await serveGit(served)
    expect(await kindOf(cloneMirror({ source: { url: `${server.url}/plain.git` }, into: folder.path('no.git') }))).toBe('refused')
    const rebinding = { url: `http://public.example:${server.port}/plain.git`, lookup: async () => ['127.0.0.1'] }
    expect(await kindOf(cloneMirror({ source: rebinding, into: folder.path('no.git') }))).toBe('refused')
    expect(server.requests).toEqual([])
    await server.close()
  })

  test('the connection goes to the address that was checked, whatever the name means to others', async () => {
    await make('pinned')
    const server = await serveGit(served)
    const source = { url: `http://public.example:${server.port}/pinned.git`, lookup: async () => ['127.0.0.1'], ...policy }
    expect(show(await cloneMirror({ source, into: folder.path('pinned-mirror.git') }))).toBe('+heads/main')
    await server.close()
  })

  test('credentials reach their own server, and nothing else', async () => {
    await make('closed')
    const seen: string[] = []
    const server = await serveGit(served, { before: ({ headers }, response) => {
      seen.push(...argumentsOfGit())
      if (headers.authorization === `Basic ${Buffer.from('ada:CANARY-1').toString('base64')}`) return false
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      return true
    } })
    const dir = folder.path('closed-mirror.git')
    const url = `${server.url}/closed.git`
    expect(await kindOf(cloneMirror({ source: { url, ...policy }, into: dir }))).toBe('auth')
    expect(await kindOf(cloneMirror({ source: { url, credentials: { username: 'ada', password: 'CANARY-2' }, ...policy }, into: dir }))).toBe('auth')
    const result = await cloneMirror({ source: { url: url.replace('//', '//ada:CANARY-1@'), ...policy }, into: dir })
    expect(show(result)).toBe('+heads/main')
    rmSync(`${served}/closed.git`, { recursive: true })
    const error = await fetchMirror(dir, { source: { url: url.replace('//', '//ada:CANARY-1@'), ...policy } }).catch(String)
    expect(readFileSync(`${dir}/config`, 'utf8') + JSON.stringify([result, error]) + seen.join('\n')).not.toContain('CANARY')
    expect(seen.some(line => line.includes('ls-remote')), 'the arguments of git were really looked at').toBe(process.platform === 'linux')
    await server.close()
  })

  test('a redirect is judged like any URL; credentials stay with their origin', async () => {
    await make('new')
    const target = await serveGit(served)
    const other = target.url.replace('127.0.0.1', 'localhost')
    let location = ''
    const server = await serveGit(served, { before: ({ url = '', headers }, response) => {
      if (!url.startsWith('/old')) return false
      if (headers.authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
      else response.writeHead(302, { location: url.replace(/^\/old(\.git)?/, location) }).end()
      return true
    } })
    const clone = (to: string, allowLoopback = true) => {
      location = to
      const source = { url: `http://forge.example:${server.port}/old.git`, credentials: { username: 'ada', password: 'CANARY' }, allowLoopback, lookup: async () => ['127.0.0.1'] }
      return cloneMirror({ source, into: folder.path('moved-mirror.git') })
    }
    for (const to of ['http://169.254.169.254/x', 'ext::sh', `http://forge.example:${server.port}/sign-in?from=`]) {
      expect(await kindOf(clone(to)), to).toMatch(/^(refused|redirect)$/)
    }
    expect(await kindOf(clone('/old'))).toBe('redirect')
    expect((await clone(`${other}/new.git`)).movedTo).toBe(`${other}/new.git`)
    expect(target.requests.length).toBeGreaterThan(0)
    expect(target.requests.join('\n')).not.toContain('Basic')
    await Promise.all([server.close(), target.close()])
  })

  test('a repository above the size limit is stopped and leaves nothing', async () => {
    await makeRepository(`${served}/large.git`, [{ files: [['a', randomBytes(3_000_000)]] }])
    const server = await serveGit(served, { pauseMs: 30 })
    const into = folder.path('large-mirror.git')
    expect(await kindOf(cloneMirror({ source: { url: `${server.url}/large.git`, ...policy }, into, maxBytes: 100_000 }))).toBe('too-large')
    expect(readdirSync(folder.path()).filter(name => name.startsWith('large-mirror'))).toEqual([])
    await server.close()
  })
})

describe('interrupted', () => {
  test('cancelling a clone ends git and leaves nothing', async () => {
    const server = await serveGit(folder.path('served'), { before: () => true })
    const into = folder.path('cancelled-mirror.git')
    const controller = new AbortController()
    const work = kindOf(cloneMirror({ source: { url: `${server.url}/x.git`, allowLoopback: true }, into, signal: controller.signal }))
    await expect.poll(() => server.requests.length).toBe(1)
    controller.abort()
    expect(await work).toBe('aborted')
    expect(readdirSync(folder.path()).filter(name => name.startsWith('cancelled'))).toEqual([])
    await server.close()
  })

  test('kill -9 during a clone: nothing under the final name, the rest is swept; during a fetch: the next one repairs', async () => {
    const root = folder.path('killed')
    mkdirSync(root)
    await makeRepository(`${root}/source.git`, [{ files: [['a', randomBytes(2_000_000)]] }])
    const server = await serveGit(root, { pauseMs: 50 })
    const into = `${root}/mirror.git`
    const program = `import { cloneMirror } from ${JSON.stringify(new URL('mirror.ts', import.meta.url).href)}
      await cloneMirror({ source: { url: '${server.url}/source.git', allowLoopback: true }, into: ${JSON.stringify(into)} })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
    const receiving = () => readdirSync(root).filter(name => name.includes('.incoming-')).flatMap(name => readdirSync(`${root}/${name}`, { recursive: true, encoding: 'utf8' })).some(name => name.includes('tmp_pack'))
    await expect.poll(receiving, { timeout: 20_000, interval: 10 }).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await server.close()
    expect(existsSync(into)).toBe(false)
    expect(await sweepIncoming(root)).toHaveLength(1)
    expect(readdirSync(root)).toEqual(['source.git'])

    await cloneMirror({ ...local(`${root}/source.git`), into })
    rawGit(`${root}/source.git`, ['branch', 'more'])
    for (const left of ['packed-refs.lock', 'HEAD.lock', 'refs/heads/more.lock', 'refs/heads/main.lock', 'objects/pack/tmp_pack_x1y2z3', 'config.lock']) writeFileSync(`${into}/${left}`, '')
    expect(show(await fetchMirror(into, { ...local(`${root}/source.git`), staleLockMs: 0 }))).toBe('+heads/more')
    expect(readdirSync(`${into}/objects/pack`).filter(name => name.startsWith('tmp_'))).toEqual([])
  })

  test('a name that is taken is not touched', async () => {
    const source = await makeRepository(folder.path('once.git'), [{ files: [['a', '1']] }])
    expect(await kindOf(cloneMirror({ ...local(source), into: source }))).toBe('exists')
    expect(await kindOf(cloneMirror({ ...local(folder.path('nowhere')), into: folder.path('nowhere-mirror.git') }))).toBe('remote-gone')
    expect(await kindOf(cloneMirror({ ...local('relative'), into: folder.path('nowhere-mirror.git') }))).toBe('refused')
    expect(await kindOf(fetchMirror(folder.path('nowhere-mirror.git'), local(source)))).toBe('not-a-repository')
  })
})

test('repositories below a folder are found, each once', async () => {
  const root = folder.path('find')
  const at = (name: string) => `${root}/${name}`
  mkdirSync(root)
  for (const name of ['one', 'one/inner', 'deep/a/b/two', 'node_modules/three', 'one/node_modules/four']) rawGit(folder.path(), ['init', '-q', at(name)])
  rawGit(folder.path(), ['init', '-q', '--bare', at('bare.git')])
  rawGit(at('one'), ['commit', '-q', '--allow-empty', '-m', 'x'])
  rawGit(at('one'), ['worktree', 'add', '-q', at('linked')])
  rawGit(folder.path(), ['init', '-q', folder.path('outside')])
  rawGit(folder.path('outside'), ['commit', '-q', '--allow-empty', '-m', 'x'])
  for (const name of ['out1', 'out2']) rawGit(folder.path('outside'), ['worktree', 'add', '-q', at(name)])
  symlinkSync(root, at('loop'))
  symlinkSync(at('one'), at('again'))
  mkdirSync(at('broken/.git'), { recursive: true })
  const skipped: string[] = []
  const found: string[] = []
  for await (const { path, bare } of findRepositories(root, { maxDepth: 3, onSkipped: (path, reason) => skipped.push(`${path.slice(root.length + 1)} ${reason}`) })) {
    found.push(path.slice(root.length + 1) + (bare ? ' bare' : ''))
  }
  expect(found).toEqual(['bare.git bare', 'one', 'one/inner', 'out1'])
  expect(skipped).toEqual(['deep/a/b too-deep'])
})

const PROGRESS: [string, string][] = [
  ['Receiving objects:  42% (420/1000), 1.50 MiB | 3.00 MiB/s', 'receiving 42 420/1000 1572864'],
  ['remote: Enumerating objects: 77, done.', 'counting null 77/null null'],
  ['Resolving deltas: 100% (9/9), done.', 'resolving 100 9/9 null'],
  ['remote: Receiving objects: 99% (1/1)', 'null'],
  ['remote: Counting objects: 999% (1/1)', 'counting 100 1/1 null'],
  ['From https://example.com/x', 'null'],
]
test.each(PROGRESS)('progress %j → %s', (line, expected) => {
  const progress = parseProgress(line)
  expect(progress ? `${progress.phase} ${progress.percent} ${progress.done}/${progress.total} ${progress.bytes}` : 'null').toBe(expected)
})

/** The arguments of every git process of this machine, where it shows them. */
function argumentsOfGit(): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(pid => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')].filter(line => line.includes('git'))
    } catch {
      return []
    }
  })
}
