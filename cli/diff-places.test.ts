import { expect, test } from 'vitest'
import { placesIn } from './diff-places.ts'

const cases: [name: string, diff: string[], places: string[]][] = [
  ['both sides', ['```diff', 'a.js a.js', '@@ -7,2 +7 @@', '-old', '-older', '+new', '```'], ['a.js:7 -old', 'a.js:8 -older', 'a.js:7 +new']],
  ['lines around, and two files', ['a a', '@@ -1,2 +1,2 @@', ' same', '-x', '+y', '/dev/null b', '@@ -0,0 +1 @@', '+z'], ['a:2 -x', 'a:2 +y', 'b:1 +z']],
  ['an unchanged line that reads like names', ['a a', '@@ -1,2 +1 @@', ' one two', '-x'], ['a:2 -x']],
  ['a name that holds blanks', ['"a b" "a b"', '@@ -0,0 +3 @@', '+x'], ['"a b":3 +x']],
  ['no diff', ['words'], []],
]
test.each(cases)('%s', (_, diff, places) => expect([...placesIn(diff)].map(([at, place]) => `${place} ${diff[at]}`)).toEqual(places))
