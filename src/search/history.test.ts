/** What the history index says is what git says: which commits changed a match, and how many lines match at each commit. */

import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../../test/support/app.ts'
import { generatedHistory } from '../repos/git/histories.fixture.ts'
import { initFromStream } from '../repos/git/init.ts'
import { oidOf, rawGit, type Step } from '../repos/git/testing.ts'
import { lineHistory, searchSeries } from './contract.ts'
import { hear, printMatch, printRows } from './search.fixture.ts'

let server: TestApp

const told: readonly Step[] = [
  { message: 'begin', files: [['a.ts', 'one\ntwo\n'], ['b.md', 'two in prose\n']] },
  { message: 'more', author: 'Grace <grace@example.com>', files: [['a.ts', 'one\ntwo\ntwo again\n']] },
  { message: 'less', files: [['a.ts', 'two again\n']], after: 'reset refs/tags/v1\nfrom refs/heads/main\n\nreset refs/heads/side\nfrom refs/heads/main\n\n' },
  { branch: 'refs/heads/side', message: 'aside', files: [['c.ts', 'two aside\n']] },
  { message: 'gone', files: [['a.ts', null]] },
]

const body = ['int one() {', ...Array.from({ length: 6 }, (_, at) => `  step(${at});`), '}', '']
const odd: readonly Step[] = [
  { message: 'begin', files: [['latin1.txt', Buffer.from('caf\xe9 needle\n', 'latin1')], ['a.c', body.join('\n')]] },
  { message: 'deeper', files: [['a.c', body.toSpliced(6, 1, '  needle();').join('\n')]] },
  { message: 'minified', files: [['app.min.js', 'a'.repeat(1 << 20)]] },
]

const lines = (...marks: string[]) => `${Array.from({ length: 12 }, (_none, at) => marks[at] ?? `line ${at}`).join('\n')}\n`
/** Renamed, changed beside the mainline, and merged. */
const moved: readonly Step[] = [
  { message: 'begin', files: [['a.txt', lines()], ['same.txt', 'x\n']] },
  { message: 'change', files: [['a.txt', lines('first')]] },
  { message: 'move', files: [['a.txt', null], ['b.txt', lines('first', 'second')]], after: 'reset refs/heads/side\nfrom refs/heads/main\n\n' },
  { branch: 'refs/heads/side', message: 'aside', files: [['b.txt', lines('first', 'second', 'third')]] },
  { message: 'on', files: [['same.txt', 'y\n']] },
  { message: 'merge', merges: 'refs/heads/side', files: [['b.txt', lines('first', 'second', 'third')]] },
  { message: 'last', files: [['b.txt', lines('first', 'second', 'third', 'fourth')], ['new.txt', 'z\n']] },
]

const seeds = [1, 2]

beforeAll(async () => {
  server = await startApp()
  mkdirSync(server.path('generated'))
  for (const seed of seeds) await initFromStream(server.path('generated', `seed-${seed}.git`), [generatedHistory(seed, 60)], { head: 'refs/heads/main' })
  await server.addFolder(server.path('generated'))
  await server.addRepositories({ told, odd, moved })
})
afterAll(() => server.close())

async function commitsOf(query: string): Promise<string[]> {
  const { matches, alert } = await hear(server, `${query} count:all`)
  if (alert) throw new Error(alert.description)
  return matches.flatMap((match) => (match.type === 'commit' ? match.oid : [])).sort()
}

/** The count at every commit of a chain, from the points at which it changed. */
async function countsOf(query: string, chain: readonly string[]): Promise<number[]> {
  const { series } = await server.call(searchSeries, { body: { query, patternType: 'keyword' } })
  const points = new Map(series[0]?.points.map(({ oid, count }) => [oid, count]))
  let count = 0
  return chain.map((oid) => (count = points.get(oid) ?? count))
}

const PATTERNS = ['alpha', 'beta', 'TODO', 'unique [0-9]+', 'return x;', '^}$', 'gamma|alpha beta', 'long [0-9]', '^a.txt$', 'Subproject commit 12']

describe.each(seeds)('seed %i', (seed) => {
  const dir = () => server.path('generated', `seed-${seed}.git`)
  const chain = () => rawGit(dir(), ['rev-list', '--first-parent', '--reverse', 'main']).split('\n')

  test.each(PATTERNS)('the commits that changed /%s/', async (pattern) => {
    const theirs = rawGit(dir(), ['log', '--first-parent', '--diff-merges=first-parent', '--no-renames', '-s', '--format=%H', '--extended-regexp', `-G${pattern}`, 'main'])
    expect(await commitsOf(`repo:^seed-${seed}$ type:diff case:yes /${pattern}/`)).toEqual(theirs.split('\n').filter(Boolean).sort())
  })

  test.each(PATTERNS.slice(0, 4))('the number of lines with /%s/ at every commit', async (pattern) => {
    const counted = chain().map((oid) => linesAt(dir(), oid, pattern))
    expect(Math.max(...counted)).toBeGreaterThan(0)
    expect(await countsOf(`repo:^seed-${seed}$ case:yes /${pattern}/`, chain())).toEqual(counted)
  })
})

describe('who brought each line', () => {
  const dirOf = (name: string) => server.path(name.startsWith('seed') ? 'generated' : 'served', `${name}.git`)

  test.each(['seed-1', 'seed-2', 'moved'])('of %s is what git says', async (name) => {
    const dir = dirOf(name)
    const chain = rawGit(dir, ['rev-list', '--first-parent', '--reverse', 'main']).split('\n').filter((_oid, at) => name === 'moved' || at % 7 === 0)
    const [found, expected]: string[][] = [[], []]
    for (const commit of chain) {
      for (const path of rawGit(dir, ['ls-tree', '-r', '--name-only', '-z', commit]).split('\0').filter(Boolean)) {
        const theirs = blamedByGit(dir, commit, path)
        if (theirs.length === 0) continue
        found.push(`${commit} ${path} ${await blamed(name, commit, path, [1, theirs.length])}`)
        expected.push(`${commit} ${path} ${theirs.join()}`)
      }
    }
    expect(found.length).toBeGreaterThan(3)
    expect(found).toEqual(expected)
  })

  test('is known without git', async () => {
    const main = oidOf(dirOf('odd'), 'main')
    const [begin, deeper] = [oidOf(dirOf('odd'), 'main~2'), oidOf(dirOf('odd'), 'main~1')]
    const { id } = await server.app.repos.byName(server.people.owner, 'odd')
    const mirror = join(server.dataDir, 'mirrors', `${id}.git`)
    renameSync(mirror, `${mirror}.away`)
    try {
      expect(await blamed('odd', main, 'a.c', [6, 8])).toBe([begin, deeper, begin].join())
    } finally {
      renameSync(`${mirror}.away`, mirror)
    }
  })
})

async function blamed(name: string, commit: string, path: string, [start, end]: [number, number]): Promise<string> {
  const repository = await server.app.repos.byName(server.people.owner, name)
  const lines = await server.app.search.blame(server.people.owner, { repository, commit, path, start, end }, new AbortController().signal)
  return lines.flatMap((each) => Array.from({ length: each.end - each.start + 1 }, () => each.commit)).join()
}

/** The commit of each line; none for what git takes for binary, or for no file. */
function blamedByGit(dir: string, commit: string, path: string): string[] {
  if (rawGit(dir, ['ls-tree', commit, '--', path]).startsWith('1') === false) return []
  try {
    return rawGit(dir, ['blame', '-l', '-s', '--root', commit, '--', path]).split('\n').filter(Boolean).map((line) => line.slice(0, 40))
  } catch {
    return []
  }
}

/** As git grep counts them; it answers 1 where there are none. */
function linesAt(dir: string, oid: string, pattern: string): number {
  try {
    const output = rawGit(dir, ['grep', '-c', '-I', '-E', '-z', '-e', pattern, oid])
    return output.split('\n').reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf('\0') + 1)), 0)
  } catch {
    return 0
  }
}

function check(query: string, found: string[], rows: string[] = []): void {
  test(query, async () => {
    const heard = await hear(server, query)
    expect({ found: heard.matches.map(printMatch), rows: printRows(heard.progress.coverage) }).toEqual({ found, rows })
  })
}

describe('changes', () => {
  check('repo:told type:diff two', ['told «gone»: -two again', 'told «less»: -two', 'told «more»: +two again', 'told «begin»: +two; +two in prose'])
  check('repo:told type:diff two file:\\.md$', ['told «begin»: +two in prose'])
  check('repo:told type:diff two lang:markdown', ['told «begin»: +two in prose'])
  check('repo:told type:diff two author:grace', ['told «more»: +two again'])
  check('repo:told type:diff two message:gone|less', ['told «gone»: -two again', 'told «less»: -two'])
  check('repo:told type:diff two select:commit.diff.removed', ['told «gone»: -two again', 'told «less»: -two'])
  check('repo:told type:diff two select:commit.diff.added count:1', ['told «more»: +two again'], ['told partly: result_limit ×1'])
  check('repo:told type:diff two NOT one', ['told «gone»: -two again', 'told «more»: +two again'])
  check('repo:told type:diff two AND one', ['told «less»: -one; -two', 'told «begin»: +one; +two; +two in prose'])
  check('repo:told@v1 type:diff two', ['told@v1 «less»: -two', 'told@v1 «more»: +two again', 'told@v1 «begin»: +two; +two in prose'].map((line) => line.replace('@v1', '')))
  check('repo:told@main:^v1 type:diff two', ['told «gone»: -two again'])
  check('repo:told@side type:diff two', ['told «less»: -two', 'told «more»: +two again', 'told «begin»: +two; +two in prose'], ['told@side partly: history_behind ×1'])
  check('repo:told type:diff before:"2023-11-14 23:00"', ['told «begin»: '])
  check('repo:told type:diff nowhere', [])
  check('repo:^odd$ type:diff file:txt needle', ['odd «begin»: +café needle'])

  test('stand below the head of their function, as git has it', async () => {
    const { matches } = await hear(server, 'repo:^odd$ type:diff file:c$ needle')
    const theirs = rawGit(server.path('served', 'odd.git'), ['show', '--format=', '-U2', 'main~1']).split('\n').find((line) => line.startsWith('@@'))
    const heading = (line = '') => line.replace(/^@@.*@@/, '')
    expect(heading(theirs)).toBe(' int one() {')
    expect(matches.flatMap((match) => (match.type === 'commit' ? heading(match.content.split('\n')[2]) : []))).toEqual([heading(theirs)])
  })

  test('of a line of a megabyte are shown around their first match', async () => {
    const { matches } = await hear(server, 'repo:^odd$ type:diff file:min.js a')
    const [match] = matches
    if (match?.type !== 'commit') throw new Error('no commit')
    expect([match.content.length < 2000, match.ranges.length, match.truncated, match.changed]).toEqual([true, 100, true, { added: 1, removed: 0 }])
  })

  test('an expression that goes over lines is refused in a sentence', async () => {
    const { alert, matches } = await hear(server, 'repo:told type:diff /one\\ntwo/')
    expect([alert?.title, matches]).toEqual(['This query cannot run', []])
  })
})

describe('counts over time', () => {
  const counts = async (query: string) => (await server.call(searchSeries, { body: { query, patternType: 'keyword' } })).series.map(({ repo, points }) => `${repo} ${points.map(({ count }) => count).join(' ')}`)

  test('change with the commits', async () => expect(await counts('repo:told two')).toEqual(['told 2 3 2 1']))
  test('of files where the whole query holds', async () => expect(await counts('repo:told two AND one')).toEqual(['told 2 3 0']))
  test('without what must not be', async () => expect(await counts('repo:told two NOT one')).toEqual(['told 1 2 1']))
  test('tell what the commits say when asked', async () => {
    const { series } = await server.call(searchSeries, { body: { query: 'repo:told two', patternType: 'keyword', commits: 'named' } })
    expect(series[0]?.points.map(({ subject, author }) => `${subject} by ${author}`)).toEqual(['begin by Ada', 'more by Grace', 'less by Ada', 'gone by Ada'])
    expect(Object.keys((await server.call(searchSeries, { body: { query: 'repo:told two' } })).series[0]?.points[0] ?? {})).toEqual(['oid', 'time', 'count'])
  })
  test('of some files', async () => expect(await counts('repo:told file:\\.md$ two')).toEqual(['told 1']))
  test.each(['repo:told', 'repo:told type:diff two', 'repo:told@v1 two', 'repo:told two select:repo', '(repo:told two) OR (repo:x three)'])('%s is refused', async (query) => {
    await expect(server.call(searchSeries, { body: { query, patternType: 'keyword' } })).rejects.toMatchObject({ status: 400, body: { code: expect.stringMatching(/^search\./) } })
  })
})

describe('a line', () => {
  const line = async (rev: string, number: number) => {
    const { text, introduced, removed, releases, firstRelease } = await server.call(lineHistory, { query: { repo: 'told', rev, path: 'a.ts', line: number } })
    return `${text}: ${introduced?.subject} by ${introduced?.author}, ${removed?.subject ?? 'stands'}, in ${releases.map(({ name }) => name).join()}, first ${firstRelease}`
  }

  test('that went again', async () => expect(await line('v1', 1)).toBe('two again: more by Grace, gone, in side,v1, first v1'))
  test('that went before the release', async () => expect(await line(oidOf(server.path('served', 'told.git'), 'main~3'), 1)).toBe('one: begin by Ada, less, in , first null'))
  describe('beside the mainline', () => {
    const aside = (path: string, number: number) => server.call(lineHistory, { query: { repo: 'told', rev: 'side', path, line: number } })

    test('is told from the commit of the mainline that brought it', async () => {
      expect(await aside('a.ts', 1)).toMatchObject({ text: 'two again', introduced: { subject: 'more' }, removed: { subject: 'gone' }, stands: false, firstRelease: 'v1', note: null })
      expect(await aside('b.md', 1)).toMatchObject({ text: 'two in prose', introduced: { subject: 'begin' }, removed: null, stands: true, note: null })
    })
    test('is told by blame where it came there', async () => {
      expect(await aside('c.ts', 1)).toMatchObject({ text: 'two aside', introduced: { subject: 'aside' }, removed: null, stands: false, releases: [{ name: 'side', kind: 'branch' }], note: expect.stringMatching(/By blame/) })
      await expect(aside('c.ts', 2)).rejects.toMatchObject({ status: 400 })
    })
  })
  test('that is not there', async () => await expect(line('v1', 9)).rejects.toMatchObject({ status: 400 }))
})
