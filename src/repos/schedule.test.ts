import { expect, test } from 'vitest'
import { dueNow } from './schedule.ts'
import type { RepositoryRow } from './store.ts'

const now = new Date('2026-01-10T14:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString()

/** `name minutes-since-last-try [never|sample]`, separated by commas. */
function check(script: string, everyMinutes: number): string {
  const rows = script.split(', ').map((line) => {
    const [name, minutes, what] = line.split(' ')
    return { name, source: what === 'sample' ? 'sample' : 'remote', last_fetched_at: what === 'never' ? null : ago(600), last_tried_at: ago(Number(minutes)) } as RepositoryRow
  })
  return dueNow(rows, { now, everyMinutes }).map(({ name }) => name).join(' ')
}

const table: [what: string, script: string, everyMinutes: number, due: string][] = [
  ['fetches what is old enough', 'a 4, b 5, c 6', 5, 'c'],
  ['the oldest first', 'a 20, b 30, c 10, d 1, e 1, f 1, g 1, h 1, i 1', 5, 'b a'],
  ['spreads them over the minutes', 'a 9, b 8, c 7, d 6, e 5, f 5, g 5, h 5, i 5, j 5', 5, 'a b'],
  ['everything each minute when told so', 'a 9, b 1, c 0', 1, 'a b'],
  ['more often than each minute is each minute', 'a 9, b 1, c 0', 0.5, 'a b'],
  ['nothing when turned off', 'a 9', 0, ''],
  ['not what was never cloned', 'a 9 never', 5, ''],
  ['not the sample organisation', 'a 9 sample', 5, ''],
  ['what was tried before the clock was set back', 'a -1440, b 1', 5, 'a'],
]
for (const [what, script, everyMinutes, due] of table) test(what, () => expect(check(script, everyMinutes)).toBe(due))
