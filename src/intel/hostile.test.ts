import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { packFiles } from '../repos/file-list.ts'
import { framesOf, locateText } from './intel.fixture.ts'
import { findByName } from './paths.ts'

const source = 'function deep(n) {\n  return deep(n - 1)\n}\n'
let app: TestApp
beforeAll(async () => {
  app = await startApp()
  const small = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`service-${at}`, [{ files: [['src/deep.js', source], ['package.json', '{"name": 7']] as const }]]))
  await app.addRepositories({ ...small, odd: [{ files: [['__proto__', source], ['constructor/x.js', source], ['package.json', '{"name": "__proto__"}'], ['long.js', `${'x'.repeat(3_000_000)}\n${source}`]] }] })
})
afterAll(() => app.close())

const frames = (count: number, frame: (at: number) => string) => Array.from({ length: count }, (_, at) => `    at ${frame(at)}`).join('\n')

/** Whatever is pasted is answered, and other requests are answered meanwhile. */
function check(name: string, text: string, about: (located: Awaited<ReturnType<typeof locateText>>) => unknown, expected: unknown): void {
  test(name, async () => {
    let isOver = false
    const work = locateText(app, text).finally(() => (isOver = true))
    const other = await app.send('GET /healthz')
    expect([other.status, isOver]).toEqual([200, false])
    expect(about(await work)).toEqual(expected)
  })
}

const placesAndNotes = (located: Awaited<ReturnType<typeof locateText>>) => [framesOf(located).filter(({ place }) => place).length, located.traces.flatMap((trace) => trace.notes)]

describe('a trace', () => {
  check('of 4,000 different frames is looked for in part, and says so', `Error: deep\n${frames(4000, (at) => `deep${at} (/srv/service-7/src/deep.js:2:10)`)}`, (located) => {
    const all = framesOf(located)
    return [all.length, all.slice(0, 400).every(({ place }) => place !== null), all.slice(400).some(({ place }) => place !== null), located.traces[0]?.notes.at(-1)]
  }, [4000, true, false, 'Only the first 400 of 4000 frames were looked for.'])
  check('with names of the language', `Error: x\n${frames(5, () => '__proto__.constructor (/srv/__proto__:2:3)')}\n${frames(5, () => 'toString (/srv/node_modules/__proto__/constructor/x.js:2:3)')}`, (located) => framesOf(located).map(({ place }) => place?.path), [
    ...Array.from({ length: 5 }, () => '__proto__'), ...Array.from({ length: 5 }, () => 'constructor/x.js'),
  ])
  check('with paths that lead away', `Error: x\n${frames(1, () => 'f (../../../../etc/passwd:1:1)')}\n${frames(1, () => 'f (/a/./../b//deep.js:999999999:1)')}`, (located) => framesOf(located).map(({ place }) => place?.line ?? null), [null, null])
  check('in a file with a line of three megabytes', `Error: x\n${frames(1, () => 'deep (/srv/long.js:3:10)')}`, (located) => framesOf(located).map(({ place, excerpt }) => [place?.line, Math.max(...(excerpt?.lines.map((line) => line.length) ?? []))]), [[3, 2000]])
  check('with a name of a megabyte', `Error: x\n${frames(1, () => `${'f'.repeat(1_000_000)} (/srv/src/deep.js:2:10)`)}`, (located) => located.traces.length <= 1, true)
  check('of expressions instead of names', `Error: x\n${frames(3, () => '(.*a){25}[^]$^\\ (/srv/src/deep.js:2:10)')}`, (located) => located.traces.length <= 1, true)
  check('cut off in the middle', `Error: x\n    at deep (/srv/service-7/src/deep.js:2:`, placesAndNotes, [1, []])
})

describe('a log', () => {
  const one = (at: number) => `2026-01-01T00:00:00Z service-${at % 20} Error: no ${at}\n${frames(3, () => 'deep (/app/src/deep.js:2:10)')}\n`
  check('of ten megabytes', Array.from({ length: 10_000 }, (_, at) => `${one(at)}${'x'.repeat(900)}\n`).join(''), (located) => [located.traces.length > 0, located.notes.some((note) => note.startsWith('Only the first'))], [true, true])
  check('of one line', 'x'.repeat(10_000_000), (located) => located.notes.at(-1), 'No stack trace was recognised in this text.')
})

test('a listing of 300,000 files is gone through without holding up others', async () => {
  const files = packFiles('c'.repeat(40), Array.from({ length: 300_000 }, (_, at) => ({ path: `packages/p${at % 1000}/src/deep/f${at}.js`, kind: 'file', oid: 'a'.repeat(40), size: 1 })))
  let turns = 0
  const count = setInterval(() => turns++, 0)
  const found = await findByName(files, new Set(['f7.js', 'deep']))
  clearInterval(count)
  expect([...found]).toEqual([['f7.js', [7]]])
  expect(turns).toBeGreaterThan(1)
})

test('a request that is given up ends', async () => {
  const gone = new AbortController()
  const work = app.app.intel.locate(app.people.owner, { text: `Error: x\n${frames(300, (at) => `deep${at} (/srv/src/deep.js:2:10)`)}`, rev: '', repo: '' }, gone.signal)
  gone.abort(new Error('gone'))
  await expect(work).rejects.toThrow('gone')
})
