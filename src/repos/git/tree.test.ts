import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blame } from './blame.ts'
import { diffCommit } from './diff.ts'
import { history } from './log.ts'
import { pathFromBytes, pathToBytes } from './names.ts'
import { kindOf, makeRepository, oidOf, rawGit, temporaryFolder } from './testing.ts'
import { listFiles, listTree, treeEntry } from './tree.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const LONG = 'n'.repeat(4000)
const WEIRD: (string | Buffer)[] = [
  'a\nb', 'quote"s', "it's", 'tab\there', 'back\\slash', '\\xff', '日本語/ファイル', Buffer.from([0x66, 0xff, 0xfe]), Buffer.from([0xc3]), Buffer.from('real \uFFFD'), Buffer.from('\uFFFDff'),
  '-rf', '--help', ':(glob)**', '*', '[a]', ' space ', LONG, 'dir/@@ -1 +1 @@', 'COM1', '\u202Egpj.exe', 'a b/c\u007Fd', Buffer.concat([Buffer.from('raw'), Buffer.from([0x80]), Buffer.from('/in/')]),
].map((path, index) => (index === 22 ? Buffer.concat([path as Buffer, Buffer.from([0x81])]) : path))

describe('trees', () => {
  let dir = ''
  let head = ''
  beforeAll(async () => {
    dir = await makeRepository(folder.path('weird.git'), [
      { files: WEIRD.map(path => [path, `one\n${path.length}\n`]) },
      { files: [...WEIRD.map(path => [path, `two\n${path.length}\n`] as const), ['run', '#!', '100755'], ['link', '../../etc/passwd', '120000']] },
      { files: [['module', '1'.repeat(40), '160000']] },
    ])
    head = oidOf(dir, 'main')
  })

  test('every path is listed, has one text, and gives its bytes back', async () => {
    const files = await listFiles(dir, head)
    const raw = execFileSync('git', ['--git-dir', dir, 'ls-tree', '-r', '-z', '--name-only', head], { encoding: 'latin1' }).split('\0').slice(0, -1)
    expect(files.map(({ path }) => pathToBytes(path).toString('latin1'))).toEqual(raw)
    expect(new Set(files.map(({ path }) => path)).size).toBe(WEIRD.length + 3)
    expect(files.every(({ path }) => path.isWellFormed() && !path.includes('\0'))).toBe(true)
    const kinds = Object.fromEntries(files.map(({ path, kind, size }) => [path, `${kind} ${size}`]))
    expect(kinds).toMatchObject({ run: 'executable 2', link: 'link 16', module: 'submodule null', '-rf': 'file 6', 'f\uFFFDff\uFFFDfe': 'file 6' })
  })

  test('each can be found by its text, with its history, difference and blame', async () => {
    const first = oidOf(dir, 'main~2')
    for (const { path, oid } of await listFiles(dir, first)) {
      expect((await treeEntry(dir, first, path))?.oid, path).toBe(oid)
      const { commits } = await history(dir, { rev: head, path })
      expect(commits.map(commit => commit.oid), path).toEqual([oidOf(dir, 'main~1'), first])
    }
    const { files } = await diffCommit(dir, oidOf(dir, 'main~1'))
    expect(files.map(({ path }) => path)).toEqual((await listFiles(dir, oidOf(dir, 'main~1'))).map(({ path }) => path))
    expect(files.filter(({ status }) => status === 'modified').every(({ hunks }) => hunks[0]?.lines.map(({ text }) => text).slice(0, 2).join() === 'one,two')).toBe(true)
    for (const path of ['a\nb', ':(glob)**', '--help', LONG]) {
      expect((await blame(dir, head, path)).map(hunk => [hunk.oid, hunk.startLine, hunk.endLine, hunk.originalPath]), path).toEqual([[oidOf(dir, 'main~1'), 1, 1, path], [first, 2, 2, path]])
    }
    expect(await kindOf(blame(dir, head, 'f\uFFFDff\uFFFDfe'))).toBe('refused')
  })

  test('one level, and what is not there', async () => {
    expect((await listTree(dir, head, 'dir')).map(({ path, kind }) => `${path} ${kind}`)).toEqual(['dir/@@ -1 +1 @@ file'])
    expect((await listTree(dir, head, 'raw\uFFFD80/in')).map(({ path }) => path)).toEqual(['raw\uFFFD80/in/\uFFFD81'])
    const cases: [string, string][] = [['nowhere', 'missing-path'], ['raw\uFFFD80/out', 'missing-path'], ['run', 'wrong-type'], ['module', 'missing-object'], ['..', 'refused'], ['/etc', 'refused'], ['a//b', 'refused'], ['dir/', 'refused'], ['a\0', 'refused'], ['./dir', 'refused']]
    for (const [path, kind] of cases) expect(await kindOf(listTree(dir, head, path)), path).toBe(kind)
    expect(await kindOf(listTree(dir, '2'.repeat(40), ''))).toBe('missing-object')
    expect(await kindOf(listTree(dir, 'main', ''))).toBe('refused')
    expect(await treeEntry(dir, head, 'run/x')).toBeNull()
  })

  test('a tree that unfolds without end stops at the limit', async () => {
    let tree = rawGit(dir, ['hash-object', '-w', '--stdin'], 'x')
    for (let level = 0; level < 8; level++) {
      const kind = level === 0 ? '100644 blob' : '040000 tree'
      tree = rawGit(dir, ['mktree'], Array.from({ length: 10 }, (_none, index) => `${kind} ${tree}\t${index}\n`).join(''))
    }
    const commit = rawGit(dir, ['commit-tree', '-m', 'bomb', tree])
    expect(await kindOf(listFiles(dir, commit, { maxEntries: 5000 }))).toBe('too-large')
  })
})

test.each([['plain'], ['日本'], [Buffer.from([0xff])], [Buffer.from([0xed, 0xa0, 0x80])], [Buffer.from('\uFFFD')], [Buffer.from('\uFFFD00')], [Buffer.from([0xf0, 0x9f, 0x98, 0xc3, 0xa9])], ['\uFEFFbom']])(
  'path bytes %j come back', bytes => expect(pathToBytes(pathFromBytes(Buffer.from(bytes)))).toEqual(Buffer.from(bytes)))
