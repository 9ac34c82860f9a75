import { existsSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { blame } from './blame.ts'
import { parseCommit, parsePerson } from './commit.ts'
import { history, readCommit, readCommits } from './log.ts'
import { kindOf, makeRepository, oidOf, rawGit, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

describe('commits', () => {
  const PERSONS: [string, string][] = [
    ['Ada <ada@x> 1700000000 +0100', 'Ada|ada@x|1700000000|60'], ['Ada <ada@x> 1 -0330', 'Ada|ada@x|1|-210'], ['<> 0 +0000', '||0|0'], ['Ada', 'Ada||null|0'], ['', '||null|0'],
    ['A <b> C <d> 5 +0000', 'A|b> C <d|5|0'], ['A <b<c>d> 5 +0000', 'A|b<c>d|5|0'], ['Ada <ada@x> -55 +9999', 'Ada|ada@x|-55|0'], ['Ada <ada@x> 99999999999999999999 +0000', 'Ada|ada@x|null|0'],
    ['Ada <ada@x> 8640000000001 +0000', 'Ada|ada@x|null|0'], ['Ada <ada@x> 4294967296 +1400', 'Ada|ada@x|4294967296|840'], ['Ada <ada@x> yesterday', 'Ada|ada@x|null|0'], ['> Ada < 1 +0000', '> Ada < 1 +0000||null|0'],
  ]
  test.each(PERSONS)('person %j → %s', (text, expected) => {
    const { name, email, time, offset } = parsePerson(text)
    expect([name, email, String(time), offset].join('|')).toBe(expected)
  })

  const MESSAGES: [string, string, string][] = [
    ['one\n', 'one', ''], ['one\n\ntwo\nthree\n', 'one', 'two\nthree'], ['one\nmore\n\n\n  two\n', 'one more', 'two'], ['one\r\n\r\ntwo\r\n', 'one', 'two'], ['\n\none\n', 'one', ''], ['', '', ''],
  ]
  test.each(MESSAGES)('message %j', (message, subject, body) => expect(parseCommit('', Buffer.from(`tree x\n\n${message}`))).toMatchObject({ subject, body }))

  const HUGE: [what: string, object: string, subject: string][] = [
    ['a megabyte of blanks', `tree x\n\na${' '.repeat(1_000_000)}b`, `a${' '.repeat(9999)}`.trim()],
    ['a million lines', `tree x\n\n${'a\n'.repeat(500_000)}`, 'a '.repeat(5000).trim()],
    ['half a million headers', `${'a\n'.repeat(500_000)}\nhi`, 'hi'],
  ]
  test.each(HUGE)('%s is read in one go', (_what, object, subject) => expect(parseCommit('', Buffer.from(object)).subject).toBe(subject))

  test('encodings: the one that is named, UTF-8, and at last Latin-1', () => {
    const name = (encoding: string, bytes: number[]) => parseCommit('', Buffer.concat([Buffer.from(`tree x\n${encoding}author `), Buffer.from(bytes), Buffer.from(' <x> 1 +0000\n\nm')])).author.name
    expect([name('', [0xc3, 0xa9]), name('', [0xe9]), name('encoding shift_jis\n', [0x93, 0xfa]), name('encoding nonsense\n', [0xc3, 0xa9])]).toEqual(['é', 'é', '日', 'é'])
  })

  test('hostile commit objects are read, and what is no commit is told', async () => {
    const dir = await makeRepository(folder.path('commits.git'), [{ files: [['a', '1']] }])
    const tree = oidOf(dir, 'main^{tree}')
    const write = (text: string) => rawGit(dir, ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], Buffer.from(text, 'latin1'))
    const odd = write(`tree ${tree}\nauthor \xff\xfe <a<b>c> -55 +9999\ncommitter  123456789012345678901234567 -0000\n\nhi\n`)
    const parents = `parent ${oidOf(dir, 'main')}\n`.repeat(2000)
    const merge = write(`tree ${tree}\n${parents}author A <b> 1 +0000\ncommitter A <b> 1 +0000\n\nmany\n`)
    const huge = write(`tree ${tree}\nauthor A <b> 1 +0000\ncommitter A <b> 1 +0000\n\nstart ${'x'.repeat(3_000_000)}`)
    const commits = await readCommits(dir, [odd, merge, huge])
    expect(commits.map(({ author, parents: of, subject }) => [author.time, of.length, subject.slice(0, 5)])).toEqual([[-55, 0, 'hi'], [1, 2000, 'many'], [1, 0, 'start']])
    expect(commits[2]?.subject.length).toBeLessThan(1_100_000)
    expect((await history(dir, { rev: odd })).commits[0]?.author).toEqual({ name: 'ÿþ', email: 'a<b>c', time: -55, offset: 0 })
    for (const oid of [tree, '3'.repeat(40)]) expect(await kindOf(readCommit(dir, oid))).toBe('missing-object')
    expect(await kindOf(readCommit(dir, '--all'))).toBe('refused')
  })

  test('history: pages, exclusion, authors, dates, and one file through its renames', async () => {
    const text = Array.from({ length: 20 }, (_none, line) => `line ${line}\n`).join('')
    const dir = await makeRepository(folder.path('history.git'), [
      { files: [['old name', text]] }, { files: [['other', '1']], author: '--output=/tmp/pwn <x>' }, { files: [['old name', null], ['new', `${text}more\n`]] }, { files: [['new', `${text}most\n`]] },
    ])
    const rev = oidOf(dir, 'main')
    const steps = async (options: object) => (await history(dir, { rev, ...options })).commits.map(({ oid }) => rawGit(dir, ['rev-list', '--count', `${oid}..main`])).join('')
    expect([await steps({}), await steps({ limit: 2 }), await steps({ limit: 2, skip: 2 }), await steps({ exclude: [oidOf(dir, 'main~2')] })]).toEqual(['0123', '01', '23', '01'])
    expect([await steps({ author: '--output=/tmp/pwn' }), await steps({ author: 'ADA@' }), await steps({ author: '.*' })]).toEqual(['2', '013', ''])
    expect([await steps({ since: 1_700_003_600 }), await steps({ until: 1_700_003_600 }), await steps({ path: 'new' })]).toEqual(['012', '23', '01'])
    const followed = await history(dir, { rev, path: 'new', follow: true })
    expect(followed.commits.map(({ path }) => path)).toEqual(['new', 'new', 'old name'])
    expect([(await history(dir, { rev, limit: 3 })).next, (await history(dir, { rev, limit: 4 })).next]).toEqual([3, null])
    const page = await history(dir, { rev, path: 'new', follow: true, skip: 1, limit: 1 })
    expect([page.commits.map(({ path }) => path), page.next]).toEqual([['new'], 2])
    expect(await kindOf(history(dir, { rev, limit: -1 }))).toBe('refused')
    const hunks = await blame(dir, rev, 'new', { range: { start: 20, end: 21 } })
    expect(hunks.map(({ startLine, endLine, originalPath, originalLine, previous }) => ({ startLine, endLine, originalPath, originalLine, previous: previous?.path }))).toEqual([
      { startLine: 20, endLine: 20, originalPath: 'old name', originalLine: 20, previous: undefined }, { startLine: 21, endLine: 21, originalPath: 'new', originalLine: 21, previous: 'new' }])
    for (const range of [{ start: 0, end: 1 }, { start: 2, end: 1 }, { start: 1.5, end: 2 }, { start: NaN, end: 2 }]) expect(await kindOf(blame(dir, rev, 'new', { range }))).toBe('refused')
    expect(await kindOf(blame(dir, rev, 'nowhere'))).toBe('missing-path')
    expect(existsSync('/tmp/pwn')).toBe(false)
  })

  test('blame that would fill the memory is refused', async () => {
    const odd = 'x\n'.repeat(60_001)
    const dir = await makeRepository(folder.path('striped.git'), [{ files: [['f', odd]] }, { files: [['f', 'x\ny\n'.repeat(60_001)]] }])
    const rev = oidOf(dir, 'main')
    expect(await kindOf(blame(dir, rev, 'f'))).toBe('too-large')
    expect(await blame(dir, rev, 'f', { range: { start: 1, end: 4 } })).toHaveLength(4)
  })
})
