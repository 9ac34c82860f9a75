import { describe, expect, test } from 'vitest'
import type { FrozenPlace, Match, Range } from '../../src/search/contract.ts'
import { fold, pieces, rowOf, rowsOfPlaces, type FileRow, type Line, type Mark, type Row } from './result-rows.ts'

const at = { repositoryID: 1, repository: 'acme/pricing', branches: ['HEAD'], commit: 'c0ffee' }
const span = (from: [number, number], to: [number, number]): Range => ({
  start: { offset: 0, line: from[0], column: from[1] },
  end: { offset: 0, line: to[0], column: to[1] },
})

const marked = (text: string, marks: readonly Mark[]) => pieces(text, marks).map((piece) => (piece.marked ? `«${piece.text}»` : piece.text)).join('')

/** A line as `number:text`, its marks in «». */
const shown = ({ number, text, marks }: Line) => `${number}:${marked(text, marks)}`

function print(row: Row): string[] {
  if (row.kind === 'owner') return [`${row.isTeam ? 'team' : 'person'} ${row.name} ${row.files} ${row.repositories}`]
  if (row.kind === 'commit') return [`commit ${row.commit} ${marked(row.subject, row.subjectMarks)}`]
  if (row.kind === 'symbols') return [`symbols ${row.path}`, ...row.symbols.map(({ line, container, name, kind }) => `${line}:${container}.${name} ${kind}`)]
  const name = row.kind === 'repo' ? row.repository : marked(row.path, row.pathMarks)
  return [`${row.kind} ${name}`, ...(row.kind === 'file' ? row.chunks.map((chunk) => chunk.map(shown).join(' | ')) : [])]
}

describe('results of the stream', () => {
  const content = (chunks: { content: string; line: number; column?: number; ranges: Range[] }[]): Match => ({
    type: 'content', ...at, path: 'a.ts', hunks: null,
    chunkMatches: chunks.map(({ content: text, line, column = 0, ranges }) => ({ content: text, contentStart: { offset: 0, line, column }, ranges })),
  })
  const cases: [name: string, match: Match, printed: string[]][] = [
    ['lines around a match', content([{ content: 'one\ntwo\nthree\n', line: 8, ranges: [span([9, 0], [9, 3])] }]), ['file a.ts', '9:one | 10:«two» | 11:three']],
    ['a match over lines', content([{ content: 'f(\n  x)', line: 0, ranges: [span([0, 1], [1, 4])] }]), ['file a.ts', '1:f«(» | 2:«  x)»']],
    ['columns count code points', content([{ content: '🔥 fire', line: 0, ranges: [span([0, 2], [0, 6])] }]), ['file a.ts', '1:🔥 «fire»']],
    ['a piece of a long line', content([{ content: 'needle…', line: 0, column: 90_000, ranges: [span([0, 90_000], [0, 90_006])] }]), ['file a.ts', '1:«needle»…']],
    ['overlapping ranges', content([{ content: 'aaaa', line: 0, ranges: [span([0, 0], [0, 2]), span([0, 1], [0, 3])] }]), ['file a.ts', '1:«aa»«a»a']],
    ['a path', { type: 'path', ...at, path: 'src/tax.ts', pathMatches: [span([0, 4], [0, 7])] }, ['path src/«tax».ts']],
    [
      'a commit',
      { type: 'commit', ...at, label: '', url: '', detail: '', oid: 'c0ffee', message: 'Read the rate\n\nFrom the table.', authorName: 'Ada', authorDate: '', committerName: 'Ada', committerDate: '', content: '```COMMIT_EDITMSG\nRead the rate\n```', ranges: [[1, 9, 4]], changed: null, truncated: false, merge: false },
      ['commit c0ffee Read the «rate»'],
    ],
    [
      'symbols',
      { type: 'symbol', ...at, path: 'src/tax.ts', symbols: [{ url: '/acme/pricing/-/blob/src/tax.ts?L4:3-4:7', name: 'rate', containerName: 'Tax', kind: 'ENUMMEMBER', line: 4 }, { url: '', name: 'x', containerName: '', kind: 'NEW', line: 5 }] },
      ['symbols src/tax.ts', '4:Tax.rate enum-member', '5:.x object'],
    ],
    ['a repository', { type: 'repo', ...at }, ['repo acme/pricing']],
    ['a team', { type: 'team', name: 'acme/tax', handle: 'acme/tax', files: 3, repositories: 2 }, ['team @acme/tax 3 2']],
    ['a team of a catalogue', { type: 'team', name: 'group:default/tax', files: 3, repositories: 2 }, ['team group:default/tax 3 2']],
    ['somebody by an address', { type: 'person', email: 'ada@example.com', files: 1, repositories: 1 }, ['person ada@example.com 1 1']],
    [
      'single lines',
      { type: 'content', ...at, path: 'a.ts', hunks: null, lineMatches: [{ line: 'x', lineNumber: 4, offsetAndLengths: [[0, 1]] }, { line: 'y', lineNumber: 5, offsetAndLengths: [] }, { line: 'z', lineNumber: 9, offsetAndLengths: [] }] },
      ['file a.ts', '5:«x» | 6:y', '10:z'],
    ],
  ]
  test.each(cases)('%s', (_, match, printed) => expect(print(rowOf(match))).toEqual(printed))
})

describe('frozen places', () => {
  const place = (path: string, line: number | null, text: string, ranges: [number, number][] = []): FrozenPlace => ({ repository: 'acme/pricing', rev: 'HEAD', commit: 'c0ffee', path, line, text, ranges })

  test('are grouped by file, lines that follow one another together', () => {
    const rows = rowsOfPlaces([place('a.ts', 1, 'one', [[0, 3]]), place('b.ts', 7, 'seven'), place('a.ts', 2, 'two'), place('a.ts', 5, 'five'), place('c.ts', null, 'c.ts', [[0, 1]]), place('', null, 'acme/pricing'), place('', null, 'Read the rate'), place('', null, 'Read the rate')])
    expect(rows.flatMap(print)).toEqual(['file a.ts', '1:«one» | 2:two', '5:five', 'file b.ts', '7:seven', 'path «c».ts', 'repo acme/pricing', 'commit c0ffee Read the rate'])
  })
})

describe('a folded file', () => {
  const chunkOf = (marks: number): Line[] => [{ number: 1, text: 'x'.repeat(marks), marks: Array.from({ length: marks }, (_, index) => [index, 1]) }]
  const cases: [chunks: number[], limit: number, shownChunks: number, hidden: number][] = [
    [[1, 1, 1], 5, 3, 0],
    [[1, 1, 1], 2, 2, 1],
    [[4, 4], 2, 1, 4],
    [[], 5, 0, 0],
  ]
  test.each(cases)('of %j matches, at most about %i', (chunks, limit, shownChunks, hidden) => {
    const row: FileRow = { ...at, rev: 'HEAD', kind: 'file', key: '', path: 'a', pathMarks: [], language: undefined, chunks: chunks.map(chunkOf), count: chunks.reduce((sum, one) => sum + one, 0) }
    const folded = fold(row, limit)
    expect({ shownChunks: folded.chunks.length, hidden: folded.hidden }).toEqual({ shownChunks, hidden })
  })
})
