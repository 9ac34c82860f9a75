import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outcomeOf, startApp, type TestApp } from '../../../test/support/app.ts'
import { hrefOf } from '../../platform/endpoint.ts'
import { listSourceMaps, locate, removeSourceMap, uploadSourceMap, type Located, type UploadedMap } from '../contract.ts'
import { framesOf } from '../intel.fixture.ts'
import { bundleShop, shopSources, type Bundle } from './shop.fixture.ts'

let bundle: Bundle
/** The same program before a line was added. */
let older: Bundle
let app: TestApp
const olderSources = { ...shopSources, 'src/rates.ts': shopSources['src/rates.ts'].replace('/** The rate of a region. */\n', '') }
beforeAll(async () => {
  ;[bundle, older] = [await bundleShop(), await bundleShop({ sources: olderSources })]
  app = await startApp()
  await app.addRepositories({ shop: [{ files: Object.entries(olderSources), after: 'reset refs/tags/1.3\nfrom refs/heads/main\n\n' }, { files: Object.entries(shopSources) }], other: [{ files: [['a.txt', 'x']] }] })
})
afterAll(() => app.close())

type Query = Parameters<typeof hrefOf<typeof uploadSourceMap>>[1]['query']

async function send(body: string | Uint8Array, query: Query = {}, as: 'owner' | 'viewer' = 'owner') {
  const response = await app.app.router.app.request(`http://127.0.0.1:7171${hrefOf(uploadSourceMap, { query })}`, { method: 'POST', body: body as BodyInit, headers: { authorization: `token ${app.tokens[as]}` } })
  return { status: response.status, answer: (await response.json()) as UploadedMap & { code?: string; message?: string } }
}

async function clear(): Promise<void> {
  for (const { id } of (await app.call(listSourceMaps, { query: {} })).maps) await app.call(removeSourceMap, { params: { id } })
}

const locateTrace = (text: string, rev = '') => app.call(locate, { body: { text, rev } })
const firstOf = (located: Located) => {
  const [frame] = framesOf(located)
  return frame?.mapped ? `${frame.mapped.release ?? ''} ${frame.place?.path ?? 'nowhere'}:${frame.place?.line ?? frame.mapped.line}${frame.mapped.contradicted.length > 0 ? ' !' : ''}` : frame?.wantsMap ? 'wants a map' : '-'
}

const filesOnDisk = () => readdirSync(join(app.dataDir, 'source-maps'))

describe('an upload', () => {
  test('is kept once, whatever it is named by, and is gone with the last record of it', async () => {
    const first = await send(bundle.map, { file: 'https://shop.example/assets/app.js', release: '1.4', repo: 'shop' })
    expect(first.status).toBe(201)
    expect(first.answer).toMatchObject({ repo: 'shop', release: '1.4', file: 'shop.example/assets/app.js', sources: 2, bytes: bundle.map.length, createdBy: app.people.owner.name })
    await send(gzipSync(bundle.map), { file: 'assets/app.js.map', release: '1.5' })
    await send(bundle.map, { file: 'assets/app.js', release: '1.5' })
    const { maps, total } = await app.call(listSourceMaps, { query: {} })
    expect([maps.map(({ repo, release, file }) => [repo, release, file]), total, filesOnDisk().length]).toEqual([[[null, '1.5', 'assets/app.js'], ['shop', '1.4', 'shop.example/assets/app.js']], 2, 1])
    expect((await app.call(listSourceMaps, { query: { repo: 'shop', file: 'app.js' } })).total).toBe(1)
    await app.call(removeSourceMap, { params: { id: maps[0]?.id ?? '' } })
    expect(filesOnDisk().length).toBe(1)
    await clear()
    expect(filesOnDisk()).toEqual([])
  })

  const refused = (name: string, body: () => string | Uint8Array, query: Query, expected: string) => test(`${name} is refused`, async () => {
    const { status, answer } = await send(body(), query)
    expect(`${status} ${answer.code}: ${answer.message}`).toMatch(expected)
    expect(filesOnDisk()).toEqual([])
  })
  refused('of nothing', () => '', {}, '400 source_maps.empty')
  refused('of no map', () => 'var a', { file: 'a.js' }, '400 source_maps.not_a_map: This is no source map that can be used: it is not JSON.')
  refused('of an older kind', () => '{"version":2}', { file: 'a.js' }, 'it is no source map of version 3')
  refused('of more than is taken', () => new Uint8Array(70 * 1024 * 1024), { file: 'a.js' }, '413 source_maps.too_large')
  refused('that unpacks to more', () => gzipSync(new Uint8Array(70 * 1024 * 1024)), { file: 'a.js' }, '413 source_maps.too_large')
  refused('that cannot be unpacked', () => gzipSync('{}').subarray(0, 12), { file: 'a.js' }, 'cannot be unpacked')
  refused('without a name', () => bundle.map.replace('"file":"app.js",', ''), {}, '400 source_maps.no_file')
  refused('for another debug id', () => bundle.map, { debugId: 'x' }, '400 source_maps.bad_debug_id')
  refused('for a repository that is not there', () => bundle.map, { file: 'a.js', repo: 'none' }, '404')

  test('is for responders, and reading for everybody', async () => {
    expect((await send(bundle.map, {}, 'viewer')).status).toBe(403)
    expect(await outcomeOf(app.call(listSourceMaps, { query: {} }, 'viewer'))).toBe('done')
    expect(await outcomeOf(app.call(removeSourceMap, { params: { id: 'none' } }))).toBe('404 source_maps.not_found')
  })
})

describe('a frame', () => {
  test('without a map wants one', async () => expect(firstOf(await locateTrace(bundle.trace))).toBe('wants a map'))

  test('goes through the map that was uploaded for its file', async () => {
    await send(bundle.map, { file: 'assets/app.js', release: '1.4', repo: 'shop' })
    const located = await locateTrace(bundle.trace)
    expect(firstOf(located)).toBe('1.4 src/rates.ts:7')
    expect(framesOf(located)[0]?.mapped).toMatchObject({ origin: 'upload', repo: 'shop', unverified: ['only the file’s name tells that the map is of it', 'the map names no token here, and the generated file is not at hand'] })
    expect(located.traces[0]?.focus).toEqual({ exception: 0, frame: 0 })
    await clear()
  })

  test('of a release goes through the map of that release', async () => {
    await send(older.map, { file: 'app.js', release: '1.3' })
    await send(bundle.map, { file: 'app.js', release: '1.4' })
    expect(firstOf(await locateTrace(older.trace, '1.3'))).toBe('1.3 src/rates.ts:6')
    await clear()
  })

  test('says when the map is of another version of the file', async () => {
    await send(older.map, { file: 'app.js', release: '1.3' })
    expect(firstOf(await locateTrace(older.trace, 'main'))).toBe('1.3 src/rates.ts:6 !')
    await clear()
  })

  test('whose source is in no repository is told all the same', async () => {
    await send(bundle.map.replaceAll('../../src/rates.ts', '../../src/prices.ts'), { file: 'app.js' })
    expect(firstOf(await locateTrace(bundle.trace))).toBe(' nowhere:7')
    await clear()
  })

  test('of an event is led by the debug id', async () => {
    const debugId = '0b3c5a6e-4d2f-4b1a-9c8d-7e6f5a4b3c2d'
    await send(bundle.map, { debugId, release: '9' })
    await send(older.map, { file: 'app.js' })
    const at = bundle.trace.split('\n')[1]?.split(':').at(-1)?.replace(')', '')
    const event = { platform: 'javascript', release: 'shop@1.4', debug_meta: { images: [{ type: 'sourcemap', code_file: 'https://shop.example/assets/app.js', debug_id: debugId }] }, exception: { values: [{ type: 'TypeError', value: 'x', stacktrace: { frames: [{ filename: 'https://shop.example/assets/app.js', lineno: 1, colno: Number(at), function: 't' }] } }] } }
    const located = await locateTrace(JSON.stringify(event))
    expect(firstOf(located)).toBe('9 src/rates.ts:7')
    expect(framesOf(located)[0]?.mapped?.verified).toContain('the map and the file that ran bear the same debug id')
    await clear()
  })

  test('is located without the map when its file is gone or damaged', async () => {
    const { answer } = await send(bundle.map, { file: 'app.js' })
    writeFileSync(join(app.dataDir, 'source-maps', `${answer.sha256}.gz`), 'broken')
    const located = await locateTrace(bundle.trace)
    expect([firstOf(located), located.traces[0]?.notes]).toEqual(['wants a map', ['The source map app.js.map is missing or damaged on the disk of this Firebreak.']])
    await clear()
  })
})
