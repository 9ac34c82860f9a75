/** Uploads through HTTP, as Sourcegraph's `src` makes them, and what becomes of them. */

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../../test/support/app.ts'
import { getRepository } from '../../repos/contract.ts'
import { listScipUploads, removeScipUpload, type ScipUpload } from '../contract.ts'
import { encodeIndex, type IndexDraft } from './scip.fixture.ts'

let server: TestApp
let url: string
let head: string

beforeAll(async () => {
  server = await startApp({ config: { FIREBREAK_SCIP_KEEP: '2', FIREBREAK_SCIP_MAX_UPLOAD_BYTES: '20000', FIREBREAK_TRACK: '' } })
  const [one] = await server.addRepositories({ one: [{ files: [['a.ts', 'const a = 1\n']] }] })
  head = one?.head ?? ''
  url = await server.listen()
})
afterAll(() => server.close())

const oid = (digit: string) => digit.repeat(40)
const draft: IndexDraft = { tool: 'scip-typescript', toolVersion: '0.4.0', documents: [{ path: 'a.ts', occurrences: [{ range: [0, 6, 7], symbol: 's npm one 1 a.', roles: 1 }] }] }

interface Post {
  as?: keyof TestApp['tokens']
  body?: Uint8Array
  headers?: Record<string, string>
  path?: string
}

/** What `src` sends: its query, its headers, a body of bytes. Answers with the status and the id, or the code of the refusal. */
async function post(query: Record<string, string>, { as = 'responder', body, headers = {}, path = '/.api/scip/upload' }: Post = {}): Promise<string> {
  const sent = { 'content-type': 'application/x-protobuf+scip', authorization: `token ${server.tokens[as]}`, 'x-uncompressed-size': '100', ...headers }
  const response = await fetch(`${url}${path}?${new URLSearchParams(query)}`, { method: 'POST', headers: sent, ...(body ? { body: Buffer.from(body) } : {}) })
  const answer = (await response.json()) as { id?: string; code?: string }
  return `${response.status} ${answer.id ?? answer.code}`
}

const about = (commit: string, more: Record<string, string> = {}) => ({ repository: 'one', commit, indexerName: 'scip-typescript', indexerVersion: '0.4.0', github_token: 'ghp_secret', ...more })
const idIn = (answer: string) => Number(answer.split(' ')[1])

async function uploads(): Promise<ScipUpload[]> {
  await server.settle()
  return (await server.call(listScipUploads, { query: {} }, 'viewer')).uploads
}

/** The uploads, the newest first, in a line each. */
const told = async () => (await uploads()).map(({ commit, root, indexer, state, failure, documents }) => [commit[0], root || '.', indexer, state, failure ?? documents].join(' '))
const onDisk = () => ['uploads', 'indexes'].map((folder) => readdirSync(join(server.dataDir, 'scip', folder)).length)

async function clear(): Promise<void> {
  for (const { id } of await uploads()) await server.call(removeScipUpload, { params: { id } }, 'responder')
}

describe('an upload', () => {
  test('in one piece', async () => {
    const answer = await post(about(oid('1'), { root: 'web/', associatedIndexId: '7' }), { body: gzipSync(encodeIndex(draft)) })
    expect(answer).toMatch(/^202 \d+$/)
    expect(await told()).toEqual(['1 web scip-typescript completed 1'])
    expect(onDisk()).toEqual([0, 1])
    await clear()
    expect(onDisk()).toEqual([0, 0])
  })

  test('without gzip, by the old name, with the indexer told by the index', async () => {
    const answer = await post({ repository: 'one', commit: head, root: '/' }, { body: encodeIndex(draft), path: '/.api/lsif/upload' })
    expect(answer).toMatch(/^202 \d+$/)
    expect(await uploads()).toMatchObject([{ id: idIn(answer), commit: head, root: '', indexer: 'scip-typescript', indexerVersion: '0.4.0', documents: 1, symbols: 1, occurrences: 1, illFormed: 0 }])
    await clear()
  })

  test('in parts, in any order, some of them twice', async () => {
    const bytes = gzipSync(encodeIndex(draft))
    const query = about(oid('2'))
    const begun = await post({ ...query, multiPart: 'true', numParts: '3' })
    const uploadId = String(idIn(begun))
    const send = (index: number, body: Uint8Array) => post({ ...query, uploadId, index: String(index) }, { body })
    expect(await told()).toEqual(['2 . scip-typescript uploading 0'])
    expect([await send(2, bytes.subarray(80)), await send(0, Buffer.from('wrong at first')), await send(0, bytes.subarray(0, 40))]).toEqual(Array.from({ length: 3 }, () => `202 ${uploadId}`))
    expect(await post({ ...query, uploadId, done: 'true' })).toBe('409 scip.parts_missing')
    expect(await send(1, bytes.subarray(40, 80))).toBe(`202 ${uploadId}`)
    expect([await post({ ...query, uploadId, done: 'true' }), await post({ ...query, uploadId, done: 'true' })]).toEqual([`202 ${uploadId}`, `202 ${uploadId}`])
    expect(await told()).toEqual(['2 . scip-typescript completed 1'])
    expect([await send(1, bytes), await send(3, bytes)]).toEqual([`202 ${uploadId}`, '400 scip.no_such_part'])
    expect(onDisk()).toEqual([0, 1])
    await clear()
  })
})

describe('what is refused', () => {
  const body = gzipSync(encodeIndex(draft))
  const check = (name: string, query: () => Record<string, string>, options: Post, answer: string) => test(`${name}: ${answer}`, async () => expect(await post(query(), options)).toBe(answer))

  check('a viewer', () => about(head), { as: 'viewer', body }, '403 auth.forbidden')
  check('another repository', () => ({ ...about(head), repository: 'two' }), { body }, '404 repos.not_found')
  check('a short commit', () => about('abc'), { body }, '400 input.invalid')
  check('no commit', () => ({ repository: 'one' }), { body }, '400 scip.incomplete')
  check('a root outside', () => about(head, { root: '../x' }), { body }, '400 scip.bad_root')
  check('nothing', () => about(head), {}, '400 scip.empty')
  check('too much', () => about(head), { body: Buffer.alloc(20_001) }, '413 scip.too_large')
  check('too much unpacked', () => about(head), { body, headers: { 'x-uncompressed-size': '99999999999' } }, '413 scip.too_large')
  check('parts without a count', () => about(head, { multiPart: 'true' }), {}, '400 scip.incomplete')
  check('a part of nothing', () => about(head, { uploadId: '999', index: '0' }), { body }, '404 scip.not_found')
  check('a number that is none', () => about(head, { uploadId: '99999999999999', index: '0' }), { body }, '400 input.invalid')

  test('and nothing of it is kept', async () => {
    expect(await told()).toEqual([])
    expect(onDisk()).toEqual([0, 0])
  })

  test('parts that are too much together', async () => {
    const uploadId = String(idIn(await post(about(head, { multiPart: 'true', numParts: '2' }))))
    expect(await post({ uploadId, index: '0' }, { body: Buffer.alloc(15_000) })).toBe(`202 ${uploadId}`)
    expect(await post({ uploadId, index: '1' }, { body: Buffer.alloc(6_000) })).toBe('413 scip.too_large')
    await clear()
  })
})

describe('what becomes of uploads', () => {
  const upload = (commit: string, more: Record<string, string> = {}, body = encodeIndex(draft)) => post(about(commit, more), { body })

  test('a broken one says why, and leaves nothing on disk', async () => {
    await upload(oid('1'), {}, encodeIndex(draft).subarray(0, 50))
    await upload(oid('2'), {}, Buffer.from('{"id":1}'))
    expect(await told()).toEqual([expect.stringContaining('2 . scip-typescript failed This is no SCIP index'), expect.stringContaining('1 . scip-typescript failed The index is cut short')])
    expect(onDisk()).toEqual([0, 0])
    await clear()
  })

  test('a newer one of the same commit takes its place; the newest few stay, and those of tracked commits', async () => {
    for (const commit of [head, oid('1'), oid('1'), oid('2'), oid('3')]) await upload(commit)
    await upload(oid('1'), { root: 'web' })
    await upload(oid('1'), { indexerName: 'scip-python' })
    expect(await told()).toEqual(['1 . scip-python completed 1', '1 web scip-typescript completed 1', '3 . scip-typescript completed 1', '2 . scip-typescript completed 1', `${head[0]} . scip-typescript completed 1`])
    expect(onDisk()).toEqual([0, 5])
    await clear()
  })

  test('one whose end does not come is forgotten after a day', async () => {
    await post(about(head, { multiPart: 'true', numParts: '2' }))
    server.clock.pass(25 * 60 * 60 * 1000)
    await upload(oid('1'))
    expect(await told()).toEqual(['1 . scip-typescript completed 1'])
    await clear()
  })

  test('they go with their repository', async () => {
    const [, two] = await server.addRepositories({ two: [{ files: [['b.ts', 'let b\n']] }] })
    await post({ ...about(two?.head ?? ''), repository: 'two' }, { body: encodeIndex(draft) })
    expect(await told()).toHaveLength(1)
    await server.app.repos.remove(server.people.owner, two?.id ?? '')
    await server.settle()
    expect([await told(), onDisk()]).toEqual([[], [0, 0]])
    expect(existsSync(join(server.dataDir, 'mirrors', `${two?.id}.git`))).toBe(false)
    await expect(server.call(getRepository, { params: { id: two?.id ?? '' } })).rejects.toThrow()
  })
})
