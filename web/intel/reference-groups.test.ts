import { describe, expect, test } from 'vitest'
import { asAddressed, countWords, excerptAround, filterPlaces, groupPlaces, placeHref, shownLine, type Place } from './reference-groups.ts'

/** `repo path line` in short: `a x.ts 3`. */
function place(short: string, { text = 'pay(cart)', role }: { text?: string; role?: 'import' } = {}): Place {
  const [repo = '', path = '', line = ''] = short.split(' ')
  return { repo, rev: '', commit: 'c', path, line: Number(line), column: 1, endLine: Number(line), endColumn: 4, precise: true, symbol: 'pay', text, reason: '', ...(role ? { role } : {}) }
}
const short = ({ repo, path, line }: Place) => `${repo} ${path} ${line}`

describe('places by repository and file', () => {
  const grouped = (places: string[]) => groupPlaces(places.map((one) => place(one))).map(({ repo, files, count }) => `${repo} ${count}: ${files.map(({ path, places }) => `${path} ${places.map(({ line }) => line).join()}`).join('; ')}`)
  test.each<[string[], string[]]>([
    [[], []],
    [['a x 1'], ['a 1: x 1']],
    [['b x 1', 'a x 2', 'b y 3', 'b x 4'], ['b 3: x 1,4; y 3', 'a 1: x 2']],
  ])('%j', (places, groups) => expect(grouped(places)).toEqual(groups))
})

describe('the filter', () => {
  const places = [place('acme/shop src/cart.ts 1', { text: 'const total = pay(cart)' }), place('acme/pay src/index.ts 2', { text: 'import { pay }', role: 'import' })]
  test.each([
    ['', 2], ['  ', 2], ['cart', 1], ['PAY', 2], ['pay/src', 1], ['total shop', 1], ['total index', 0], ['import', 1],
  ])('%j leaves %i', (filter, count) => expect(filterPlaces(places, filter)).toHaveLength(count))
})

describe('the line of a place', () => {
  /** The marked part stands in brackets. */
  const shown = (text: string, column: number, endColumn: number, { endLine = 1, room = 99 } = {}) => {
    const { text: line, marks } = shownLine({ text, line: 1, column, endLine, endColumn }, room)
    const [start, length] = marks[0] ?? [0, 0]
    const points = [...line]
    return length === 0 ? line : `${points.slice(0, start).join('')}[${points.slice(start, start + length).join('')}]${points.slice(start + length).join('')}`
  }
  test.each<[string, number, number, string]>([
    ['pay(cart)', 1, 4, '[pay](cart)'],
    ['  \tpay(cart)', 4, 7, '[pay](cart)'],
    ['  😀 = pay', 7, 10, '😀 = [pay]'],
    ['cut off', 500, 503, 'cut off'],
    ['cut off', 5, 500, 'cut [off]'],
    ['', 1, 1, ''],
    ['   ', 1, 2, '[ ]  '],
  ])('%j %i–%i: %s', (text, column, endColumn, line) => expect(shown(text, column, endColumn)).toBe(line))
  test.each([
    ['  return total(cart, pay(cart))', 22, 25, '…l(cart, [pay](cart))'],
    ['  return pay(cart)', 10, 13, 'return [pay](cart)'],
  ])('begins before a name that is far: %s', (text, column, endColumn, line) => expect(shown(text, column, endColumn, { room: 10 })).toBe(line))
  test('goes on to the next', () => expect(shown('a { b', 3, 2, { endLine: 2 })).toBe('a [{ b]'))
})

test('an address selects the name', () => expect(placeHref({ ...place('acme/shop src/a.ts 7'), column: 3, endColumn: 6 })).toBe('/acme/shop/-/blob/src/a.ts?L7:3-7:6'))

test.each([
  ['a', 'oid', 'main'], ['a', 'v1', 'v1'], ['b', 'oid', 'oid'],
])('%s at %s is addressed as %s', (repo, rev, addressed) => expect(asAddressed({ repo, rev }, { repo: 'a', rev: 'main', commit: 'oid' }).rev).toBe(addressed))

test.each<[string[], boolean, string]>([
  [['a x 1'], false, '1 reference in 1 file'],
  [['a x 1', 'a x 2', 'a y 1'], false, '3 references in 2 files'],
  [['a x 1', 'b x 2'], true, '2+ references in 2 files of 2 repositories'],
  [[], true, 'No reference yet'],
])('%j', (places, more, words) => expect(countWords(places.map((one) => place(one)), 'reference', more)).toBe(words))

test('groups keep every place', () => {
  const all = ['a x 1', 'b y 2', 'a z 3'].map((one) => place(one))
  expect(groupPlaces(all).flatMap(({ files }) => files.flatMap(({ places }) => places.map(short)))).toEqual(['a x 1', 'a z 3', 'b y 2'])
})

test.each([
  [1, '1 2 3 4 5 6 7 8 9 10 11 12 13'],
  [14, '2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20'],
  [99, ''],
])('around line %i: %s', (line, numbers) => {
  const text = Array.from({ length: 20 }, (_, at) => `line ${at + 1}`).join('\n')
  const lines = excerptAround(text, line, [[0, 4]])
  expect(lines.map(({ number, text }) => (text === `line ${number}` ? number : text)).join(' ')).toBe(numbers)
  expect(lines.filter(({ marks }) => marks).map(({ number }) => number)).toEqual(line <= 20 ? [line] : [])
})
