import { randomBytes } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { cloneMirror, fetchMirror, type FetchResult, mirrorState } from './mirror.ts'
import type { AddressPolicy } from './address.ts'
import { parseProgress, type Progress } from './progress.ts'
import { noNearer } from './remote.ts'
import { kindOf, makeRepository, processes, rawGit, serveGit, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const show = ({ changed }: FetchResult) => changed.map(({ ref, before, after }) => `${before ? '-' : ''}${after ? '+' : ''}${ref.replace('refs/', '')}`).join(' ')

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
    seen.push(...processes().map(({ command }) => command))
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
  for (const to of ['http://169.254.169.254/x', 'ext::sh', 'ssh://git@localhost/new.git', `http://forge.example:${server.port}/sign-in?from=`]) {
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

test('what a server of plain files sends counts too', async () => {
  await makeRepository(`${served}/dumb.git`, [{ files: [['a', randomBytes(3_000_000)]] }])
  rawGit(`${served}/dumb.git`, ['update-server-info'])
  const server = await serveGit(served, { before: (request, response) => {
    void sendFile(request, response)
    return true
  } })
  const clone = (name: string, maxBytes: number) => cloneMirror({ source: { url: `${server.url}/dumb.git`, ...policy }, into: folder.path(name), maxBytes })
  expect(await kindOf(clone('dumb-small.git', 100_000))).toBe('too-large')
  expect(show(await clone('dumb-mirror.git', 10_000_000))).toBe('+heads/main')
  await server.close()
})

async function sendFile({ url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = `${served}${url.replace(/\?.*/, '')}`
  if (!existsSync(file)) return void response.writeHead(404).end()
  for await (const piece of createReadStream(file)) {
    response.write(piece)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  response.end()
}

const NEARER: [from: string, policy: AddressPolicy, then: AddressPolicy][] = [
  ['93.184.216.34', { allowPrivate: true, allowLoopback: true }, { allowPrivate: false, allowLoopback: false }],
  ['10.0.0.1', { allowPrivate: true, allowLoopback: true }, { allowPrivate: true, allowLoopback: false }],
  ['127.0.0.1', { allowPrivate: true, allowLoopback: true }, { allowPrivate: true, allowLoopback: true }],
  ['10.0.0.1', { allowPrivate: true, allowLoopback: false }, { allowPrivate: true, allowLoopback: false }],
]
test.each(NEARER)('a redirect from %s under %j is followed under %j', async (from, policy, then) =>
  expect(await noNearer('forge.example', { url: '', ...policy, lookup: async () => [from] })).toEqual(then))

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
