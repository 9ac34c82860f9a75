import { expect, test } from 'vitest'
import { readQuery } from './palette-query.ts'

test.each([
  ['', 'everything', ''],
  ['  go to ', 'everything', 'go to'],
  ['a@b', 'everything', 'a@b'],
  ['#', 'symbols', ''],
  [' # Cart.total ', 'symbols', 'Cart.total'],
  ['@total', 'file', 'total'],
])('%j asks for %s: %j', (typed, of, text) => expect(readQuery(typed)).toEqual({ of, text }))
