import { expect, test } from 'vitest'
import { namedFirst, readQuery } from './palette-query.ts'

test.each([
  ['', 'everything', ''],
  ['  go to ', 'everything', 'go to'],
  ['a@b', 'everything', 'a@b'],
  ['#', 'symbols', ''],
  [' # Cart.total ', 'symbols', 'Cart.total'],
  ['@total', 'file', 'total'],
])('%j asks for %s: %j', (typed, of, text) => expect(readQuery(typed)).toEqual({ of, text }))

test.each([
  ['cart', 'Cart CartView | shop notes | old'],
  ['old', 'old | shop notes | Cart CartView'],
  ['x', 'shop notes | old | Cart CartView'],
])('what is called %s comes first', (text, expected) => {
  const groups = ['shop notes', 'old', 'Cart CartView'].map((names) => ({ names, actions: names.split(' ').map((label) => ({ label })) }))
  expect(namedFirst(groups, text).map(({ names }) => names).join(' | ')).toBe(expected)
})
