import { expect, test } from 'vitest'
import { firstOf } from './line-words.ts'

test.each([
  [0, 3, 0, 0],
  [3, 3, 3, 0],
  [4, 3, 4, 0],
  [5, 3, 3, 2],
  [5, Infinity, 5, 0],
])('of %i at most about %i: %i shown, %i more', (length, limit, shown, more) => {
  const first = firstOf(Array.from({ length }, (_, at) => at), limit)
  expect({ shown: first.shown.length, more: first.more }).toEqual({ shown, more })
})
