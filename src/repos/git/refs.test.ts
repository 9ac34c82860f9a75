import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refsContaining } from './log.ts'
import { globRefs, listRefs, resolveRevision } from './refs.ts'
import { kindOf, makeRepository, oidOf, rawGit, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

describe('revisions', () => {
  let dir = ''
  beforeAll(async () => {
    dir = await makeRepository(folder.path('refs.git'), [{ files: [['a', '1']] }, { files: [['a', '2']] }, { files: [['a', '3']] }])
    const first = oidOf(dir, 'main~2')
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
    const spec = typed.replace(/\$(\d)(?:-(\d+))?/, (_all, steps, length) => oidOf(dir, `refs/heads/main~${steps}`).slice(0, Number(length ?? 40)))
    const found = await resolveRevision(dir, spec).then(async ({ kind, oid }) => `${kind} ${rawGit(dir, ['rev-list', '--count', `${oid}..refs/heads/main`])}`, error => error.kind)
    expect(found).toBe(expected)
    expect(existsSync('/tmp/pwn')).toBe(false)
  })

  test('a tag from beyond the end of time has no time', async () => {
    const tag = rawGit(dir, ['hash-object', '-t', 'tag', '-w', '--stdin', '--literally'], `object ${oidOf(dir, 'main')}\ntype commit\ntag late\ntagger A <a@b> 9999999999999 +0000\n\nlate\n`)
    rawGit(dir, ['update-ref', 'refs/tags/late', tag])
    expect((await listRefs(dir)).find(({ name }) => name === 'late')).toMatchObject({ time: null, commit: oidOf(dir, 'main') })
    rawGit(dir, ['update-ref', '-d', 'refs/tags/late'])
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
    expect(find('nested')).toMatchObject({ ref: 'refs/tags/nested', commit: oidOf(dir, 'main~1'), time: 1_700_000_000 })
    expect(find('blob')?.commit).toBeNull()
    const globs: [string[], string][] = [
      [['refs/heads/release'], 'release/1.0 release/2.0'], [['refs/heads/release/*', '!refs/heads/release/1*'], 'release/2.0'], [['*both'], 'both both'],
      [['refs/tags/*e?'], 'annotated nested'], [['refs/tags/*e?t*'], 'nested'], [['*/nest?d'], 'nested'], [['!*'], ''], [['refs/tags/[ab]*'], ''], [['**************************z'], ''],
    ]
    for (const [patterns, expected] of globs) expect(globRefs(refs, patterns).map(({ name }) => name).join(' '), patterns.join()).toBe(expected)
  })

  test('which references contain a commit', async () => {
    expect(await refsContaining(dir, oidOf(dir, 'refs/heads/main'), { limit: 2 })).toHaveLength(2)
    expect(await refsContaining(dir, oidOf(dir, 'refs/heads/main~1'))).toContain('refs/tags/both')
    expect(await kindOf(refsContaining(dir, '--help'))).toBe('refused')
  })
})
