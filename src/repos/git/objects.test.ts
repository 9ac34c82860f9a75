import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type BlobRead, createObjectPool } from './objects.ts'
import { git } from './run.ts'
import { kindOf, makeRepository, oidOf, descendants, rawGit, temporaryFolder } from './testing.ts'
import { listFiles } from './tree.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

describe('objects', () => {
  let dir = ''
  let oids: string[] = []
  beforeAll(async () => {
    dir = await makeRepository(folder.path('objects.git'), [{ files: Array.from({ length: 1500 }, (_none, index) => [`f${index}`, `${index} `.repeat(1 + (index % 500))]) }])
    oids = (await listFiles(dir, oidOf(dir, 'main'))).map(({ oid }) => oid)
  })

  test('many blobs come in order, with a slow reader, and are the right ones', async () => {
    const pool = createObjectPool()
    const seen: BlobRead[] = []
    await pool.open(dir).readBlobs([...oids, '4'.repeat(40), oidOf(dir, 'main')], async blob => {
      if (seen.length % 500 === 0) await new Promise(resolve => setTimeout(resolve, 5))
      seen.push(blob)
    }, { maxBytes: 1500 })
    expect(seen.map(({ oid }) => oid).slice(0, 1500)).toEqual(oids)
    expect(seen.slice(1500).map(blob => blob.content === null && blob.reason)).toEqual(['missing', 'not-a-blob'])
    const whole = seen.flatMap(blob => (blob.content ? [[blob.oid, blob.content] as const] : []))
    expect(whole.length).toBeGreaterThan(500)
    for (const [oid, content] of whole.slice(0, 20)) expect(rawGit(dir, ['hash-object', '--stdin'], content)).toBe(oid)
    const skipped = seen.filter(blob => blob.content === null && blob.reason === 'too-large')
    expect(skipped.length + whole.length).toBe(1500)
    expect(skipped.every(({ size }) => Number(size) > 1500)).toBe(true)
    pool.close()
  })

  test('what stands at a path of a commit is found, whatever the path is', async () => {
    const pool = createObjectPool()
    const commit = oidOf(dir, 'main')
    const paths = ['f7', 'f1499', 'nowhere', '', 'f7\nf8', 'f7\0', '--help', '../f7', './f7', '/f7', 'f7/', 'f7/x', 'f7 ', ' missing', 'x'.repeat(100_000)]
    const found = await pool.open(dir).idsAt(paths.map(path => ({ commit, path })))
    expect(found.slice(0, 2)).toEqual([oidOf(dir, 'main:f7'), oidOf(dir, 'main:f1499')])
    expect(found.slice(2).filter(id => id !== null)).toEqual([])
    expect(await kindOf(pool.open(dir).idsAt([{ commit: 'main', path: 'f7' }]))).toBe('refused')
    pool.close()
  })

  test('errors have kinds', async () => {
    const pool = createObjectPool()
    const repository = pool.open(dir)
    const [first = ''] = oids
    expect(await kindOf(repository.readBlob('5'.repeat(40)))).toBe('missing-object')
    expect(await kindOf(repository.readBlob(oidOf(dir, 'main')))).toBe('wrong-type')
    expect(await kindOf(repository.readBlob(oids[400] ?? '', { maxBytes: 1 }))).toBe('too-large')
    for (const name of ['HEAD', '--help', `${first}\n${first}`, '', `${first}^{tree}`]) expect(await kindOf(repository.info(name)), name).toBe('refused')
    expect(await kindOf(pool.open(folder.path('nowhere.git')).info(first))).toBe('not-a-repository')
    expect(await repository.info(first)).toEqual({ oid: first, type: 'blob', size: 2 })
    pool.close()
    expect(await kindOf(repository.info(first))).toBe('aborted')
  })

  test('a corrupt object is told, and those asked for around it are read', async () => {
    const broken = rawGit(dir, ['hash-object', '-w', '--stdin'], randomBytes(5000))
    const file = join(dir, 'objects', broken.slice(0, 2), broken.slice(2))
    const bytes = readFileSync(file)
    chmodSync(file, 0o644)
    writeFileSync(file, bytes.fill(0x55, 2000))
    const pool = createObjectPool()
    const repository = pool.open(dir)
    const around = [oids[0] ?? '', broken, oids[1] ?? '', broken, oids[2] ?? '']
    expect(await Promise.all(around.map(oid => kindOf(repository.readBlob(oid))))).toEqual(['done', 'corrupt', 'done', 'corrupt', 'done'])
    const seen: string[] = []
    await repository.readBlobs(around, blob => void seen.push(blob.content === null ? blob.reason : 'read'))
    expect(seen).toEqual(['read', 'corrupt', 'read', 'corrupt', 'read'])
    pool.close()
    rmSync(file)
  })

  test('a killed process is replaced, and nobody notices', async () => {
    const pool = createObjectPool()
    const repository = pool.open(dir)
    await repository.readBlob(oids[0] ?? '')
    const reads = oids.map(oid => repository.readBlob(oid))
    const children = descendants().filter(({ command }) => command.includes('cat-file') && command.includes(dir))
    for (const { pid } of children) process.kill(pid, 'SIGKILL')
    const contents = await Promise.all(reads)
    expect(contents.map(content => content.length)).toEqual((await listFiles(dir, oidOf(dir, 'main'))).map(({ size }) => size))
    expect(children.length).toBe(process.platform === 'linux' ? 2 : 0)
    pool.close()
  })

  test('processes are few, shared among many repositories, and end when idle', async () => {
    const dirs = await Promise.all(Array.from({ length: 6 }, (_none, index) => makeRepository(folder.path(`pool${index}.git`), [{ files: [['a', `content ${index}`]] }])))
    const pool = createObjectPool({ maxProcesses: 3, idleMs: 100 })
    const blobs = dirs.map(each => oidOf(each, 'main:a'))
    const rounds = await Promise.all(Array.from({ length: 5 }, () => Promise.all(dirs.map((each, index) => pool.open(each).readBlob(blobs[index] ?? '')))))
    expect(pool.size).toBeLessThanOrEqual(3)
    expect(rounds.flat().map(String)).toEqual(Array.from({ length: 5 }, () => dirs.map((_dir, index) => `content ${index}`)).flat())
    await expect.poll(() => pool.size, { timeout: 5000 }).toBe(0)
    expect(String(await pool.open(dirs[0] ?? '').readBlob(blobs[0] ?? ''))).toBe('content 0')
    pool.close()
  })

  test('new objects are seen by a process that runs already', async () => {
    const pool = createObjectPool()
    await pool.open(dir).info(oids[0] ?? '')
    const added = rawGit(dir, ['hash-object', '-w', '--stdin'], 'added later')
    expect(String(await pool.open(dir).readBlob(added))).toBe('added later')
    pool.close()
  })
})

describe('running git', () => {
  test('time, output and cancellation are bounded, and the process is gone', async () => {
    const dir = await makeRepository(folder.path('run.git'), [{ files: [['a', 'x'.repeat(2000)]] }])
    expect(await kindOf(git(dir, ['cat-file', '--batch-all-objects', '--batch'], { maxOutput: 1000 }))).toBe('too-large')
    const never = (async function* () {
      yield Buffer.from('')
      await new Promise(() => {})
    })()
    expect(await kindOf(git(dir, ['cat-file', '--batch'], { timeoutMs: 100, input: never }))).toBe('timeout')
    expect(await kindOf(git(dir, ['cat-file', '--batch'], { signal: AbortSignal.abort(), input: 'x\n' }))).toBe('aborted')
    const failing = (async function* () {
      yield Buffer.from('blob\ndata 3\n')
      throw new Error('the disk is gone')
    })()
    expect(await git(dir, ['fast-import', '--quiet'], { input: failing }).catch(error => error.message)).toContain('the disk is gone')
    await expect.poll(() => descendants().filter(({ command }) => command.startsWith('git')).length).toBe(0)
  })

  test('the machine\'s own configuration does not count', async () => {
    const { stdout } = await git(null, ['config', '--list', '--show-scope'])
    expect(stdout.toString().split('\n').filter(line => line !== '' && !line.startsWith('command'))).toEqual([])
  })
})
