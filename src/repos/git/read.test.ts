import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { blame } from './blame.ts'
import { parseCommit, parsePerson } from './commit.ts'
import { compare, type Diff, diffCommit, unquote } from './diff.ts'
import { GitError } from './errors.ts'
import { history, mergeBase, readCommit, readCommits, refsContaining } from './log.ts'
import { pathFromBytes, pathToBytes } from './names.ts'
import { type BlobRead, createObjectPool } from './objects.ts'
import { globRefs, listRefs, resolveRevision } from './refs.ts'
import { git } from './run.ts'
import { makeRepository, rawGit, temporaryFolder } from './testing.ts'
import { listFiles, listTree, treeEntry } from './tree.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const kindOf = (work: Promise<unknown>) => work.then(() => 'done', error => (error instanceof GitError ? error.kind : String(error)))
const at = (dir: string, spec: string) => rawGit(dir, ['rev-parse', spec])

describe('revisions', () => {
  let dir = ''
  beforeAll(async () => {
    dir = await makeRepository(folder.path('refs.git'), [{ files: [['a', '1']] }, { files: [['a', '2']] }, { files: [['a', '3']] }])
    const first = at(dir, 'main~2')
    const packed = [
      'refs/heads/--output=/tmp/pwn', 'refs/heads/-h', 'refs/heads/--upload-pack=touch', `refs/heads/${first}`, `refs/heads/${first.slice(0, 7)}`,
      'refs/heads/both', 'refs/heads/refs/tags/hidden', 'refs/heads/release/1.0', 'refs/heads/release/2.0', 'refs/heads/日本',
    ]
    for (const ref of packed) rawGit(dir, ['update-ref', ref, 'main'])
    rawGit(dir, ['update-ref', 'refs/tags/both', 'main~1'])
    rawGit(dir, ['tag', '-a', '-m', 'one', 'annotated', 'main~1'])
    rawGit(dir, ['tag', '-a', '-m', 'two', 'nested', 'annotated'])
    rawGit(dir, ['tag', 'blob', 'main:a'])
  })

  /** What is typed → kind and how many steps behind main, or the kind of the error. */
  const CASES: [string, string][] = [
    ['', 'head 0'], ['HEAD', 'head 0'], ['main', 'branch 0'], ['refs/heads/main', 'branch 0'], ['both', 'tag 1'], ['refs/heads/both', 'branch 0'],
    ['annotated', 'tag 1'], ['nested', 'tag 1'], ['main~1', 'commit 1'], ['main^', 'commit 1'], ['main~1^1~0', 'commit 2'], ['nested~1', 'commit 2'], ['HEAD~2', 'commit 2'],
    ['--output=/tmp/pwn', 'branch 0'], ['-h', 'branch 0'], ['--upload-pack=touch', 'branch 0'], ['日本', 'branch 0'], ['v1.0-3-g$1', 'commit 1'],
    ['$0', 'commit 0'], ['$1', 'commit 1'], ['$1-10', 'commit 1'], ['$2', 'commit 2'], ['$2-7', 'branch 0'], ['refs/heads/$2', 'branch 0'],
    ['refs/tags/hidden', 'unknown-revision'], ['nowhere', 'unknown-revision'], ['--all', 'unknown-revision'], ['-', 'unknown-revision'], ['main~99', 'unknown-revision'], ['0000000', 'unknown-revision'],
    ['blob', 'wrong-type'], ['main:a', 'refused'], ['main..both', 'refused'], ['@{-1}', 'refused'], ['main@{0}', 'refused'], ['^main', 'refused'], [':/step', 'refused'],
    ['a b', 'refused'], ['a\nb', 'refused'], ['a\0b', 'refused'], ['*', 'refused'], ['refs/heads/*', 'refused'], ['[ab]oth', 'refused'], ['a.lock', 'refused'], ['main^{tree}', 'refused'], ['../../HEAD', 'refused'],
  ]
  test.each(CASES)('%j → %s', async (typed, expected) => {
    const spec = typed.replace(/\$(\d)(?:-(\d+))?/, (_all, steps, length) => at(dir, `refs/heads/main~${steps}`).slice(0, Number(length ?? 40)))
    const found = await resolveRevision(dir, spec).then(async ({ kind, oid }) => `${kind} ${rawGit(dir, ['rev-list', '--count', `${oid}..refs/heads/main`])}`, error => error.kind)
    expect(found).toBe(expected)
    expect(existsSync('/tmp/pwn')).toBe(false)
  })

  test('an abbreviation of several commits is told, not guessed', async () => {
    const many = await makeRepository(folder.path('many.git'), Array.from({ length: 600 }, (_none, index) => ({ message: `commit ${index}` })))
    const oids = rawGit(many, ['rev-list', 'main']).split('\n')
    const [clash = ''] = oids.map(oid => oid.slice(0, 4)).filter((prefix, index, all) => all.indexOf(prefix) !== index)
    expect(clash, 'two of 600 ids begin alike').not.toBe('')
    expect(await kindOf(resolveRevision(many, clash))).toBe('ambiguous-revision')
  })

  test('all branches and tags, annotated ones peeled to their commit', async () => {
    const refs = await listRefs(dir)
    expect(refs).toHaveLength(15)
    const find = (name: string) => refs.find(ref => ref.kind === 'tag' && ref.name === name)
    expect(find('nested')).toMatchObject({ ref: 'refs/tags/nested', commit: at(dir, 'main~1'), time: 1_700_000_000 })
    expect(find('blob')?.commit).toBeNull()
    const globs: [string[], string][] = [
      [['refs/heads/release'], 'release/1.0 release/2.0'], [['refs/heads/release/*', '!refs/heads/release/1*'], 'release/2.0'], [['*both'], 'both both'],
      [['refs/tags/*e?'], 'annotated nested'], [['refs/tags/*e?t*'], 'nested'], [['*/nest?d'], 'nested'], [['!*'], ''], [['refs/tags/[ab]*'], ''], [['**************************z'], ''],
    ]
    for (const [patterns, expected] of globs) expect(globRefs(refs, patterns).map(({ name }) => name).join(' '), patterns.join()).toBe(expected)
  })

  test('which references contain a commit', async () => {
    expect(await refsContaining(dir, at(dir, 'refs/heads/main'), { limit: 2 })).toHaveLength(2)
    expect(await refsContaining(dir, at(dir, 'refs/heads/main~1'))).toContain('refs/tags/both')
    expect(await kindOf(refsContaining(dir, '--help'))).toBe('refused')
  })
})

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
    head = at(dir, 'main')
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
    const first = at(dir, 'main~2')
    for (const { path, oid } of await listFiles(dir, first)) {
      expect((await treeEntry(dir, first, path))?.oid, path).toBe(oid)
      const { commits } = await history(dir, { rev: head, path })
      expect(commits.map(commit => commit.oid), path).toEqual([at(dir, 'main~1'), first])
    }
    const { files } = await diffCommit(dir, at(dir, 'main~1'))
    expect(files.map(({ path }) => path)).toEqual((await listFiles(dir, at(dir, 'main~1'))).map(({ path }) => path))
    expect(files.filter(({ status }) => status === 'modified').every(({ hunks }) => hunks[0]?.lines.map(({ text }) => text).slice(0, 2).join() === 'one,two')).toBe(true)
    for (const path of ['a\nb', ':(glob)**', '--help', LONG]) {
      expect((await blame(dir, head, path)).map(hunk => [hunk.oid, hunk.startLine, hunk.endLine, hunk.originalPath]), path).toEqual([[at(dir, 'main~1'), 1, 1, path], [first, 2, 2, path]])
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

test.each([['plain', 'plain'], ['"a\\tb"', 'a\tb'], ['"\\346\\227\\245"', '日'], ['"\\377"', '\uFFFDff'], ['"q\\"\\\\n"', 'q"\\n'], ['a"b', 'a"b']])(
  'unquote %s → %j', (quoted, expected) => expect(unquote(quoted)).toBe(expected))

describe('commits', () => {
  const PERSONS: [string, string][] = [
    ['Ada <ada@x> 1700000000 +0100', 'Ada|ada@x|1700000000|60'], ['Ada <ada@x> 1 -0330', 'Ada|ada@x|1|-210'], ['<> 0 +0000', '||0|0'], ['Ada', 'Ada||null|0'], ['', '||null|0'],
    ['A <b> C <d> 5 +0000', 'A|b> C <d|5|0'], ['A <b<c>d> 5 +0000', 'A|b<c>d|5|0'], ['Ada <ada@x> -55 +9999', 'Ada|ada@x|-55|0'], ['Ada <ada@x> 99999999999999999999 +0000', 'Ada|ada@x|null|0'],
    ['Ada <ada@x> 8640000000001 +0000', 'Ada|ada@x|null|0'], ['Ada <ada@x> 4294967296 +1400', 'Ada|ada@x|4294967296|840'], ['Ada <ada@x> yesterday', 'Ada|ada@x|null|0'], ['> Ada < 1 +0000', '> Ada < 1 +0000||null|0'],
  ]
  test.each(PERSONS)('person %j → %s', (text, expected) => {
    const { name, email, time, offset } = parsePerson(text)
    expect([name, email, time, offset].join('|').replace('||null', '||null')).toBe(expected.replace('null', ''))
  })

  const MESSAGES: [string, string, string][] = [
    ['one\n', 'one', ''], ['one\n\ntwo\nthree\n', 'one', 'two\nthree'], ['one\nmore\n\n\n  two\n', 'one more', 'two'], ['\n\none\n', 'one', ''], ['', '', ''],
  ]
  test.each(MESSAGES)('message %j', (message, subject, body) => expect(parseCommit('', Buffer.from(`tree x\n\n${message}`))).toMatchObject({ subject, body }))

  test('encodings: the one that is named, UTF-8, and at last Latin-1', () => {
    const name = (encoding: string, bytes: number[]) => parseCommit('', Buffer.concat([Buffer.from(`tree x\n${encoding}author `), Buffer.from(bytes), Buffer.from(' <x> 1 +0000\n\nm')])).author.name
    expect([name('', [0xc3, 0xa9]), name('', [0xe9]), name('encoding shift_jis\n', [0x93, 0xfa]), name('encoding nonsense\n', [0xc3, 0xa9])]).toEqual(['é', 'é', '日', 'é'])
  })

  test('hostile commit objects are read, and what is no commit is told', async () => {
    const dir = await makeRepository(folder.path('commits.git'), [{ files: [['a', '1']] }])
    const tree = at(dir, 'main^{tree}')
    const write = (text: string) => rawGit(dir, ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], Buffer.from(text, 'latin1'))
    const odd = write(`tree ${tree}\nauthor \xff\xfe <a<b>c> -55 +9999\ncommitter  123456789012345678901234567 -0000\n\nhi\n`)
    const parents = `parent ${at(dir, 'main')}\n`.repeat(2000)
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
    const rev = at(dir, 'main')
    const steps = async (options: object) => (await history(dir, { rev, ...options })).commits.map(({ oid }) => rawGit(dir, ['rev-list', '--count', `${oid}..main`])).join('')
    expect([await steps({}), await steps({ limit: 2 }), await steps({ limit: 2, skip: 2 }), await steps({ exclude: [at(dir, 'main~2')] })]).toEqual(['0123', '01', '23', '01'])
    expect([await steps({ author: '--output=/tmp/pwn' }), await steps({ author: 'ADA@' }), await steps({ author: '.*' })]).toEqual(['2', '013', ''])
    expect([await steps({ since: 1_700_003_600 }), await steps({ until: 1_700_003_600 }), await steps({ path: 'new' })]).toEqual(['012', '23', '01'])
    const followed = await history(dir, { rev, path: 'new', follow: true })
    expect(followed.commits.map(({ path }) => path)).toEqual(['new', 'new', 'old name'])
    expect([(await history(dir, { rev, limit: 3 })).next, (await history(dir, { rev, limit: 4 })).next]).toEqual([3, null])
    expect(await kindOf(history(dir, { rev, limit: -1 }))).toBe('refused')
    const hunks = await blame(dir, rev, 'new', { range: { start: 20, end: 21 } })
    expect(hunks.map(({ startLine, endLine, originalPath, originalLine, previous }) => ({ startLine, endLine, originalPath, originalLine, previous: previous?.path }))).toEqual([
      { startLine: 20, endLine: 20, originalPath: 'old name', originalLine: 20, previous: undefined }, { startLine: 21, endLine: 21, originalPath: 'new', originalLine: 21, previous: 'new' }])
    for (const range of [{ start: 0, end: 1 }, { start: 2, end: 1 }, { start: 1.5, end: 2 }, { start: NaN, end: 2 }]) expect(await kindOf(blame(dir, rev, 'new', { range }))).toBe('refused')
    expect(await kindOf(blame(dir, rev, 'nowhere'))).toBe('missing-path')
    expect(existsSync('/tmp/pwn')).toBe(false)
  })
})

describe('differences', () => {
  /** One line a file: status, path, and each changed line with its number. */
  const show = ({ files }: Diff) => files.map(({ status, path, oldPath, binary, hunks, cut }) => [
    status, oldPath === path ? path : `${oldPath}→${path}`, ...(binary ? ['binary'] : []),
    ...hunks.flatMap(hunk => hunk.lines.filter(({ kind }) => kind !== 'context').map(line => `${line.kind === 'added' ? `+${line.new}` : `-${line.old}`}:${line.text}${line.noNewline ? '¬' : ''}`)), ...(cut ? ['cut'] : []),
  ].join(' '))
  const text = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_none, index) => `${from + index}\n`).join('')
  let dir = ''
  beforeAll(async () => {
    dir = await makeRepository(folder.path('diff.git'), [
      { files: [['a', text(1, 30)], ['bin', Buffer.from([0, 1, 2])], ['gone', 'x\n'], ['kind', 'file\n'], ['move', text(1, 30)], ['end', 'no newline'], ['trap', 'x\n']] },
      { files: [['a', `0\n${text(1, 29)}x\n`], ['bin', Buffer.from([0, 1, 3])], ['gone', null], ['kind', 'target', '120000'], ['move', null], ['moved', text(1, 30)], ['end', 'no newline\n'],
        ['trap', '-- a/x\n++ b/x\n@@ -1 +1 @@\ndiff --git a/x b/x\n\\ No newline\n:100644 100644\nBinary files a and b differ\n'], ['new', '']] },
    ])
  })

  test('every kind of change, whatever the lines look like', async () => {
    expect(show(await diffCommit(dir, at(dir, 'main')))).toEqual([
      'modified a +1:0 -30:30 +31:x', 'modified bin binary', 'modified end -1:no newline¬ +1:no newline', 'deleted gone -1:x', 'type-changed kind -1:file +1:target¬', 'renamed move→moved', 'added new',
      'modified trap -1:x +1:-- a/x +2:++ b/x +3:@@ -1 +1 @@ +4:diff --git a/x b/x +5:\\ No newline +6::100644 100644 +7:Binary files a and b differ',
    ])
    expect((await diffCommit(dir, at(dir, 'main~1'))).files.every(({ status }) => status === 'added')).toBe(true)
  })

  test('what a limit cuts is said', async () => {
    const head = at(dir, 'main')
    const files = await diffCommit(dir, head, { maxFiles: 2 })
    expect([show(files).length, files.totalFiles, files.cut]).toEqual([2, 8, true])
    const lines = await diffCommit(dir, head, { maxLines: 4, context: 0 })
    expect([show(lines).slice(0, 4), lines.files.at(-1)?.cut, lines.cut]).toEqual([['modified a +1:0 -30:30 +31:x', 'modified bin binary', 'modified end -1:no newline¬ cut', 'deleted gone cut'], true, true])
    const long = await diffCommit(dir, head, { maxLineBytes: 5 })
    expect(long.files.find(({ path }) => path === 'trap')).toMatchObject({ cut: true })
    expect(show(long)[2]).toBe('modified end -1:no ne¬ +1:no ne cut')
    const whole = await diffCommit(dir, head)
    expect([whole.cut, whole.totalFiles]).toEqual([false, 8])
  })

  test('comparing goes from where the two parted; unrelated histories have no such place', async () => {
    const base = at(dir, 'main')
    const importInto = (input: string) => rawGit(dir, ['fast-import', '--quiet', '--force'], input)
    importInto(`commit refs/heads/side\ncommitter A <a@b> 1 +0000\ndata 0\nfrom ${base}\nM 100644 inline side\ndata 1\ns\n`)
    importInto(`commit refs/heads/main\ncommitter A <a@b> 2 +0000\ndata 0\nfrom ${base}\nM 100644 inline main\ndata 1\nm\n`)
    importInto('commit refs/heads/alone\ncommitter A <a@b> 3 +0000\ndata 0\n\nM 100644 inline only\ndata 1\no\n')
    const [main, side, alone] = [at(dir, 'main'), at(dir, 'side'), at(dir, 'alone')]
    const compared = await compare(dir, main, side)
    expect([show(compared), compared.mergeBase]).toEqual([['added side +1:s¬'], base])
    expect([await mergeBase(dir, main, alone), (await compare(dir, side, alone)).mergeBase]).toEqual([null, null])
    expect(show(await compare(dir, side, alone)).at(-1)).toContain('trap')
    expect(await kindOf(compare(dir, 'main', side))).toBe('refused')
  })

  test('git sees the same lines', async () => {
    const ours = (await diffCommit(dir, at(dir, 'alone'))).files.length + (await diffCommit(dir, at(dir, 'main~1'))).files.flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines)).filter(({ kind }) => kind === 'added').length
    const theirs = rawGit(dir, ['diff-tree', '--numstat', '-M', 'main~2', 'main~1']).split('\n').map(line => Number.parseInt(line, 10) || 0).reduce((sum, count) => sum + count, 1)
    expect(ours).toBe(theirs)
  })
})

describe('objects', () => {
  let dir = ''
  let oids: string[] = []
  beforeAll(async () => {
    dir = await makeRepository(folder.path('objects.git'), [{ files: Array.from({ length: 1500 }, (_none, index) => [`f${index}`, `${index} `.repeat(1 + (index % 500))]) }])
    oids = (await listFiles(dir, at(dir, 'main'))).map(({ oid }) => oid)
  })

  test('many blobs come in order, with a slow reader, and are the right ones', async () => {
    const pool = createObjectPool()
    const seen: BlobRead[] = []
    await pool.open(dir).readBlobs([...oids, '4'.repeat(40), at(dir, 'main')], async blob => {
      if (seen.length % 500 === 0) await new Promise(resolve => setTimeout(resolve, 5))
      seen.push(blob)
    }, { maxBytes: 1500 })
    expect(seen.map(({ oid }) => oid).slice(0, 1500)).toEqual(oids)
    expect(seen.slice(1500).map(blob => blob.content === null && blob.reason)).toEqual(['missing', 'not-a-blob'])
    const whole = seen.flatMap(blob => (blob.content ? [[blob.oid, blob.content] as const] : []))
    expect(whole.length).toBeGreaterThan(500)
    for (const [oid, content] of whole.slice(0, 20)) expect(rawGit(dir, ['hash-object', '--stdin'], content)).toBe(oid)
    const skipped = seen.filter(blob => blob.content === null && blob.reason === 'too-large')
    expect(skipped.length + whole.length).toBe(1500)
    expect(skipped.every(({ size }) => Number(size) > 1500)).toBe(true)
    pool.close()
  })

  test('errors have kinds', async () => {
    const pool = createObjectPool()
    const repository = pool.open(dir)
    const [first = ''] = oids
    expect(await kindOf(repository.readBlob('5'.repeat(40)))).toBe('missing-object')
    expect(await kindOf(repository.readBlob(at(dir, 'main')))).toBe('wrong-type')
    expect(await kindOf(repository.readBlob(oids[400] ?? '', { maxBytes: 1 }))).toBe('too-large')
    for (const name of ['HEAD', '--help', `${first}\n${first}`, '', `${first}^{tree}`]) expect(await kindOf(repository.info(name)), name).toBe('refused')
    expect(await kindOf(pool.open(folder.path('nowhere.git')).info(first))).toBe('not-a-repository')
    expect(await repository.info(first)).toEqual({ oid: first, type: 'blob', size: 2 })
    pool.close()
    expect(await kindOf(repository.info(first))).toBe('aborted')
  })

  test('a killed process is replaced, and nobody notices', async () => {
    const pool = createObjectPool()
    const repository = pool.open(dir)
    await repository.readBlob(oids[0] ?? '')
    const reads = oids.map(oid => repository.readBlob(oid))
    const children = childrenOf(process.pid).filter(({ command }) => command.includes('cat-file') && command.includes(dir))
    for (const { pid } of children) process.kill(pid, 'SIGKILL')
    const contents = await Promise.all(reads)
    expect(contents.map(content => content.length)).toEqual((await listFiles(dir, at(dir, 'main'))).map(({ size }) => size))
    expect(children.length).toBe(process.platform === 'linux' ? 2 : 0)
    pool.close()
  })

  test('processes are few, shared among many repositories, and end when idle', async () => {
    const dirs = await Promise.all(Array.from({ length: 6 }, (_none, index) => makeRepository(folder.path(`pool${index}.git`), [{ files: [['a', `content ${index}`]] }])))
    const pool = createObjectPool({ maxProcesses: 3, idleMs: 100 })
    const blobs = dirs.map(each => at(each, 'main:a'))
    const rounds = await Promise.all(Array.from({ length: 5 }, () => Promise.all(dirs.map((each, index) => pool.open(each).readBlob(blobs[index] ?? '')))))
    expect(pool.size).toBeLessThanOrEqual(3)
    expect(rounds.flat().map(String)).toEqual(Array.from({ length: 5 }, () => dirs.map((_dir, index) => `content ${index}`)).flat())
    await expect.poll(() => pool.size, { timeout: 5000 }).toBe(0)
    expect(String(await pool.open(dirs[0] ?? '').readBlob(blobs[0] ?? ''))).toBe('content 0')
    pool.close()
  })

  test('new objects are seen by a process that runs already', async () => {
    const pool = createObjectPool()
    await pool.open(dir).info(oids[0] ?? '')
    const added = rawGit(dir, ['hash-object', '-w', '--stdin'], 'added later')
    expect(String(await pool.open(dir).readBlob(added))).toBe('added later')
    pool.close()
  })
})

describe('running git', () => {
  test('time, output and cancellation are bounded, and the process is gone', async () => {
    const dir = folder.path('objects.git')
    expect(await kindOf(git(dir, ['cat-file', '--batch-all-objects', '--batch'], { maxOutput: 1000 }))).toBe('too-large')
    const never = (async function* () {
      yield Buffer.from('')
      await new Promise(() => {})
    })()
    expect(await kindOf(git(dir, ['cat-file', '--batch'], { timeoutMs: 100, input: never }))).toBe('timeout')
    expect(await kindOf(git(dir, ['cat-file', '--batch'], { signal: AbortSignal.abort(), input: 'x\n' }))).toBe('aborted')
    const failing = (async function* () {
      yield Buffer.from('blob\ndata 3\n')
      throw new Error('the disk is gone')
    })()
    expect(await git(dir, ['fast-import', '--quiet'], { input: failing }).catch(error => error.message)).toContain('the disk is gone')
    await expect.poll(() => childrenOf(process.pid).filter(({ command }) => command.startsWith('git')).length).toBe(0)
  })

  test('the machine\'s own configuration does not count', async () => {
    const { stdout } = await git(null, ['config', '--list', '--show-scope'])
    expect(stdout.toString().split('\n').filter(line => line !== '' && !line.startsWith('command'))).toEqual([])
  })
})

/** Processes below ours, where the system shows them. */
function childrenOf(parent: number): { readonly pid: number; readonly command: string }[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc').filter(name => /^\d+$/.test(name)).flatMap(pid => {
    try {
      const [, ppid] = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
      return Number(ppid) === parent ? [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ') }] : []
    } catch {
      return []
    }
  })
}
