import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeRepository, rawGit } from './git/testing.ts'
import { owner, startRepos, type TestRepos } from './repos.fixture.ts'

let server: TestRepos
let oids: string[]

const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex')
const submodule = 'c0ffee'.repeat(7).slice(0, 40)
const link = '../../../../etc/passwd'

/** Five commits on main, oldest first; the file names and contents are what hostile and careless people leave behind. */
beforeAll(async () => {
  server = await startRepos({ FIREBREAK_MAX_FILE_BYTES: '2048' })
  const dir = await makeRepository(server.path('code', 'shop.git'), [
    { message: 'Begin\n\nThe first of all.', files: [['README.md', '# Shop\n'], ['src/cart.ts', 'let a\nlet b\nlet c\n'], ['src/readme.txt', 'old'], ['gone.ts', 'x']] },
    { message: 'Add odd files', files: [
      ['odd/latin1.txt', Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65])],
      ['odd/utf16.txt', Buffer.from('\ufeffHallo\r\nWelt', 'utf16le')],
      ['odd/bidi.ts', 'let a\nif (x\u202e) {}\n'],
      ['odd/crlf.txt', 'one\r\ntwo\r\n'],
      ['odd/open-end.txt', 'one\ntwo'],
      ['odd/empty.txt', ''],
      ['odd/blob.bin', Buffer.from([0, 1, 2])],
      ['odd/logo.png', png],
      ['odd/logo.svg', '<svg><script>alert(1)</script></svg>'],
      ['odd/page.html', '<script>alert(1)</script>'],
      ['odd/large.txt', 'x'.repeat(3000)],
      ['odd/link', link, '120000'],
      ['odd/tool.sh', '#!/bin/sh\n', '100755'],
      ['odd/new\nline "quoted".ts', 'let q\n'],
      [Buffer.from('odd/caf\xe9.ts', 'latin1'), 'let raw\n'],
      ['odd/--output=x', 'option'],
      ['odd/\u202egnp.exe', 'hidden'],
    ] },
    { message: 'Point elsewhere', files: [], after: 'reset refs/heads/release/1.0\nfrom refs/heads/main\n\n' },
    { message: 'Move the cart', files: [['src/cart.ts', null], ['src/basket.ts', 'let a\nlet b\nlet c\n'], ['gone.ts', null]], after: 'tag v1.0\nfrom refs/heads/main\ntagger Ada <ada@example.com> 1700100000 +0000\ndata 4\nv1.0\n' },
    { message: 'Change the basket', author: 'Ben <ben@example.com>', files: [['src/basket.ts', 'let a\nlet B\nlet c\nlet d\n']] },
  ])
  const tree = rawGit(dir, ['ls-tree', 'main'])
  const withSubmodule = rawGit(dir, ['mktree'], `${tree}\n160000 commit ${submodule}\tvendored\n`)
  const tip = rawGit(dir, ['commit-tree', withSubmodule, '-p', 'main', '-m', 'Vendor a library'])
  rawGit(dir, ['update-ref', 'refs/heads/main', tip])
  oids = rawGit(dir, ['rev-list', '--reverse', 'main']).split('\n')
  await server.repos.addFolder(owner, { path: server.path('code') })
  await server.settle()
})
afterAll(() => server.stop())

const at = (query: Record<string, string>) => new URLSearchParams({ repo: 'shop', ...query }).toString()
const get = async (what: string, query: Record<string, string> = {}) => (await server.send(`GET /code/${what}?${at(query)}`)).json as Record<string, never>
const status = async (what: string, query: Record<string, string>) => {
  const { status: code, json } = await server.send(`GET /code/${what}?${at(query)}`)
  return [code, json['code']]
}

describe('a file', () => {
  type Row = [path: string, kind: string, rest: Record<string, unknown>]
  const table: Row[] = [
    ['README.md', 'text', { text: '# Shop\n', encoding: 'utf-8', lines: 1, language: 'Markdown', suspiciousLines: [] }],
    ['src/basket.ts', 'text', { language: 'TypeScript', lines: 4 }],
    ['odd/latin1.txt', 'text', { text: 'Größe', encoding: 'latin-1' }],
    ['odd/utf16.txt', 'text', { text: 'Hallo\r\nWelt', encoding: 'utf-16', lines: 2 }],
    ['odd/bidi.ts', 'text', { suspiciousLines: [2] }],
    ['odd/crlf.txt', 'text', { text: 'one\r\ntwo\r\n', lines: 2 }],
    ['odd/open-end.txt', 'text', { text: 'one\ntwo', lines: 2 }],
    ['odd/empty.txt', 'text', { text: '', lines: 0, size: 0 }],
    ['odd/blob.bin', 'binary', { text: null, size: 3 }],
    ['odd/logo.png', 'image', { text: null }],
    ['odd/logo.svg', 'text', { language: 'SVG' }],
    ['odd/large.txt', 'too_large', { text: null, size: 3000 }],
    ['odd/link', 'symlink', { text: link }],
    ['odd/tool.sh', 'text', { language: 'Shell' }],
    ['odd/new\nline "quoted".ts', 'text', { text: 'let q\n' }],
    ['odd/caf\ufffde9.ts', 'text', { text: 'let raw\n' }],
    ['odd/--output=x', 'text', { text: 'option' }],
    ['odd/\u202egnp.exe', 'text', { text: 'hidden' }],
    ['vendored', 'submodule', { text: submodule, size: 0 }],
  ]
  for (const [path, kind, rest] of table) {
    test(`${JSON.stringify(path)} is ${kind}`, async () => expect(await get('file', { path })).toMatchObject({ repo: 'shop', commit: oids.at(-1), path, kind, ...rest }))
  }

  const refused: [what: string, query: Record<string, string>, answer: [number, string]][] = [
    ['that is not there', { path: 'nope.ts' }, [404, 'code.no_such_path']],
    ['below a file', { path: 'README.md/x' }, [404, 'code.no_such_path']],
    ['that was there before', { path: 'gone.ts' }, [404, 'code.no_such_path']],
    ['that is a folder', { path: 'src' }, [400, 'code.is_folder']],
    ['outside the repository', { path: '../x' }, [400, 'git.refused']],
    ['in the git folder of the server', { path: '.git/config' }, [404, 'code.no_such_path']],
    ['with a zero byte in its name', { path: 'a\0b' }, [400, 'input.invalid']],
    ['without a name', { path: '' }, [400, 'git.refused']],
    ['at an unknown revision', { path: 'README.md', rev: 'nope' }, [404, 'git.unknown-revision']],
    ['at an option', { path: 'README.md', rev: '--output=/tmp/x' }, [404, 'git.unknown-revision']],
    ['of an unknown repository', { repo: 'nope', path: 'README.md' }, [404, 'repos.not_found']],
  ]
  for (const [what, query, answer] of refused) test(`${what} is refused`, async () => expect(await status('file', query)).toEqual(answer))

  test('that is gone is there at an earlier revision', async () => expect(await get('file', { path: 'gone.ts', rev: 'v1.0~1' })).toMatchObject({ text: 'x', rev: 'v1.0~1', commit: oids[2] }))
})

describe('raw bytes', () => {
  const table: [path: string, type: string, saved: boolean][] = [
    ['README.md', 'text/plain; charset=utf-8', false],
    ['odd/page.html', 'text/plain; charset=utf-8', false],
    ['odd/logo.svg', 'text/plain; charset=utf-8', false],
    ['odd/latin1.txt', 'text/plain; charset=iso-8859-1', false],
    ['odd/utf16.txt', 'text/plain; charset=utf-16le', false],
    ['odd/logo.png', 'image/png', false],
    ['odd/large.txt', 'text/plain; charset=utf-8', false],
    ['odd/link', 'text/plain; charset=utf-8', false],
    ['odd/blob.bin', 'application/octet-stream', true],
  ]
  for (const [path, type, saved] of table) {
    test(`${path} goes out as ${type}`, async () => {
      const { status: code, headers } = await server.send(`GET /code/raw?${at({ path })}`)
      expect(code).toBe(200)
      expect(headers.get('content-type')).toBe(type)
      expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-disposition')?.startsWith('attachment;') ?? false).toBe(saved)
    })
  }
  test('of a link are the path that it holds', async () => expect((await server.send(`GET /code/raw?${at({ path: 'odd/link' })}`)).text).toBe(link))
  test('of a submodule are refused', async () => expect(await status('raw', { path: 'vendored' })).toEqual([400, 'code.submodule']))
})

describe('a folder', () => {
  test('lists folders first, then files, with its README and its newest commit', async () => {
    const { entries, readme, lastCommit, truncated } = await get('tree')
    expect((entries as { name: string; kind: string }[]).map(({ name, kind }) => `${kind} ${name}`)).toEqual(['directory odd', 'directory src', 'file README.md', 'submodule vendored'])
    expect([readme, (lastCommit as { subject: string }).subject, truncated]).toEqual(['README.md', 'Vendor a library', false])
  })
  test('below knows the newest commit that touched it', async () => {
    const { entries, readme, lastCommit } = await get('tree', { path: '/src/' })
    expect(entries).toEqual([
      { name: 'basket.ts', path: 'src/basket.ts', kind: 'file', size: 24 },
      { name: 'readme.txt', path: 'src/readme.txt', kind: 'file', size: 3 },
    ])
    expect([readme, lastCommit]).toMatchObject(['src/readme.txt', { subject: 'Change the basket', author: { name: 'Ben' } }])
  })
  const refused: [path: string, answer: [number, string]][] = [
    ['nope', [404, 'git.missing-path']],
    ['README.md', [400, 'git.wrong-type']],
    ['vendored', [404, 'git.missing-object']],
    ['src/../..', [400, 'git.refused']],
  ]
  for (const [path, answer] of refused) test(`${path} is refused`, async () => expect(await status('tree', { path })).toEqual(answer))
})

describe('revisions', () => {
  const table: [rev: string, commit: number, kind: string, isDefault: boolean][] = [
    ['', 5, 'branch', true],
    ['HEAD', 5, 'branch', true],
    ['main', 5, 'branch', true],
    ['refs/heads/main', 5, 'branch', true],
    ['release/1.0', 2, 'branch', false],
    ['v1.0', 3, 'tag', false],
    ['HEAD~1', 4, 'commit', false],
  ]
  for (const [rev, commit, kind, isDefault] of table) {
    test(`${rev || 'none'} is a ${kind}`, async () => expect(await get('revision', { rev })).toEqual({ repo: 'shop', rev, commit: oids[commit], kind, isDefault }))
  }
  test('a commit by the beginning of its id', async () => expect(await get('revision', { rev: oids[1]?.slice(0, 10) ?? '' })).toMatchObject({ commit: oids[1], kind: 'commit' }))
  test('branches and tags, the default branch first, then the newest', async () => {
    const { refs, total } = await get('refs')
    expect((refs as { name: string; kind: string; isDefault: boolean }[]).map(({ name, kind, isDefault }) => `${kind} ${name}${isDefault ? ' *' : ''}`)).toEqual(['branch main *', 'tag v1.0', 'branch release/1.0'])
    expect(total).toBe(3)
  })
  test('branches and tags by a part of the name', async () => expect(await get('refs', { query: 'REL' })).toMatchObject({ total: 1, refs: [{ name: 'release/1.0' }] }))
  test('file names by their letters', async () => expect(await get('files', { query: 'bask' })).toMatchObject({ paths: ['src/basket.ts'], total: 1, commit: oids[5] }))
})

describe('history', () => {
  const subjects = (answer: Record<string, unknown>) => (answer['commits'] as { subject: string }[]).map(({ subject }) => subject)

  test('of everything', async () => expect(subjects(await get('history'))).toEqual(['Vendor a library', 'Change the basket', 'Move the cart', 'Point elsewhere', 'Add odd files', 'Begin']))
  test('of a file goes through its renames', async () => expect(subjects(await get('history', { path: 'src/basket.ts' }))).toEqual(['Change the basket', 'Move the cart', 'Begin']))
  test('of a folder', async () => expect(subjects(await get('history', { path: 'odd' }))).toEqual(['Add odd files']))
  test('of a file that is gone', async () => expect(subjects(await get('history', { path: 'gone.ts' }))).toEqual(['Move the cart', 'Begin']))
  test('by pages, through renames', async () => {
    const pages = [await get('history', { path: 'src/basket.ts', limit: '2' }), await get('history', { path: 'src/basket.ts', skip: '2', limit: '2' })]
    expect(pages.map((page) => [subjects(page), page['more']])).toEqual([[['Change the basket', 'Move the cart'], true], [['Begin'], false]])
  })
  test('by pages, of everything', async () => expect(await get('history', { skip: '4', limit: '1' })).toMatchObject({ commits: [{ subject: 'Add odd files' }], more: true }))

  test('blame says which commit brought each line', async () => {
    const { hunks } = await get('blame', { path: 'src/basket.ts' })
    expect((hunks as { start: number; end: number; commit: string; author: string }[]).map(({ start, end, commit, author }) => [start, end, oids.indexOf(commit), author])).toEqual([
      [1, 1, 0, 'Ada'], [2, 2, 4, 'Ben'], [3, 3, 0, 'Ada'], [4, 4, 4, 'Ben'],
    ])
    expect(hunks[1]).toMatchObject({ summary: 'Change the basket', time: '2023-11-15T02:13:20.000Z', previous: { commit: oids[3], path: 'src/basket.ts' } })
  })
  test('blame of a file that is too large to be shown is refused', async () => expect(await get('blame', { path: 'odd/large.txt' })).toMatchObject({ code: 'code.too_large' }))
  const ranges: [range: Record<string, string>, lines: [number, number][] | string][] = [
    [{ start: '2', end: '2' }, [[2, 2]]],
    [{ start: '3' }, [[3, 3], [4, 4]]],
    [{ end: '1' }, [[1, 1]]],
    [{ start: '4', end: '999999' }, [[4, 4]]],
    [{ start: '5' }, 'code.no_lines'],
    [{ start: '3', end: '2' }, 'code.no_lines'],
    [{ start: '0' }, 'input.invalid'],
  ]
  for (const [range, lines] of ranges) {
    test(`blame of ${JSON.stringify(range)}`, async () => {
      const { hunks, code } = await get('blame', { path: 'src/basket.ts', ...range })
      expect(code ?? (hunks as { start: number; end: number }[]).map(({ start, end }) => [start, end])).toEqual(lines)
    })
  }
})

describe('differences', () => {
  test('a commit shows what it changed', async () => {
    const { commit, diff } = await get('commit', { rev: oids[4] ?? '' })
    expect(commit).toMatchObject({ oid: oids[4], subject: 'Change the basket', author: { name: 'Ben', email: 'ben@example.com' } })
    expect(diff).toEqual({
      added: 2, removed: 1, filesChanged: 1, truncated: false,
      files: [{
        status: 'modified', oldPath: 'src/basket.ts', newPath: 'src/basket.ts', binary: false, added: 2, removed: 1, truncated: false,
        hunks: [{ header: '@@ -1,3 +1,4 @@', lines: [
          { kind: 'context', oldLine: 1, newLine: 1, text: 'let a' },
          { kind: 'removed', oldLine: 2, newLine: null, text: 'let b' },
          { kind: 'added', oldLine: null, newLine: 2, text: 'let B' },
          { kind: 'context', oldLine: 3, newLine: 3, text: 'let c' },
          { kind: 'added', oldLine: null, newLine: 4, text: 'let d' },
        ] }],
      }],
    })
  })
  test('the first commit adds everything', async () => {
    const { commit, diff } = await get('commit', { rev: oids[0] ?? '' })
    expect([commit, diff]).toMatchObject([{ body: 'The first of all.', parents: [] }, { filesChanged: 4, files: [{ status: 'added', oldPath: null, newPath: 'README.md' }, {}, {}, {}] }])
  })
  test('renames and deletions are told apart', async () => {
    const { diff } = await get('commit', { rev: oids[3] ?? '' })
    expect((diff as { files: { status: string; oldPath: string; newPath: string }[] }).files.map(({ status: what, oldPath, newPath }) => [what, oldPath, newPath])).toEqual([
      ['deleted', 'gone.ts', null],
      ['renamed', 'src/cart.ts', 'src/basket.ts'],
    ])
  })
  test('two revisions are compared from where they parted', async () => {
    const { commits, ...rest } = await get('compare', { base: 'release/1.0', head: 'main' })
    expect(subjectsOf(commits)).toEqual(['Vendor a library', 'Change the basket', 'Move the cart'])
    expect(rest).toMatchObject({ base: oids[2], head: oids[5], mergeBase: oids[2], moreCommits: false, diff: { filesChanged: 3 } })
  })
  test('a revision is compared with the default branch unless said', async () => expect(await get('compare', { base: 'main' })).toMatchObject({ commits: [], diff: { files: [] } }))
})

const subjectsOf = (commits: unknown) => (commits as { subject: string }[]).map(({ subject }) => subject)

describe('for the slices that search', () => {
  const shop = () => server.repos.byName(owner, 'shop')

  test('every file at a commit, with kind, id and size', async () => {
    const files = await server.repos.files(owner, await shop(), oids[5] ?? '')
    const about = (path: string) => {
      const index = files.indexOf(path)
      return index < 0 ? null : [files.kind(index), files.size(index), files.oid(index).length]
    }
    expect(files.count).toBe(21)
    expect(['README.md', 'odd/link', 'vendored', 'nope'].map(about)).toEqual([['file', 7, 40], ['symlink', link.length, 40], ['submodule', null, 40], null])
    expect(files.oid(files.indexOf('vendored'))).toBe(submodule)
    expect(await server.repos.files(owner, await shop(), oids[5] ?? '')).toBe(files)
  })
  test('blobs in the order asked, one after another', async () => {
    const files = await server.repos.files(owner, await shop(), oids[5] ?? '')
    const oid = (path: string) => files.oid(files.indexOf(path))
    const asked = [oid('odd/crlf.txt'), '1'.repeat(40), oid('odd/large.txt'), oid('README.md')]
    const seen: string[] = []
    let inside = 0
    await server.repos.readBlobs(owner, await shop(), {
      oids: asked,
      async onBlob(blob, index) {
        expect([++inside, blob.oid]).toEqual([1, asked[index]])
        await new Promise((resolve) => setTimeout(resolve, 2))
        seen.push(blob.state === 'read' ? Buffer.from(blob.bytes).toString() : blob.state)
        inside--
      },
    })
    expect(seen).toEqual(['one\r\ntwo\r\n', 'missing', 'too_large', '# Shop\n'])
  })
  test('reading blobs ends when nobody waits any more', async () => {
    const files = await server.repos.files(owner, await shop(), oids[5] ?? '')
    const abort = new AbortController()
    const oids2 = Array.from({ length: 1000 }, () => files.oid(0))
    let seen = 0
    const reading = server.repos.readBlobs(owner, await shop(), { oids: oids2, signal: abort.signal, onBlob: () => void (++seen === 3 && abort.abort()) })
    await expect(reading).rejects.toThrow('aborted')
    expect(seen).toBe(3)
  })

  const revisions: [rev: string, commit: number | null][] = [['', 5], ['v1.0', 3], ['nope', null], ['-h', null], ['a..b', null]]
  for (const [rev, commit] of revisions) {
    test(`revision ${rev || 'none'} is ${commit === null ? 'not there' : 'found'}`, async () =>
      expect((await server.repos.resolve(owner, await shop(), rev))?.commit ?? null).toBe(commit === null ? null : oids[commit]))
  }
  const globs: [include: string[], exclude: string[], names: string[]][] = [
    [['refs/heads/*'], [], ['main', 'release/1.0']],
    [['heads'], [], ['main', 'release/1.0']],
    [['refs/heads/release*'], [], ['release/1.0']],
    [['refs/*'], ['refs/heads/release'], ['main', 'v1.0']],
    [['refs/tags/v?.0'], [], ['v1.0']],
    [[], [], []],
  ]
  for (const [include, exclude, names] of globs) {
    test(`refs of ${include.join()} without ${exclude.join()}`, async () => expect((await server.repos.globRefs(owner, await shop(), { include, exclude })).map(({ rev }) => rev)).toEqual(names))
  }
})
