import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { descendants, makeRepository, rawGit, serveGit, type GitServer } from '../repos/git/testing.ts'
import { freezeSearch } from './contract.ts'
import { hear, printMatch, printRows } from './search.fixture.ts'

let server: TestApp
const megabyte = 1024 * 1024
const lines = (line: string, bytes: number) => `${line}\n`.repeat(Math.ceil(bytes / (line.length + 1)))

beforeAll(async () => {
  server = await startApp()
  await server.addRepositories({
    evil: [{ files: [['line.txt', `${'a'.repeat(megabyte)}!`], ['lines.txt', lines('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', megabyte)]] }],
    many: [{ files: Array.from({ length: 40 }, (_, i) => [`f${i}.txt`, lines(`needle ${i} abcdefgh`, 20_000)] as const) }],
    fine: [{ files: [['a.txt', 'needle\n']] }],
  })
})
afterAll(() => server.close())

describe('an expression made to run away', () => {
  /** The search ends by itself, and while it runs another request is answered. */
  const check = (pattern: string, expected: 'ends' | 'is refused') =>
    test(`${pattern.length > 60 ? `${pattern.slice(0, 40)}… (${pattern.length} characters)` : pattern} ${expected}`, async () => {
      let isOver = false
      const search = server.call(freezeSearch, { body: { query: `repo:evil type:file /${pattern}/ count:100`, patternType: 'regexp' } }).finally(() => (isOver = true))
      await sleep(0)
      const other = await server.send('GET /healthz')
      expect({ status: other.status, isOver: expected === 'ends' ? isOver : false }).toEqual({ status: 200, isOver: false })
      const { alert, ledger } = await search
      if (expected === 'is refused') expect(alert?.title).toBe('This query cannot run')
      else expect([alert, ledger.rows.map(({ repository }) => repository)]).toEqual([null, ['evil']])
    })

  check('(a+)+$', 'ends')
  check('(a|aa)+$', 'ends')
  check('(.*a){25}', 'ends')
  check('(a*)*b', 'ends')
  check('a{0,200}b', 'ends')
  check('(?:a?){200}a{200}', 'ends')
  check('[^b]*[^c]*[^d]*e', 'ends')
  check('(x{1000}){1000}', 'is refused')
  check(`${'('.repeat(10_000)}a${')'.repeat(10_000)}`, 'is refused')
})

describe('a text that keeps a grammar busy for minutes', () => {
  /** The Lua grammar takes time that grows with the square of this, and more memory than it should. */
  const hostile = `print(0)\n${'['.repeat(100_000)}\n`
  let other: TestApp
  beforeAll(async () => {
    other = await startApp({ parseLimit: 1000 })
    await other.addRepositories({ trap: [
      { message: 'begin', files: [['good.lua', 'function before() print(1) end\n'], ['good.go', 'package a\n\nfunc after() {}\n']] },
      { message: 'hostile', files: [['hostile.lua', hostile], ['good.lua', 'function before() print(2) end\n']] },
    ] })
  })
  afterAll(() => other.close())

  /** It is killed, named in the ledger, and stops nothing else. */
  const check = (query: string, found: string[], rows: string[] = ['trap partly: too_much_work ×1 (hostile.lua)']) =>
    test(query, async () => {
      const { matches, progress, order } = await hear(other, `timeout:60s ${query}`, { t: query.startsWith('type:symbol') ? 'keyword' : 'structural' })
      expect({ found: matches.map(printMatch), rows: printRows(progress.coverage) }).toEqual({ found, rows })
      expect(order).not.toContain('error')
    }, 90_000)

  check('type:symbol e', ['trap good.go:3 after FUNCTION', 'trap good.lua:1 before FUNCTION'])
  check('type:symbol e index:no', ['trap good.go:3 after FUNCTION', 'trap good.lua:1 before FUNCTION'])
  check('type:symbol e lang:go', ['trap good.go:3 after FUNCTION'], [])
  check('lang:lua print($A)', ['trap good.lua:1 «print(2)»'])
  check('lang:go func after() {}', ['trap good.go:3 «func after() {}»'], [])
  // What lacks the words of a pattern is not parsed at all.
  check('lang:lua before($$$)', [], [])
  check('lang:lua type:diff print($A)', ['trap «hostile»: -function before() print(1) end; +function before() print(2) end', 'trap «begin»: +function before() print(1) end'])
  check('repo:trap@main~1 lang:lua print($A)', ['trap@main~1 good.lua:1 «print(1)»'], [])
})

describe('a flood of results', () => {
  test('is cut for one file, said so, and sent in events that clients take', async () => {
    const response = await server.send(`GET /.api/search/stream?${new URLSearchParams({ q: 'repo:evil|many /[a-z]/ count:all', cm: 'true' })}`)
    let largest = 0
    let count = 0
    let text = ''
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      largest = Math.max(largest, ...events.map((event) => event.length))
      count = Number(/"matchCount":(\d+)/.exec(events.findLast((event) => event.startsWith('event: progress')) ?? '')?.[1] ?? count)
    }
    expect(largest).toBeLessThan(10e6)
    expect(count).toBeGreaterThan(200_000)
  })

  test('tells which files were cut', async () => {
    const { ledger, matchCount, truncated } = await server.call(freezeSearch, { body: { query: 'repo:evil a', patternType: 'keyword' } })
    expect({ complete: ledger.complete, skipped: ledger.rows[0]?.skipped, truncated }).toEqual({ complete: false, skipped: [{ reason: 'match_limit', count: 2, examples: ['line.txt', 'lines.txt'] }], truncated: false })
    expect(matchCount).toBe(20_000)
  })
})

describe('a search that is not wanted any longer', () => {
  test('ends at its time-out, and the ledger names what it did not come to', async () => {
    const { progress } = await hear(server, 'needle timeout:1ms count:all')
    expect(progress.coverage.complete).toBe(false)
    expect(printRows(progress.coverage).every((row) => row.includes('timeout'))).toBe(true)
    expect(progress.skipped[0]?.reason).toBe('shard-timeout')
  })

  test('ends when its client goes away, and leaves nothing running', async () => {
    const url = await server.listen()
    const outcomes = async () => (await server.app.metrics.searches.get()).values.find(({ labels }) => labels.outcome === 'cancelled')?.value ?? 0
    const before = await outcomes()
    const clients = Array.from({ length: 5 }, async () => {
      const abort = new AbortController()
      const response = await fetch(`${url}/.api/search/stream?${new URLSearchParams({ q: '/(.*a){20}|needle/ count:all', t: 'keyword' })}`, { headers: { authorization: `token ${server.tokens.viewer}` }, signal: abort.signal })
      await response.body?.getReader().read()
      abort.abort()
    })
    await Promise.all(clients)
    while ((await outcomes()) < before + 5) await sleep(10)
    expect((await hear(server, 'repo:fine needle')).matches.map(printMatch)).toEqual(['fine a.txt:1 «needle»'])
  })

  test('is not kept when whoever wanted to keep it has gone', async () => {
    const abort = new AbortController()
    const freezing = server.app.search.freeze(server.people.viewer, { query: 'needle', patternType: 'keyword' }, abort.signal)
    abort.abort(new Error('gone'))
    await expect(freezing).rejects.toThrow('gone')
  })
})

describe('a repository', () => {
  let git: GitServer
  const holds = Promise.withResolvers<void>()
  beforeAll(async () => {
    git = await serveGit(server.path('remote'), {
      before(request, response) {
        if (request.url?.includes('gone')) response.writeHead(404).end()
        else if (request.url?.includes('slow')) void holds.promise.then(() => response.writeHead(404).end())
        else return false
        return true
      },
    })
  })
  afterAll(() => git.close())

  test('that lacks objects is searched as far as it goes', async () => {
    const dir = await makeRepository(server.path('partial', 'partial.git'), [{ files: [['there.txt', 'needle there\n'], ['lost.txt', 'needle lost\n']] }])
    const lost = rawGit(dir, ['rev-parse', 'HEAD:lost.txt'])
    loosen(dir)
    rmSync(join(dir, 'objects', lost.slice(0, 2), lost.slice(2)), { force: true })
    await server.addFolder(server.path('partial'))
    const { matches, progress } = await hear(server, 'repo:partial needle')
    expect({ found: matches.map(printMatch), rows: printRows(progress.coverage) }).toEqual({ found: ['partial there.txt:1 «needle»'], rows: ['partial partly: missing ×1 (lost.txt)'] })
  })

  test('that is being cloned, or could not be, is named', async () => {
    await server.app.repos.add(server.people.owner, { url: `${git.url}/gone.git` })
    await server.settle()
    await server.app.repos.add(server.people.owner, { url: `${git.url}/slow.git` })
    const { progress } = await hear(server, 'repo:127 needle')
    expect(printRows(progress.coverage)).toEqual([`127.0.0.1:${git.port}/gone not_searched: clone_failed ×1`, `127.0.0.1:${git.port}/slow not_searched: cloning ×1`])
    holds.resolve()
    await server.settle()
  })

  test('that is broken does not stop the search of the others', async () => {
    const [broken] = (await server.addRepositories({ broken: [{ files: [['a.txt', 'needle\n']] }] })).filter(({ name }) => name === 'broken')
    rmSync(join(server.dataDir, 'mirrors', `${broken?.id}.git`, 'HEAD'))
    const { matches, progress, order } = await hear(server, 'repo:^(broken|fine)$ rev:main needle')
    expect({ found: matches.map(printMatch), rows: printRows(progress.coverage) }).toEqual({ found: ['fine@main a.txt:1 «needle»'], rows: ['broken@main not_searched: failed ×1'] })
    expect(order).not.toContain('error')
  })
})

test('closing the server leaves no git behind', async () => {
  const other = await startApp()
  await other.addRepositories({ a: [{ files: [['a.txt', 'needle\n']] }] })
  await hear(other, 'needle')
  const gits = () => descendants().filter(({ command }) => command.includes(other.dataDir))
  expect(gits().length).toBeGreaterThan(0)
  await other.close()
  while (gits().length > 0) await sleep(10)
})

/** Unpacks every object into a file of its own, so that one of them can be lost. */
function loosen(dir: string): void {
  const packs = join(dir, 'objects', 'pack')
  const contents = readdirSync(packs).filter((name) => name.endsWith('.pack')).map((name) => readFileSync(join(packs, name)))
  rmSync(packs, { recursive: true })
  for (const pack of contents) rawGit(dir, ['unpack-objects', '-q'], pack)
}
