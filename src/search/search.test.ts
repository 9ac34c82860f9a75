import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { rawGit, type Step } from '../repos/git/testing.ts'
import { freezeSearch } from './contract.ts'
import { hear, printMatch, printRows } from './search.fixture.ts'

let server: TestApp

const repositories: Record<string, readonly Step[]> = {
  alpha: [
    { files: [['src/old.go', 'var old = 1 // timeout\n']], after: 'tag v1\nfrom refs/heads/main\ntagger Ada <ada@example.com> 1700000000 +0000\ndata 1\nx\n' },
    { files: [['src/old.go', null], ['src/main.go', 'package main\n\nfunc Timeout() int {\n\treturn 30 // timeout\n}\n'], ['README.md', 'Timeouts: timeout timeout\n'], ['docs/timeout.md', 'nothing here\n']] },
    { branch: 'refs/heads/release/1', files: [['src/branch.go', 'timeout on a branch\n']] },
  ],
  beta: [{ files: [['a.ts', 'const limit = 5\nfoo()\r\nbar()\r\n'], ['wide.txt', 'ünï 👩‍💻 needle ende\n'], ['été/naïve.txt', 'path only\n'], ['latin1.txt', Buffer.from('caf\xe9 needle\n', 'latin1')]] }],
  gamma: [{ files: [['big.txt', `needle ${'x'.repeat(3000)}\n`], ['picture.png', Buffer.from([0x89, 0x50, 0, 1, 2])], ['module', 'a'.repeat(40), '160000'], ['link', 'big.txt', '120000'], ['needle-big.txt', 'y'.repeat(3000)]] }],
  forked: [{ files: [['a.ts', 'timeout fork\n']] }],
  retired: [{ files: [['a.ts', 'timeout archived\n']] }],
  empty: [],
  told: [
    { message: 'first fix\n\nwith a body', files: [['a.ts', 'one\n']], after: 'reset refs/heads/side\nfrom refs/heads/main\n\n' },
    { message: 'add timeout', author: 'Grace <grace@example.com>', files: [['a.ts', 'one\ntimeout\n']] },
    { message: 'fix the timeout', files: [['a.ts', 'one\ntimeout = 5\n']] },
    { branch: 'refs/heads/side', message: 'branch work', files: [['b.ts', 'side\n']] },
  ],
}

beforeAll(async () => {
  server = await startApp({ config: { FIREBREAK_MAX_FILE_BYTES: '2048' } })
  const all = await server.addRepositories(repositories)
  const named = (name: string) => all.find((each) => each.name === name)?.id ?? ''
  await server.app.repos.update(server.people.owner, named('forked'), { fork: true })
  await server.app.repos.update(server.people.owner, named('retired'), { archived: true })
})
afterAll(() => server.close())

type Expected = {
  found?: string[]
  /** `complete`, or the rows of the ledger that tell of something. */
  ledger?: 'complete' | string[]
  alert?: string
  count?: number
  skipped?: string[]
}

function check(query: string, { found, ledger, alert, count, skipped }: Expected, parameters: Record<string, string> = {}): void {
  const named = Object.keys(parameters).length > 0 ? ` ${new URLSearchParams(parameters)}` : ''
  test(`${query}${named}`, async () => {
    const heard = await hear(server, query, parameters)
    expect(heard.status).toBe(200)
    if (found) expect(heard.matches.map(printMatch)).toEqual(found)
    const { coverage } = heard.progress
    if (ledger === 'complete') expect({ complete: coverage.complete, gaps: coverage.gaps }).toEqual({ complete: true, gaps: 0 })
    else if (ledger) expect({ rows: printRows(coverage), complete: coverage.complete }).toEqual({ rows: ledger, complete: coverage.repositories > 0 && !ledger.some((row) => / (partly|not_searched)/.test(row)) })
    expect(heard.alert?.title).toBe(alert)
    if (count !== undefined) expect(heard.progress.matchCount).toBe(count)
    if (skipped) expect(heard.progress.skipped.map(({ reason, title }) => `${reason}: ${title}`)).toEqual(skipped)
  })
}

describe('what is found', () => {
  const leftOut = ['forked excluded: fork ×1', 'retired excluded: archived ×1']

  check('repo:alpha timeout', { found: ['alpha README.md:1 «Timeout»«timeout»«timeout»', 'alpha docs/timeout.md', 'alpha src/main.go:3 «Timeout»; 4 «timeout»'], ledger: 'complete', count: 6 })
  check('repo:alpha timeout case:yes', { found: ['alpha README.md:1 «timeout»«timeout»', 'alpha docs/timeout.md', 'alpha src/main.go:4 «timeout»'] })
  check('repo:alpha timeout type:file', { found: ['alpha README.md:1 «Timeout»«timeout»«timeout»', 'alpha src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('repo:alpha timeout type:path', { found: ['alpha docs/timeout.md'], ledger: 'complete' })
  check('alpha type:repo', { found: ['alpha'], ledger: [...leftOut] })
  check('alpha', { found: ['alpha'] })
  check('repo:.', { found: ['alpha', 'beta', 'empty', 'gamma', 'told'] })
  check('repo:alpha file:\\.go$', { found: ['alpha src/main.go'] })
  check('lang:go timeout', { found: ['alpha src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('repo:alpha -file:\\.md$ timeout', { found: ['alpha src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('repo:alpha timeout select:repo', { found: ['alpha'], count: 1 })
  check('repo:alpha timeout select:file', { found: ['alpha README.md', 'alpha docs/timeout.md', 'alpha src/main.go'], count: 3 })
  check('repo:alpha timeout select:file.directory', { found: ['alpha /', 'alpha docs/', 'alpha src/'] })
  check('repo:alpha timeout select:content', { found: ['alpha README.md:1 «Timeout»«timeout»«timeout»', 'alpha src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('repo:alpha timeout NOT nothing', { found: ['alpha README.md:1 «Timeout»«timeout»«timeout»', 'alpha src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('timeout', { ledger: ['forked excluded: fork ×1', 'gamma partly: binary ×1 (picture.png), submodule ×1 (module), too_large ×2 (big.txt, needle-big.txt)', 'retired excluded: archived ×1'] })
  check('repo:forked timeout fork:yes', { found: ['forked a.ts:1 «timeout»'] })
  check('repo:^forked$ timeout', { found: ['forked a.ts:1 «timeout»'] })
  check('timeout fork:only type:file', { found: ['forked a.ts:1 «timeout»'] })
  check('timeout archived:only', { found: ['retired a.ts:1 «timeout»'] })
})

describe('revisions', () => {
  check('repo:alpha@v1 timeout', { found: ['alpha@v1 src/old.go:1 «timeout»'], ledger: 'complete' })
  check('repo:alpha rev:release/1 timeout file:branch', { found: ['alpha@release/1 src/branch.go:1 «timeout»'] })
  check('repo:alpha@v1:HEAD timeout type:file', { found: ['alpha@v1 src/old.go:1 «timeout»', 'alpha README.md:1 «Timeout»«timeout»«timeout»', 'alpha src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('repo:alpha@*refs/tags/ old', { found: ['alpha@v1 src/old.go:1 «old»'] })
  check('repo:alpha@*refs/heads/*:*!refs/heads/release/* timeout type:file lang:go', { found: ['alpha@main src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('repo:alpha|beta@v1 timeout', { found: ['alpha@v1 src/old.go:1 «timeout»'], ledger: ['beta@v1 not_searched: no_revision ×1'], alert: 'Some repositories could not be searched' })
  check('repo:beta@*refs/tags/* foo', { found: [], ledger: [] })
  check('repo:empty foo', { found: [], ledger: [] })
  check('repo:empty@v1 foo', { found: [], ledger: ['empty@v1 not_searched: no_revision ×1'], alert: 'Some repositories could not be searched' })
})

describe('a union of branches', () => {
  check('(repo:alpha file:README timeout) or (repo:alpha file:README nothing)', { found: ['alpha README.md:1 «Timeout»«timeout»«timeout»'] })
  check('(repo:beta limit) or (repo:beta file:a.ts foo)', { found: ['beta a.ts:1 «limit»; 2 «foo»'], count: 2 })
  check('(repo:beta file:a.ts foo) or (repo:beta limit) or (repo:beta const)', { found: ['beta a.ts:1 «const»«limit»; 2 «foo»'], count: 3 })
  check('(repo:beta foo) or (repo:alpha lang:go Timeout case:yes)', { found: ['alpha src/main.go:3 «Timeout»', 'beta a.ts:2 «foo»'] })
  check('(repo:alpha@v1 timeout) or (repo:alpha lang:go return)', { found: ['alpha@v1 src/old.go:1 «timeout»', 'alpha src/main.go:4 «return»'] })
  check('(repo:forked fork:yes timeout) or (repo:forked fork)', { found: ['forked a.ts:1 «timeout»'], ledger: 'complete' })
})

describe('where in the file', () => {
  const whole = { cm: 'true', cl: '0' }

  for (const [query, repo, path] of [['repo:beta needle file:wide', 'beta', 'wide.txt'], ['repo:beta /foo\\(\\)\\s+bar/', 'beta', 'a.ts'], ['repo:beta bar', 'beta', 'a.ts'], ['repo:alpha timeout file:README', 'alpha', 'README.md']] as const) {
    test(`${query}: bytes, lines and code points lead to the same text`, async () => {
      const bytes = Buffer.from(rawGit(server.path('served', `${repo}.git`), ['show', `HEAD:${path}`]))
      const { matches } = await hear(server, query, { cm: 'true' })
      const ranges = matches.flatMap((match) => (match.type === 'content' ? (match.chunkMatches ?? []) : [])).flatMap((chunk) => chunk.ranges.map((range) => ({ ...range, chunk })))
      expect(ranges.length).toBeGreaterThan(0)
      for (const { start, end, chunk } of ranges) {
        const text = bytes.subarray(start.offset, end.offset).toString()
        const content = Buffer.from(chunk.content)
        expect(content.subarray(start.offset - chunk.contentStart.offset, end.offset - chunk.contentStart.offset).toString()).toBe(text)
        const before = bytes.subarray(0, start.offset).toString().split('\n')
        expect({ line: start.line, column: start.column }).toEqual({ line: before.length - 1, column: [...(before.at(-1) ?? '')].length })
        const upTo = bytes.subarray(0, end.offset).toString().split('\n')
        expect({ line: end.line, column: end.column }).toEqual({ line: upTo.length - 1, column: [...(upTo.at(-1) ?? '')].length })
      }
    })
  }

  test('of a name: bytes as well as code points', async () => {
    const { matches: [match] } = await hear(server, 'repo:beta naïve type:path')
    expect(match).toMatchObject({ type: 'path', path: 'été/naïve.txt', pathMatches: [{ start: { offset: 6, line: 0, column: 4 }, end: { offset: 12, line: 0, column: 9 } }] })
  })

  check('repo:beta needle', { found: ['beta latin1.txt:1 «needle»', 'beta wide.txt:1 «needle»'] })
  check('repo:beta /foo\\(\\)\\s+bar/', { found: ['beta a.ts:2 «foo()\r\nbar»'] }, whole)
  check('repo:beta /foo\\(\\)\\s+bar/', { found: ['beta a.ts:2 «foo()»; 3 «bar»'] })

  test('context lines come with chunks only, and neighbours are one chunk', async () => {
    const one = async (parameters: Record<string, string>) => (await hear(server, 'repo:alpha return', parameters)).matches[0]
    expect(await one({ cm: '1', cl: '1' })).toMatchObject({ chunkMatches: [{ content: 'func Timeout() int {\n\treturn 30 // timeout\n}', contentStart: { offset: 14, line: 2, column: 0 } }] })
    expect(await one({ cm: 'false' })).toMatchObject({ lineMatches: [{ line: '\treturn 30 // timeout', lineNumber: 3, offsetAndLengths: [[1, 6]] }] })
    expect(await one({})).not.toHaveProperty('chunkMatches')
    expect(await one({ cm: '1', cl: '0', 'max-line-len': '5' })).toMatchObject({ chunkMatches: [{ content: '\tretu', contentTruncated: true }] })
  })
})

describe('how much', () => {
  check('repo:alpha timeout count:2', { found: ['alpha README.md:1 «Timeout»«timeout»'], count: 2, ledger: ['alpha partly: result_limit ×1'], skipped: ['shard-match-limit: result limit hit'] })
  check('repo:alpha timeout count:all', { count: 6, ledger: 'complete' })
  check('repo:alpha timeout', { found: ['alpha README.md:1 «Timeout»«timeout»'], count: 6, ledger: 'complete', skipped: ['display: display limit hit'] }, { display: '2' })
  check('repo:alpha timeout', { found: [], count: 6, ledger: 'complete' }, { display: '0' })
  check('repo:alpha timeout', { count: 6, skipped: [] }, { display: '-1' })
})

describe('what is not searched', () => {
  check('repo:gamma needle', {
    found: ['gamma needle-big.txt'],
    ledger: ['gamma partly: binary ×1 (picture.png), submodule ×1 (module), too_large ×1 (big.txt)'],
    skipped: ['error: 1 with files too large', 'firebreak-binary: 1 with binary files', 'firebreak-submodule: 1 with submodules'],
  })
  check('repo:gamma file:picture needle', { found: [], ledger: ['gamma searched: binary ×1 (picture.png)'] })
  check('repo:gamma type:path needle', { found: ['gamma needle-big.txt'], ledger: 'complete' })
  check('repo:gamma file:big NOT z', { found: [], ledger: ['gamma partly: too_large ×2 (big.txt, needle-big.txt)'] })
})

describe('commits', () => {
  check('repo:told type:commit fix', { found: ['told «fix the timeout»', 'told «first fix»'], ledger: 'complete', count: 2 })
  check('repo:told type:commit', { found: ['told «fix the timeout»', 'told «add timeout»', 'told «first fix»'], ledger: 'complete' })
  check('repo:told@side type:commit', { found: ['told «branch work»', 'told «first fix»'] })
  check('repo:told@side:^main type:commit', { found: ['told «branch work»'] })
  check('repo:told type:commit author:grace', { found: ['told «add timeout»'] })
  check('repo:told type:commit -author:grace', { found: ['told «fix the timeout»', 'told «first fix»'] })
  check('repo:told type:commit author:GRACE case:yes', { found: [] })
  check('repo:told type:commit message:timeout NOT add', { found: ['told «fix the timeout»'] })
  check('repo:told type:commit after:2023-11-15', { found: ['told «fix the timeout»'] })
  check('repo:told type:commit before:"2023-11-14 23:00"', { found: ['told «first fix»'] })
  check('repo:told type:commit fix select:repo', { found: ['told'], count: 1 })
  check('repo:told type:commit fix (a|b)second', { found: [] })
  check('repo:empty type:commit', { found: [] })

  test('carry what clients of the protocol show', async () => {
    const { matches } = await hear(server, 'repo:told type:commit "first fix"')
    const [match] = matches
    if (match?.type !== 'commit') throw new Error('no commit')
    expect(match).toMatchObject({ url: `/told/-/commit/${match.oid}`, message: 'first fix\n\nwith a body', authorName: 'Ada', content: '```COMMIT_EDITMSG\nfirst fix\n\nwith a body\n```', ranges: [[1, 0, 9]], changed: null, merge: false })
    expect(match.oid).toMatch(/^[0-9a-f]{40}$/)
  })
})

describe('with the index and without', () => {
  const found = ['alpha README.md:1 «Timeout»«timeout»«timeout»', 'alpha docs/timeout.md', 'alpha src/main.go:3 «Timeout»; 4 «timeout»']
  check('repo:alpha timeout index:no', { found, ledger: 'complete' })
  check('repo:alpha timeout index:only', { found, ledger: 'complete' })
  check('repo:alpha@release/1 timeout index:only', { ledger: 'complete' })
  check('repo:told@side side index:no', { found: ['told@side b.ts:1 «side»'] })
  check('repo:told@side side', { found: ['told@side b.ts:1 «side»'] })
  check('repo:told@side side index:only', { found: [], ledger: ['told@side partly: not_indexed ×2 (a.ts, b.ts)'] })
})

describe('predicates', () => {
  check('repo:has.path(README) timeout type:file', { found: ['alpha README.md:1 «Timeout»«timeout»«timeout»', 'alpha src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('-repo:has.path(.) repo:alpha|beta|empty', { found: ['empty'] })
  check('repo:has.content(limit)', { found: ['beta'] })
  check('repo:has.file(path:\\.go$ content:package) select:repo', { found: ['alpha'] })
  check('repo:has.file(path:\\.md$ content:package)', { found: [] })
  check('repo:has.commit.after(2020-01-01) repo:alpha', { found: ['alpha'] })
  check('repo:has.commit.after(2030-01-01) repo:alpha', { found: [] })
  check('repo:alpha file:has.content(package) timeout', { found: ['alpha src/main.go:3 «Timeout»; 4 «timeout»'] })
  check('repo:alpha -file:has.content(package) timeout type:file', { found: ['alpha README.md:1 «Timeout»«timeout»«timeout»'] })
  check('repo:alpha file:has.content(package)', { found: ['alpha src/main.go'] })
  check('repo:alpha rev:at.time(2023-11-14 22:30) old', { found: ['alpha@at.time(2023-11-14 22:30) src/old.go:1 «old»'] })
  check('repo:alpha rev:at.time(2001-01-01) old', { found: [], alert: 'Some repositories could not be searched' })
})

describe('alerts', () => {
  check('lang:cobolt x', { found: [], alert: 'This query cannot run', ledger: [] })
  check('repo:( x', { found: [], alert: 'This query cannot run' })
  check('author:ada x', { found: [], alert: 'This query cannot run' })
  check('repo:nowhere x', { found: [], alert: 'No repositories found', ledger: [] })
  check('repo:forked|retired x', { found: [], alert: 'No repositories found', ledger: ['forked excluded: fork ×1', 'retired excluded: archived ×1'] })

  test('propose a query that works', async () => {
    const { alert } = await hear(server, 'repo:forked|retired timeout')
    const [proposed] = alert?.proposedQueries ?? []
    expect(proposed?.query).toBe('repo:forked|retired timeout fork:yes archived:yes')
    expect((await hear(server, proposed?.query ?? '')).matches.map(printMatch)).toEqual(['forked a.ts:1 «timeout»', 'retired a.ts:1 «timeout»'])
  })

  test('of a query that cannot run: only an alert and the end', async () => {
    expect((await hear(server, 'lang:cobolt x')).order).toBe('alert progress done')
  })
})

describe('the stream', () => {
  test('sends results, then filters and progress, then the end; the last progress is done', async () => {
    const { order, progress, filters, events } = await hear(server, 'repo:alpha timeout')
    expect(order).toMatch(/^(matches filters progress )+(filters progress )?done$/)
    expect(progress.done).toBe(true)
    expect(events.filter((event) => event.event === 'progress' && event.data.done)).toHaveLength(1)
    expect(filters.map(({ kind, value, count, exhaustive }) => `${kind} ${value} ${count} ${exhaustive}`)).toEqual([
      'repo repo:^alpha$ 6 true', 'type type:file 5 true', 'type type:path 1 true', 'lang lang:Markdown 4 true', 'lang lang:Go 2 true',
    ])
  })

  test('gives the same bytes twice, but for the time it took', async () => {
    const bytes = async () => (await hear(server, 'timeout or needle count:all')).matches.map((match) => JSON.stringify(match))
    expect(await bytes()).toEqual(await bytes())
  })

  test('of twenty searches at once gives each what it gives alone', async () => {
    const queries = ['timeout', 'needle', 'repo:beta foo', '/t.*t/ count:all', '. count:all']
    const alone = await Promise.all(queries.map(async (query) => (await hear(server, query)).matches))
    const together = await Promise.all(Array.from({ length: 20 }, (_, at) => hear(server, queries[at % queries.length] ?? '')))
    expect(together.map(({ matches }) => matches)).toEqual(together.map((_, at) => alone[at % queries.length]))
    expect(together.every(({ progress }) => progress.done)).toBe(true)
  })

  const refused = (line: string, status: number, code: string) =>
    test(`${line} → ${status} ${code}`, async () => {
      const response = await server.send(line)
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code])
    })
  refused('GET /.api/search/stream', 400, 'search.no_query')
  refused('GET /.api/search/stream?q=', 400, 'search.no_query')
  refused('GET /.api/search/stream?q=x&t=lucky', 400, 'search.bad_pattern_type')
  refused('GET /.api/search/stream?q=x&v=V9', 400, 'search.bad_pattern_type')
  refused('GET /.api/search/stream?q=x&cl=-1', 400, 'input.invalid')
  refused('GET /.api/search/stream?q=x%00', 400, 'input.invalid')

  test('without credentials → 401 before anything is streamed', async () => {
    const response = await server.send('GET /.api/search/stream?q=x', { as: 'nobody' })
    expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/json'])
  })

  const meaning = (parameters: Record<string, string>, count: number) =>
    test(`${new URLSearchParams(parameters)} → ${count}`, async () => {
      const response = await server.send(`GET /.api/search/stream?${new URLSearchParams(parameters)}`)
      expect((await response.text()).match(/"matchCount":(\d+)[^\n]*\n\nevent: done/)?.[1]).toBe(String(count))
    })
  meaning({ q: 'repo:beta foo bar' }, 0) // standard: one phrase
  meaning({ q: 'repo:beta foo.*bar', v: 'V1' }, 0) // regexp, within a line
  meaning({ q: 'repo:beta foo bar', t: 'keyword' }, 2)
  meaning({ q: 'repo:beta foo|bar', v: 'V1' }, 2)
  meaning({ q: 'repo:beta foo|bar', v: 'v2' }, 0)
  meaning({ q: 'repo:beta foo|bar patterntype:regexp', t: 'literal' }, 2)
})

describe('a search run to its end', () => {
  test('keeps every place with its commit, and the whole ledger', async () => {
    const frozen = await server.call(freezeSearch, { body: { query: 'repo:alpha timeout type:file' } })
    const commit = rawGit(server.path('served', 'alpha.git'), ['rev-parse', 'main'])
    expect(frozen.places.map(({ path, line, text, ranges }) => [path, line, text, ranges])).toEqual([
      ['README.md', 1, 'Timeouts: timeout timeout', [[0, 7], [10, 7], [18, 7]]],
      ['src/main.go', 3, 'func Timeout() int {', [[5, 7]]],
      ['src/main.go', 4, '\treturn 30 // timeout', [[14, 7]]],
    ])
    expect(new Set(frozen.places.map((place) => place.commit))).toEqual(new Set([commit]))
    expect(frozen).toMatchObject({ matchCount: 5, truncated: false, alert: null, ledger: { complete: true, repositories: 1, files: 3, rows: [{ repository: 'alpha', state: 'searched', commit }] } })
  })

  test('says when it could not run, and when nothing was named', async () => {
    expect(await server.call(freezeSearch, { body: { query: 'lang:cobolt x' } })).toMatchObject({ places: [], alert: { title: 'This query cannot run' }, ledger: { complete: false, rows: [] } })
    expect(await server.call(freezeSearch, { body: { query: 'repo:nowhere x' } })).toMatchObject({ places: [], alert: { title: 'No repositories found' }, ledger: { complete: false } })
  })

  test('takes count: only from the query itself, not from what is searched for', async () => {
    expect(await server.call(freezeSearch, { body: { query: 'repo:alpha timeout count:1' } })).toMatchObject({ matchCount: 1, ledger: { complete: false } })
    expect(await server.call(freezeSearch, { body: { query: 'repo:alpha timeout or "count:1"' } })).toMatchObject({ matchCount: 6, ledger: { complete: true } })
  })
})
