import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare, type Diff, diffCommit, unquote } from './diff.ts'
import { mergeBase } from './log.ts'
import { kindOf, makeRepository, oidOf, rawGit, temporaryFolder } from './testing.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

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
    expect(show(await diffCommit(dir, oidOf(dir, 'main')))).toEqual([
      'modified a +1:0 -30:30 +31:x', 'modified bin binary', 'modified end -1:no newline¬ +1:no newline', 'deleted gone -1:x', 'type-changed kind -1:file +1:target¬', 'renamed move→moved', 'added new',
      'modified trap -1:x +1:-- a/x +2:++ b/x +3:@@ -1 +1 @@ +4:diff --git a/x b/x +5:\\ No newline +6::100644 100644 +7:Binary files a and b differ',
    ])
    expect((await diffCommit(dir, oidOf(dir, 'main~1'))).files.every(({ status }) => status === 'added')).toBe(true)
  })

  test('what a limit cuts is said', async () => {
    const head = oidOf(dir, 'main')
    const files = await diffCommit(dir, head, { maxFiles: 2 })
    expect([show(files).length, files.totalFiles, files.cut]).toEqual([2, 8, true])
    const lines = await diffCommit(dir, head, { maxLines: 4, context: 0 })
    expect([show(lines).slice(0, 4), lines.files.at(-1)?.cut, lines.cut]).toEqual([['modified a +1:0 -30:30 +31:x', 'modified bin binary', 'modified end -1:no newline¬ cut', 'deleted gone cut'], true, true])
    const long = await diffCommit(dir, head, { maxLineBytes: 5 })
    expect(long.files.find(({ path }) => path === 'trap')).toMatchObject({ cut: true })
    expect(show(long)[2]).toBe('modified end -1:no ne¬ +1:no ne cut')
    const bytes = await diffCommit(dir, head, { maxBytes: 4, context: 0 })
    expect([show(bytes)[0], bytes.files.at(-1)?.cut, bytes.cut]).toEqual(['modified a +1:0 -30:30 cut', true, true])
    const whole = await diffCommit(dir, head)
    expect([whole.cut, whole.totalFiles]).toEqual([false, 8])
  })

  test('comparing goes from where the two parted; unrelated histories have no such place', async () => {
    const base = oidOf(dir, 'main')
    const importInto = (input: string) => rawGit(dir, ['fast-import', '--quiet', '--force'], input)
    importInto(`commit refs/heads/side\ncommitter A <a@b> 1 +0000\ndata 0\nfrom ${base}\nM 100644 inline side\ndata 1\ns\n`)
    importInto(`commit refs/heads/main\ncommitter A <a@b> 2 +0000\ndata 0\nfrom ${base}\nM 100644 inline main\ndata 1\nm\n`)
    importInto('commit refs/heads/alone\ncommitter A <a@b> 3 +0000\ndata 0\n\nM 100644 inline only\ndata 1\no\n')
    const [main, side, alone] = [oidOf(dir, 'main'), oidOf(dir, 'side'), oidOf(dir, 'alone')]
    const compared = await compare(dir, main, side)
    expect([show(compared), compared.mergeBase]).toEqual([['added side +1:s¬'], base])
    expect([await mergeBase(dir, main, alone), (await compare(dir, side, alone)).mergeBase]).toEqual([null, null])
    expect(show(await compare(dir, side, alone)).at(-1)).toContain('trap')
    expect(await kindOf(compare(dir, 'main', side))).toBe('refused')
  })

  test('git sees the same lines', async () => {
    const ours = (await diffCommit(dir, oidOf(dir, 'alone'))).files.length + (await diffCommit(dir, oidOf(dir, 'main~1'))).files.flatMap(({ hunks }) => hunks.flatMap(({ lines }) => lines)).filter(({ kind }) => kind === 'added').length
    const theirs = rawGit(dir, ['diff-tree', '--numstat', '-M', 'main~2', 'main~1']).split('\n').map(line => Number.parseInt(line, 10) || 0).reduce((sum, count) => sum + count, 1)
    expect(ours).toBe(theirs)
  })
})

test.each([['plain', 'plain'], ['"a\\tb"', 'a\tb'], ['"\\346\\227\\245"', '日'], ['"\\377"', '\uFFFDff'], ['"q\\"\\\\n"', 'q"\\n'], ['a"b', 'a"b']])(
  'unquote %s → %j', (quoted, expected) => expect(unquote(quoted)).toBe(expected))
