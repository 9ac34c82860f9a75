import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { findRepositories } from './find.ts'
import { sweepIncoming } from './init.ts'
import { cloneMirror, compactMirror, fetchMirror, type FetchResult } from './mirror.ts'
import { createObjectPool } from './objects.ts'
import { kindOf, makeRepository, rawGit, serveGit, temporaryFolder } from './testing.ts'
import { listFiles } from './tree.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const local = (localPath: string) => ({ source: { localPath } })
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

    for (const late of ['mirror.git.incoming-00ff', 'other.git.incoming-00ff']) mkdirSync(`${root}/${late}`)
    await cloneMirror({ ...local(`${root}/source.git`), into })
    expect(readdirSync(root).toSorted()).toEqual(['mirror.git', 'other.git.incoming-00ff', 'source.git'])
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
