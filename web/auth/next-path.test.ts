import { expect, test } from 'vitest'
import { nextPath, tokenOf } from './next-path.ts'

const cases: [next: unknown, path: string][] = [
  ['/search?q=a&patternType=regexp', '/search?q=a&patternType=regexp'],
  ['/acme/pricing@v1/-/blob/a.ts?L10-20', '/acme/pricing@v1/-/blob/a.ts?L10-20'],
  ['/incidents/1#notes', '/incidents/1#notes'],
  [undefined, '/'],
  ['', '/'],
  ['search', '/'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example/', '/'],
  ['/\t/evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?next=/sign-in', '/'],
  ['/welcome', '/'],
  ['/welcome-desk', '/welcome-desk'],
]
test.each(cases)('after signing in, %j leads to %s', (next, path) => expect(nextPath(next, 'http://firebreak.test')).toBe(path))

test.each([['#token=abc', 'abc'], ['', ''], ['#', ''], ['#other=1', '']])('the token of %j', (hash, token) => expect(tokenOf(hash)).toBe(token))
