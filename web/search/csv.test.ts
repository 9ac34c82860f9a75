import { expect, test } from 'vitest'
import { csvOf } from './csv.ts'
import type { FileRow, Row } from './result-rows.ts'

const at = { key: '', repository: 'acme/a', rev: 'HEAD', commit: 'c0ffee' }
const fileWith = (text: string): FileRow => ({ kind: 'file', ...at, path: 'a.ts', pathMarks: [], language: undefined, chunks: [[{ number: 1, text: 'around', marks: [] }, { number: 2, text, marks: [[0, 1]] }]], count: 1 })
const header = '\ufeffrepository,revision,commit,path,line,text\r\n'

const commit: Row = { kind: 'commit', ...at, subject: 'Read the rate', subjectMarks: [], found: { author: 'Ada', time: '2026-02-11T02:14:09Z', merge: false, changed: null, truncated: false, block: { content: '', ranges: [] } } }

const cases: [name: string, row: Row, line: string][] = [
  ['a line that matches, without those around it', fileWith('x = 1'), 'acme/a,HEAD,c0ffee,a.ts,2,x = 1'],
  ['quotes and separators', fileWith('f("a, b")'), 'acme/a,HEAD,c0ffee,a.ts,2,"f(""a, b"")"'],
  ['a formula', fileWith('=HYPERLINK(1)'), "acme/a,HEAD,c0ffee,a.ts,2,'=HYPERLINK(1)"],
  ['another formula', fileWith('@SUM(A1)'), "acme/a,HEAD,c0ffee,a.ts,2,'@SUM(A1)"],
  ['a path', { kind: 'path', ...at, path: 'a.ts', pathMarks: [], language: undefined }, 'acme/a,HEAD,c0ffee,a.ts,,'],
  ['a repository', { kind: 'repo', ...at, nameMarks: [], description: '', fork: false, archived: false }, 'acme/a,HEAD,c0ffee,,,'],
]
test.each(cases)('%s', (_, row, line) => expect(csvOf([row])).toBe(`${header}${line}\r\n`))

test('a commit has its author and time, and other rows beside it none', () => {
  expect(csvOf([commit, fileWith('x')])).toBe('\ufeffrepository,revision,commit,path,line,text,author,time\r\nacme/a,HEAD,c0ffee,,,Read the rate,Ada,2026-02-11T02:14:09Z\r\nacme/a,HEAD,c0ffee,a.ts,2,x,,\r\n')
})
