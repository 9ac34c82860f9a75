/** Answers one behind the other are the whole answer, wherever they are cut. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import type { Match } from './contract.ts'
import { hear, printMatch } from './search.fixture.ts'

let server: TestApp

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({
    one: [{ files: [['a.txt', 'x x\nno\nx\n'], ['b.txt', 'x\n'], ['dir/c.txt', 'none\n']] }, { message: 'add x', files: [['d.txt', 'x']] }],
    three: [{ files: [['s.ts', 'export function first() {}\nexport function second() {}\n']] }],
    two: [{ files: [['a.txt', 'x\nx x x\n']] }, { message: 'x again', files: [['e.txt', 'y\nx\n']] }, { message: 'no change', files: [['f.txt', 'y']] }],
  })
})
afterAll(() => server.close())

/** Every result on its own: each match of a file with its place, a path, repository or commit. */
const resultsOf = (match: Match): string[] => {
  if (match.type === 'repo' || match.type === 'person' || match.type === 'team') return [printMatch(match)]
  if (match.type === 'commit') return [`${match.repository} ${match.oid}`]
  if (match.type === 'symbol') return match.symbols.map(({ name, line }) => `${match.repository} ${match.path}:${line} ${name}`)
  if (match.type === 'path') return [`${match.repository} ${match.path}`]
  return (match.lineMatches ?? []).flatMap(({ line, lineNumber, offsetAndLengths }) => offsetAndLengths.map(([at]) => `${match.repository} ${match.path}:${lineNumber}:${at} ${line}`))
}

async function pages(query: string, parameters: Record<string, string>): Promise<string[][]> {
  const found: string[][] = []
  for (let cursor: string | undefined; ; ) {
    const { matches, progress } = await hear(server, query, { ...parameters, ...(cursor === undefined ? {} : { cursor }) })
    found.push(matches.flatMap(resultsOf))
    cursor = progress.cursor
    if (cursor === undefined) return found
    if (found.length > 40) throw new Error('there is no end')
  }
}

describe.each(['x', 'x type:path', 'type:repo', 'type:commit', 'type:diff x', 'x select:file', 'x OR no', 'file:a.txt x'])('%s', (query) => {
  test.each([1, 2, 3, 5])('%i at a time', async (size) => {
    const [whole = []] = await pages(`${query} count:all`, {})
    expect(whole.length).toBeGreaterThan(1)
    const counted = await pages(`${query} count:${size}`, {})
    expect(counted.flat()).toEqual(whole)
    expect(counted.slice(0, -1).map(({ length }) => length)).toEqual(counted.slice(0, -1).map(() => size))
    expect((await pages(`${query} count:all`, { display: String(size) })).flat()).toEqual(whole)
  })
})

test('an answer that has all gives no cursor', async () => {
  for (const query of ['x count:all', 'type:symbol . count:all', 'type:commit . count:all', 'type:repo count:all']) {
    expect((await hear(server, query)).progress.cursor, query).toBeUndefined()
  }
})

test('a place that is gone is told', async () => {
  const { progress } = await hear(server, 'x count:1')
  const cursor = progress.cursor ?? ''
  const [of, asked, key, taken] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [number, string, string, number]
  const elsewhere = Buffer.from(JSON.stringify([of, asked, `${key}.gone`, taken])).toString('base64url')
  expect(await hear(server, 'x count:1', { cursor: elsewhere })).toMatchObject({ matches: [], alert: { kind: 'cursor-lost' } })
})

describe('is refused', () => {
  const check = (name: string, parameters: () => Promise<Record<string, string>>) =>
    test(name, async () => {
      const response = await server.send(`GET /.api/search/stream?${new URLSearchParams({ q: 'x count:1', t: 'keyword', ...(await parameters()) })}`)
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([400, 'search.bad_cursor'])
    })
  check('what is no cursor', async () => ({ cursor: 'zzz' }))
  check('JSON that is none', async () => ({ cursor: Buffer.from('[1,"x",3]').toString('base64url') }))
  check('the cursor of another query', async () => ({ cursor: (await hear(server, 'x count:2')).progress.cursor ?? '' }))
  check('one with the order of ranks', async () => ({ order: 'rank', cursor: (await hear(server, 'x count:1')).progress.cursor ?? '' }))
})
