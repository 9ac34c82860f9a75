import { expect, test } from 'vitest'
import { clock } from './words.ts'

const at = (time: string) => `2026-02-${time.replace(' ', 'T')}Z`

test.each([
  ['11 00:00:00', '11 00:00:59', null, '00:00'],
  ['11 00:00:00', '11 02:14:59', null, '02:14'],
  ['11 02:14:59', '11 00:00:00', null, '00:00'], // a client whose own clock is behind
  ['11 00:00:00', '11 23:59:59', null, '23:59'],
  ['11 00:00:00', '14 03:05:00', null, '3 d 03:05'],
  ['11 00:00:00', '14 03:05:00', '11 01:30:00', '01:30'],
])('declared %s, now %s, resolved %s: %s', (declared, now, resolved, shown) => {
  const incident = { declaredAt: at(declared), resolvedAt: resolved && at(resolved), closedAt: null }
  expect(clock(incident, Date.parse(at(now)))).toBe(shown)
})
