import { expect, test } from 'vitest'
import type { Coverage, Filter, Match, Progress } from '../../src/search/contract.ts'
import { advance, begun, type Event, type StreamState } from './stream-state.ts'

const coverage: Coverage = { complete: true, repositories: 1, files: 1, commits: 0, bytes: 1, rows: [], gaps: 0 }
const progressOf = (matchCount: number): Progress => ({ done: false, repositoriesCount: 1, matchCount, durationMs: 1, skipped: [], coverage })
const pathOf = (path: string): Match => ({ type: 'path', repositoryID: 1, repository: 'acme/a', branches: ['HEAD'], commit: 'c0ffee', path })
const filterOf = (label: string): Filter => ({ value: label, label, count: 1, exhaustive: false, kind: 'repo' })

/** `+a,b` matches, `f:a,b` filters, `#3` progress, `!text` alert, `x:text` error, `lost`, `done`. */
function read(word: string): Event {
  if (word === 'done') return { event: 'done', data: {} }
  if (word === 'lost') return { event: 'lost' }
  if (word.startsWith('+')) return { event: 'matches', data: word.slice(1).split(',').map(pathOf) }
  if (word.startsWith('f:')) return { event: 'filters', data: word.slice(2).split(',').map(filterOf) }
  if (word.startsWith('#')) return { event: 'progress', data: progressOf(Number(word.slice(1))) }
  if (word.startsWith('!')) return { event: 'alert', data: { title: word.slice(1) } }
  return { event: 'error', data: { message: word.slice(2) } }
}

function print({ status, rows, filters, progress, alert, error }: StreamState): string {
  const names = rows.map((row) => ('path' in row ? row.path : row.kind === 'owner' ? row.name : row.repository)).join(',')
  const parts = [status, names && `+${names}`, filters.length > 0 && `f:${filters.map(({ label }) => label).join(',')}`, progress && `#${progress.matchCount}`, alert && `!${alert.title}`, error && `x:${error}`]
  return parts.filter(Boolean).join(' ')
}

const lost = 'x:The connection to the server was lost before the search had ended.'

const cases: [events: string, state: string][] = [
  ['', 'running'],
  ['+a,b +c', 'running +a,b,c'],
  ['+a f:x,y #1 +b f:y #2', 'running +a,b f:y #2'],
  ['+a #1 done', 'done +a #1'],
  ['!nonsense #0 done', 'done #0 !nonsense'],
  ['+a x:broke done', 'failed +a x:broke'],
  ['+a lost', `failed +a ${lost}`],
  ['x:broke lost', 'failed x:broke'],
  ['+a done lost', 'done +a'],
]

test.each(cases)('%s', (events, state) => {
  const words = events === '' ? [] : events.split(' ')
  expect(print(advance(begun, words.map(read)))).toBe(state)
  expect(print(words.reduce((before, word) => advance(before, [read(word)]), begun)), 'the same one event at a time').toBe(state)
})

test('rows that are shown stay the same objects, so that they are not drawn again', () => {
  const before = advance(begun, [read('+a,b')])
  const after = advance(before, [read('+c'), read('#3')])
  expect(after.rows.slice(0, 2).every((row, at) => row === before.rows[at])).toBe(true)
})
