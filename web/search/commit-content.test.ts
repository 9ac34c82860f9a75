import { describe, expect, test } from 'vitest'
import type { DiffFile, DiffLine } from '../ui/diff-rows.ts'
import { contentOf, foldDiff, foldMessage, type CommitContent } from './commit-content.ts'
import { pieces, type Mark } from './result-rows.ts'

const marked = (text: string, marks: readonly Mark[]) => pieces(text, marks).map((piece) => (piece.marked ? `«${piece.text}»` : piece.text)).join('')
const signs = { added: '+', removed: '-', context: ' ' }

/** `status path`, each hunk as `@line`, each line as `old:new±text`, its matches in «». */
function print(content: CommitContent): string[] {
  if (content.kind === 'message') return content.lines.map(({ text, marks }) => marked(text, marks))
  const line = (one: DiffLine) => `${one.oldLine ?? ''}:${one.newLine ?? ''}${signs[one.kind]}${marked(one.text, content.marks.get(one) ?? [])}`
  return content.files.flatMap((file) => [`${file.status} ${[...new Set([file.oldPath, file.newPath])].join(' ')} +${file.added}-${file.removed}`, ...file.hunks.flatMap(({ lines }) => ['@', ...lines.map(line)])])
}

const check = (lines: string[], ranges: [number, number, number][], printed: string[]) => expect(print(contentOf({ content: lines.join('\n'), ranges }))).toEqual(printed)

describe('what a commit was found by', () => {
  const cases: [name: string, lines: string[], ranges: [number, number, number][], printed: string[]][] = [
    ['a message', ['```COMMIT_EDITMSG', 'Fix 🔥 rates', '', 'Twice.', '```'], [[1, 4, 1], [3, 0, 5]], ['Fix «🔥» rates', '', '«Twice».']],
    ['a message with a fence in it', ['````COMMIT_EDITMSG', 'See', '```', '````'], [], ['See', '```']],
    [
      'a diff without the lines around',
      ['```diff', '"a b.js" "a b.js"', '@@ -7 +7,2 @@ f()', '-  old()', '+  new()', '+  more()', '```'],
      [[3, 3, 3], [4, 3, 3]],
      ['modified a b.js +2-1', '@', '7:-  «old»()', ':7+  «new»()', ':8+  more()'],
    ],
    [
      'files that came, went and moved',
      ['```diff', '/dev/null new', '@@ -0,0 +1 @@', '+x', 'gone /dev/null', '@@ -1 +0,0 @@', '-x', 'from to', '@@ -1,2 +1,2 @@', ' x', '-y', '+z', '```'],
      [],
      ['added  new +1-0', '@', ':1+x', 'deleted gone  +0-1', '@', '1:-x', 'renamed from to +1-1', '@', '1:1 x', '2:-y', ':2+z'],
    ],
    ['unchanged lines that look like names of files', ['```diff', 'q.sql q.sql', '@@ -1,2 +1 @@', ' one two', '-x', '```'], [], ['modified q.sql +0-1', '@', '1:1 one two', '2:-x']],
    ['two hunks of a file', ['```diff', 'a a', '@@ -1 +0,0 @@', '-x', '@@ -9,0 +9 @@', '+y', '```'], [], ['modified a +1-1', '@', '1:-x', '@', ':9+y']],
    ['a match that takes the sign with it', ['```diff', 'a a', '@@ -0,0 +1 @@', '+xy', '```'], [[3, 0, 2]], ['modified a +1-0', '@', ':1+«x»y']],
    ['a diff that is cut off', ['```diff', 'a a', '@@ -1,5 +1,5 @@', '-x', '```'], [], ['modified a +0-1', '@', '1:-x']],
    [
      'files named on one line',
      ['```diff', 'a.ts a.ts', '@@ -1,2 +1,2 @@', ' x', '-y', '+z', '/dev/null "a b.ts"', '@@ -1,0 +1,1 @@', '+w', 'gone.ts /dev/null', '@@ -1,1 +1,0 @@', '-v', '```'],
      [[5, 1, 1]],
      ['modified a.ts +1-1', '@', '1:1 x', '2:-y', ':2+«z»', 'added  a b.ts +1-0', '@', ':1+w', 'deleted gone.ts  +0-1', '@', '1:-v'],
    ],
    ['no diff at all', ['```diff', 'Binary files differ', '```'], [], []],
    ['nothing', [''], [], []],
  ]
  test.each(cases)('%s', (_, lines, ranges, printed) => check(lines, ranges, printed))
})

describe('folded', () => {
  const fileOf = (path: string, lines: number): DiffFile => ({ status: 'modified', oldPath: path, newPath: path, binary: false, added: lines, removed: 0, truncated: false, hunks: [{ header: '', lines: Array.from({ length: lines }, (_, at) => ({ kind: 'added', oldLine: null, newLine: at + 1, text: '' })) }] })
  const diffs: [sizes: number[], limit: number, shown: string, hidden: number][] = [
    [[3, 4], 10, '3 4', 0],
    [[3, 4], 5, '3 2', 2],
    [[5, 4], 5, '5', 4],
    [[], 5, '', 0],
  ]
  test.each(diffs)('files of %j lines to %i', (sizes, limit, shown, hidden) => {
    const folded = foldDiff(sizes.map((size, at) => fileOf(`${at}`, size)), limit)
    expect({ shown: folded.files.map(({ hunks }) => hunks[0]?.lines.length).join(' '), hidden: folded.hidden }).toEqual({ shown, hidden })
  })

  const messages: [lines: string, limit: number, shown: string, hidden: number][] = [
    ['Subject| |one|two| ', 5, 'one|two', 0],
    ['Subject', 5, '', 0],
    ['S|a|b|c|d!|e|f', 3, 'c|d!|e', 3],
    ['S!|a|b|c', 2, 'a|b', 1],
  ]
  test.each(messages)('the message %j to %i lines; ! is a match', (text, limit, shown, hidden) => {
    const folded = foldMessage(text.split('|').map((line) => ({ text: line, marks: line.endsWith('!') ? [[0, 1]] : [] })), limit)
    expect({ shown: folded.lines.map((line) => line.text).join('|'), hidden: folded.hidden }).toEqual({ shown, hidden })
  })
})
