import { expect, test } from 'vitest'
import { indexFrames } from './frames.ts'

/** Frames by who brought their lines, a word a frame; candidates from the oldest to the newest. */
test.each([
  ['the only one', 'a', 'a b', 'a 1'],
  ['the youngest first, wherever its frame is', 'a c b', 'a b c', 'a 0.33, c 1, b 0.5'],
  ['one that brought several lines, once', 'a b a', 'a b', 'a 0.5, b 1'],
  ['none that is no candidate', 'x a', 'a b', 'x 0, a 1'],
  ['nobody', '', 'a b', ''],
])('of those who brought lines: %s', (_name, frames, candidates, expected) => {
  const list = (text: string) => text.split(' ').filter(Boolean)
  const index = indexFrames(list(frames).map((oid, at) => ({ path: `${at}.c`, line: 1, function: null, broughtBy: [oid] })), list(candidates).map((oid, time) => ({ oid, time })))
  expect([...new Set(list(frames))].map((oid) => `${oid} ${Number(index.of(oid, []).latest.toFixed(2))}`).join(', ')).toBe(expected)
})
