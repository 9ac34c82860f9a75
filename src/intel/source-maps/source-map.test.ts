import { createHash } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { inlineMap, readMapComment } from './comment.ts'
import { createMapReader } from './map-reader.ts'
import { normalDebugId, originalsOf, summarise } from './source-map.ts'
import { sourcePathOf } from './source-path.ts'

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))

/** Of `ab\ncd`: `a` from 1:1 of x.ts, named `alpha`; `b` from nowhere; the second line from 3:5 of y.ts. */
const small = { version: 3, sources: ['x.ts', 'y.ts'], names: ['alpha'], mappings: 'AAAAA,C;ACEI', sourcesContent: ['alpha()\n', null] }
const blobOf = (text: string) => createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex')

/** `source:line:column name`, with `~` where no token begins at the position, `-` where nothing is told, or why the map cannot be read. */
function show(map: unknown, line: number, column: number): string {
  const read = originalsOf(bytes(map), [{ line, column }])
  if (!read.ok) return read.reason
  const [found] = read.value
  return found ? `${found.source}:${found.line}:${found.column}${found.name === null ? '' : ` ${found.name}`}${found.exact ? '' : ' ~'}${found.ignored ? ' ignored' : ''}` : '-'
}

describe('a position', () => {
  const check = (map: unknown, [line, column]: [number, number], expected: string) => test(`${JSON.stringify(map).slice(0, 120)} at ${line}:${column} → ${expected}`, () => expect(show(map, line, column)).toBe(expected))

  check(small, [1, 1], 'x.ts:1:1 alpha')
  check(small, [1, 2], '-')
  check(small, [2, 1], 'y.ts:3:5')
  check(small, [2, 9], 'y.ts:3:5 ~')
  check(small, [3, 1], '-')
  check(small, [999_999_999, 999_999_999], '-')
  check({ ...small, sourceRoot: '/srv/src' }, [1, 1], '/srv/src/x.ts:1:1 alpha')
  check({ ...small, ignoreList: [0] }, [1, 1], 'x.ts:1:1 alpha ignored')
  check({ version: 3, sections: [{ offset: { line: 4, column: 2 }, map: small }] }, [5, 3], 'x.ts:1:1 alpha')
  check({ version: 3, sections: [{ offset: { line: 4, column: 2 }, map: small }] }, [1, 1], '-')
  check({ ...small, mappings: 'AAAA,DDDD,DDDDD' }, [1, 1], 'x.ts:1:1')
  check(`)]}'\n${JSON.stringify(small)}`, [1, 1], 'x.ts:1:1 alpha')
})

test('a line comes with what git calls the whole source, and whether that has a word', () => {
  const read = originalsOf(bytes(small), [{ line: 1, column: 1, word: 'alpha' }, { line: 1, column: 1, word: 'alp' }, { line: 2, column: 1 }])
  const content = { line: 'alpha()', blobs: [blobOf('alpha()\n'), expect.any(String)] }
  expect(read.ok && read.value.map((found) => found?.content)).toEqual([{ ...content, hasWord: true }, { ...content, hasWord: false }, null])
})

describe('a map that is none', () => {
  const check = (map: unknown, expected: string) => test(`${JSON.stringify(map).slice(0, 100)} ${expected}`, () => expect(show(map, 1, 1)).toBe(expected))
  const section = { offset: { line: 0, column: 0 }, map: small }

  check('not JSON', 'is not JSON')
  check('[1]', 'is no JSON object')
  check({ ...small, version: 2 }, 'is no source map of version 3')
  check({ version: 3 }, 'lacks its sources or mappings')
  check({ ...small, sources: 'x' }, 'lacks its sources or mappings')
  check({ ...small, names: [1] }, 'lacks its sources or mappings')
  check({ ...small, mappings: [[[0]]] }, 'lacks its sources or mappings')
  check({ version: 3, sections: [] }, 'has no sections')
  check({ version: 3, sections: [{ ...section, offset: { line: -1, column: 0 } }] }, 'has a section that is none')
  check({ version: 3, sections: [{ ...section, map: { version: 3, sections: [section] } }] }, 'has a section that is none')
  check({ version: 3, sections: Array.from({ length: 10_001 }, () => section) }, 'has more than 10000 sections')
  check({ ...small, mappings: 'D' }, '-')
  check({ ...small, mappings: 'A9999999999A' }, '-')
})

test('what a map is of is told', () => {
  expect(summarise(bytes({ ...small, file: 'app.js', debug_id: '0B3C5A6E4D2F4B1A9C8D7E6F5A4B3C2D' }))).toEqual({ ok: true, value: { file: 'app.js', debugId: '0b3c5a6e-4d2f-4b1a-9c8d-7e6f5a4b3c2d', sources: 2 } })
  expect(summarise(bytes({ ...small, sources: [] }))).toEqual({ ok: false, reason: 'names no sources' })
})

describe('hostile maps are refused in a sentence, in a process of their own', () => {
  const reader = createMapReader({ heapMb: 128 })
  const check = (name: string, text: () => string, expected: unknown) => test(name, async () => {
    let turns = 0
    const count = setInterval(() => turns++, 0)
    const [answer] = await reader.readAll([{ map: { bytes: Buffer.from(text()) }, positions: [{ line: 1, column: 1 }] }], { withinMs: 20_000 })
    clearInterval(count)
    expect(answer?.ok ? answer.value.originals.length : answer?.reason).toEqual(expected)
    expect(turns).toBeGreaterThan(0)
  })

  check('of 100 MB', () => ' '.repeat(100_000_000), 'is larger than 64 MB')
  check('of a million brackets', () => '['.repeat(1_000_000), 'is not JSON')
  check('of a million lists in each other', () => `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, 'is no JSON object')
  check('of a million lines', () => JSON.stringify({ ...small, mappings: ';'.repeat(1_000_000) }), 1)
  check('of a million tokens that go backwards', () => JSON.stringify({ ...small, mappings: 'DAAA,'.repeat(1_000_000) }), 1)
  check('of ten thousand sections', () => JSON.stringify({ version: 3, sections: Array.from({ length: 10_000 }, (_, line) => ({ offset: { line, column: 0 }, map: small })) }), 1)
  check('of more tokens than there is memory for', () => JSON.stringify({ ...small, mappings: 'AAAAA,'.repeat(2_000_000) }), 'takes more memory to read than it may')
})

/** V8 mostly ends only a thread that has no memory left, but now and then the whole process. */
test('maps that cannot be read take none of the others with them, and are given to no thread of this process', async () => {
  let threads = 0
  const count = () => void threads++
  process.on('worker', count)
  onTestFinished(() => void process.off('worker', count))
  const large = { ...small, mappings: 'AAAAA,'.repeat(1_000_000) }
  const tasks = [large, small, large, large, small].map((map) => ({ map: { bytes: bytes(map) }, positions: [{ line: 1, column: 1 }] }))
  const answers = await createMapReader({ heapMb: 64 }).readAll(tasks, { withinMs: 60_000 })
  expect(answers.map((answer) => answer.ok || answer.reason)).toEqual([true, false, true, true, false].map((isLarge) => !isLarge || 'takes more memory to read than it may'))
  expect(threads).toBe(0)
})

test('what is left of the time is for all maps together', async () => {
  const large = { map: { bytes: bytes({ ...small, mappings: 'AAAAA,'.repeat(1_000_000) }) }, positions: [{ line: 1, column: 1 }] }
  const answers = await createMapReader().readAll([large, large], { withinMs: 1 })
  expect(answers.map((answer) => answer.ok || answer.reason)).toEqual(['took too long to read', 'took too long to read'])
})

test('reading can be stopped', async () => {
  const stop = new AbortController()
  const large = { map: { bytes: bytes({ ...small, mappings: 'AAAAA,'.repeat(1_000_000) }) }, positions: [{ line: 1, column: 1 }] }
  const reading = createMapReader().readAll([large], { withinMs: 60_000, signal: stop.signal })
  setTimeout(() => stop.abort(new Error('enough')), 20)
  await expect(reading).rejects.toThrow('enough')
})

describe('the comment of a generated file', () => {
  const check = (text: string, url: string | null, debugId: string | null = null) => test(JSON.stringify(text.slice(-100)), () => expect(readMapComment(text)).toEqual({ url, debugId }))

  check('f()\n//# sourceMappingURL=app.js.map', 'app.js.map')
  check('f()\n//# sourceMappingURL=app.js.map\n\n', 'app.js.map')
  check('f()\n//@ sourceMappingURL=old.map', 'old.map')
  check('a{}\n/*# sourceMappingURL=app.css.map */', 'app.css.map')
  check('//# sourceMappingURL=first.map\nf()\n//# sourceMappingURL=last.map\n//# debugId=0b3c5a6e-4d2f-4b1a-9c8d-7e6f5a4b3c2d', 'last.map', '0b3c5a6e-4d2f-4b1a-9c8d-7e6f5a4b3c2d')
  check('f()', null)
  check('', null)

  test('may hold the map itself', () => {
    const text = JSON.stringify(small)
    const read = (url: string) => Buffer.from(inlineMap(url) ?? []).toString()
    expect(read(`data:application/json;charset=utf-8;base64,${Buffer.from(text).toString('base64')}`)).toBe(text)
    expect(read(`data:application/json,${encodeURIComponent(text)}`)).toBe(text)
    expect([inlineMap('app.js.map'), inlineMap('data:text/html,x'), inlineMap('data:application/json,%E0%A4%A')]).toEqual([null, null, null])
  })
})

describe('where a source lies', () => {
  const check = (source: string, mapPath: string | null, expected: string) => test(`${source} of ${mapPath ?? 'an upload'} → ${expected}`, () => {
    const { path, whole, library } = sourcePathOf(source, mapPath)
    expect(`${path}${whole ? '' : ' at the end'}${library ? ', a library' : ''}`).toBe(expected)
  })

  check('../../src/a.ts', 'dist/assets/app.js.map', 'src/a.ts')
  check('../../../../src/a.ts', 'dist/app.js.map', 'src/a.ts')
  check('a.ts', 'app.js.map', 'a.ts')
  check('../src/a.ts', null, 'src/a.ts at the end')
  check('webpack:///./src/a.ts?1f2e', 'dist/app.js.map', 'src/a.ts at the end')
  check('webpack://shop/./src/a.ts', null, 'src/a.ts at the end')
  check('webpack://shop/../kit/a.ts', null, 'kit/a.ts at the end')
  check('webpack-internal:///(rsc)/./app/page.tsx', null, 'app/page.tsx at the end')
  check('turbopack:///[project]/src/a.tsx', null, 'src/a.tsx at the end')
  check('./node_modules/vue-loader/lib/index.js!./src/a.vue', null, 'src/a.vue at the end')
  check('webpack:///./node_modules/left/index.js', null, 'node_modules/left/index.js at the end, a library')
  check('webpack://shop/webpack/bootstrap', null, 'webpack/bootstrap at the end, a library')
  check('../node_modules/left/index.js', 'dist/app.js.map', 'node_modules/left/index.js, a library')
  check('C:\\build\\src\\a.ts', null, 'C:/build/src/a.ts at the end')
  check('https://shop.example/src/a.ts', null, 'src/a.ts at the end')
})

test('debug ids are told apart from other texts', () => {
  expect(['0B3C5A6E-4D2F-4B1A-9C8D-7E6F5A4B3C2D', '0b3c5a6e', '', 'g'.repeat(32)].map(normalDebugId)).toEqual(['0b3c5a6e-4d2f-4b1a-9c8d-7e6f5a4b3c2d', null, null, null])
})
