import { describe, expect, test } from 'vitest'
import { changesAt, chartOf, chartWords, countedBy, deltaWords, repositoriesOf, tickWords, type SeriesAnswer } from './series.ts'

const dayMs = 86_400_000
const timeOf = (day: string) => new Date(Number(day) * dayMs).toISOString()

/** `repo day:count day:count …`; the id of a commit is `repo` and its place. */
function readSeries(text: string): SeriesAnswer['series'][number] {
  const [repo = '', ...points] = text.split(' ')
  return { repo, points: points.map((point, at) => ({ oid: `${repo}${at}`, time: timeOf(point.split(':')[0] ?? ''), count: Number(point.split(':')[1]) })) }
}

const readTotal = (text: string) => readSeries(`- ${text}`).points.map(({ time, count }) => ({ time, count }))

describe('a chart', () => {
  const cases: [name: string, series: string[], total: string, repo: string | null, printed: string][] = [
    ['all repositories', ['a 1:2 5:0', 'b 3:1'], '1:2 3:3 5:1', null, '1:2 a0+2 | 3:3 b0+1 | 5:1 a1−2'],
    ['one repository', ['a 1:2 5:0', 'b 3:1'], '1:2 3:3 5:1', 'b', '3:1 b0+1'],
    ['a total that leaves points out', ['a 1:2 2:4 5:0'], '1:2 5:0', null, '1:2 a0+2 | 5:0 a1+2 a2−4'],
    ['clocks that go backwards', ['a 5:2 3:4 6:1'], '', 'a', '5:2 a0+2 a1+2 | 5:4 a0+2 a1+2 | 6:1 a2−3'],
    ['a repository without a match', ['a'], '', 'a', ''],
    ['nothing', [], '', null, ''],
  ]
  test.each(cases)('of %s', (_, series, total, repo, printed) => {
    const chart = chartOf({ series: series.map(readSeries), total: total === '' ? [] : readTotal(total) }, repo)
    const points = chart.times.map((time, at) => [`${time / dayMs}:${chart.counts[at]}`, ...changesAt(chart, at).map((change) => `${change.oid}${deltaWords(change)}`)].join(' '))
    expect(points.join(' | ')).toBe(printed)
  })
})

test('repositories with the most lines now come first, those that never had one are not listed', () => {
  expect(repositoriesOf({ series: ['a 1:1', 'c 1:9 2:0', 'b', 'd 1:3', 'e 1:1'].map(readSeries) }).map(({ repo, now }) => `${repo} ${now}`)).toEqual(['d 3', 'a 1', 'e 1', 'c 0'])
})

test.each([
  ['1:2 3:40 9:12', '12 lines now, the most were 40 on 1970-01-04, the first on 1970-01-02'],
  ['4:1', '1 line now, the first on 1970-01-05'],
  ['1:3 2:0', '0 lines now, the most were 3 on 1970-01-02, the first on 1970-01-02'],
])('%s is “%s”', (points, words) => expect(chartWords(chartOf({ series: [], total: readTotal(points) }, null))).toBe(words))

test.each([
  ['2019-06-01', 365, '2019'],
  ['2019-02-01', 31, 'Feb'],
  ['2019-01-01', 31, '2019'],
  ['2019-09-04', 1, '4 Sep'],
  ['2019-09-04T02:30', 1 / 24, '02:30'],
])('%s on an axis of %d days reads %s', (time, days, words) => expect(tickWords(Date.parse(`${time}${time.includes('T') ? ':00Z' : ''}`) / 1000, days * 86_400)).toBe(words))

test('a chart without points says that no line matched', () => expect(chartWords({ times: [], counts: [] })).toBe('No line ever matched'))

test.each([
  ['rate', 'rate'],
  ['type:diff select:commit.diff.added rate count:all', 'rate'],
  ['type:diff author:ada after:"1 day ago" rate', 'rate'],
  ['rate timeout:30s repo:pricing case:yes', 'rate repo:pricing case:yes'],
  ['rate rev:v1', 'rate rev:v1'],
])('beside %j is counted %j', (query, counted) => expect(countedBy({ query, patternType: 'keyword' })).toEqual({ query: counted, patternType: 'keyword' }))
