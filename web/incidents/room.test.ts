import { describe, expect, test } from 'vitest'
import type { Incident, TimelineEntry } from '../../src/incidents/contract.ts'
import { impactOf } from './impact.ts'
import { daysOf } from './timeline.ts'
import { readWhen } from './when.ts'

describe('when something happened', () => {
  const now = Date.parse('2026-02-11T02:30:00Z')
  test.each([
    ['', { at: undefined }],
    ['  ', { at: undefined }],
    ['02:14', { at: '2026-02-11T02:14:00.000Z' }],
    ['2:14 UTC', { at: '2026-02-11T02:14:00.000Z' }],
    ['02:14:09Z', { at: '2026-02-11T02:14:09.000Z' }],
    ['23:50', { at: '2026-02-10T23:50:00.000Z' }],
    ['2026-02-09 08:00', { at: '2026-02-09T08:00:00.000Z' }],
    ['2026-02-09T08:00', { at: '2026-02-09T08:00:00.000Z' }],
    ['25:00', null],
    ['02:99', null],
    ['2026-02-31x 08:00', null],
    ['an hour ago', null],
  ])('%j', (text, when) => {
    expect(readWhen(text, now)).toEqual(when)
  })
})

describe('the timeline', () => {
  const entry = (id: string, at: string): TimelineEntry => ({ id, at: `2026-02-${at}:00Z`, by: { id: 'p', name: 'Ada' }, kind: 'note', text: '', evidenceId: null })
  const written = [entry('a', '11T02:00'), entry('late', '10T23:00'), entry('b', '11T02:00'), entry('c', '12T00:00')]
  test.each([
    [false, ['2026-02-10 late', '2026-02-11 a b', '2026-02-12 c']],
    [true, ['2026-02-12 c', '2026-02-11 b a', '2026-02-10 late']],
  ])('newest first: %s', (newestFirst, days) => {
    expect(daysOf(written, newestFirst).map(({ date, entries }) => `${date} ${entries.map(({ id }) => id).join(' ')}`)).toEqual(days)
  })
})

describe('the impact in short', () => {
  type Evidence = Incident['evidence'][number]
  const pinned = { incidentId: 'i', pinnedBy: { id: 'p', name: 'Ada' }, pinnedAt: '', note: '', removed: false }
  /** `repo path line` each; complete unless said. */
  const search = (places: string[], complete = true): Evidence => ({
    ...pinned, id: places.join(),
    content: { kind: 'search', search: { query: 'q', patternType: 'keyword', at: '', matchCount: places.length, truncated: false, alert: null, ledger: { complete, repositories: 1, files: 1, commits: 0, bytes: 1, rows: [] }, places: places.map((place) => placeOf(place)) } },
  })
  const placeOf = (text: string) => {
    const [repository = '', path = '', line = ''] = text.split(' ')
    return { repository, rev: '', commit: 'c0ffee', path, line: line === '' ? null : Number(line), text: path === '' ? repository : '', ranges: [] }
  }
  const commits = (): Evidence => {
    const found = search([])
    if (found.content.kind === 'search') found.content.search.places = ['one', 'two'].map((text) => ({ repository: 'a', rev: 'HEAD', commit: text, path: '', line: null, text, ranges: [] }))
    return found
  }
  const file = (repository: string, path: string, startLine: number): Evidence => ({ ...pinned, id: path, content: { kind: 'file', file: { repository, rev: 'main', commit: 'c0ffee', path, startLine, endLine: startLine + 5, text: '', language: null } } })

  const cases: [name: string, evidence: Evidence[], impact: string][] = [
    ['nothing', [], '0 0 0 none'],
    ['a search', [search(['a x 1', 'a x 2', 'b y 1'])], '2 2 3 complete'],
    ['one place found twice', [search(['a x 1']), search(['a x 1'])], '1 1 1 complete'],
    ['a file that a search found', [search(['a x 1']), file('a', 'x', 1)], '1 1 1 complete'],
    ['a file alone says nothing of other code', [file('a', 'x', 1)], '1 1 1 none'],
    ['one search with a gap', [search(['a x 1']), search([], false)], '1 1 1 gaps'],
    ['a repository and a path', [search(['a', 'b y'])], '2 1 0 complete'],
    ['commits that a search found are no places', [commits()], '0 0 0 complete'],
    ['what was taken off', [{ ...search(['a x 1'], false), removed: true }], '0 0 0 none'],
  ]
  test.each(cases)('%s', (_, evidence, impact) => {
    const { repositories, files, lines, coverage } = impactOf({ evidence, signals: [] })
    expect(`${repositories} ${files} ${lines} ${coverage}`).toBe(impact)
  })
})
