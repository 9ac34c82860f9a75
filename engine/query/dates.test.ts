import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDate, resolveDate } from './index.ts'

/** A Wednesday. */
const NOW = new Date('2026-03-11T14:30:15.250Z')

/** `date ⇒ the moment it means in a search at NOW`, or `no` for what is not a date. */
function check(table: string, now = NOW): void {
  for (const line of table.split('\n').filter(row => row.trim() !== '')) {
    const [text = '', expected = ''] = line.trim().split(/ *⇒ */)
    test(text, () => {
      const date = readDate(text)
      const moment = date && new Date(resolveDate(date, now)).toISOString().replace(/(:00)?\.000Z$/, 'Z')
      expect(moment ?? 'no').toBe(expected)
      expect(date?.text ?? text).toBe(text)
    })
  }
}

describe('days of the calendar begin at midnight, UTC', () => {
  check(`
    2019-11-01            ⇒ 2019-11-01T00:00Z
    2019.11.1             ⇒ 2019-11-01T00:00Z
    2019/11/01            ⇒ 2019-11-01T00:00Z
    11/1/2019             ⇒ 2019-11-01T00:00Z
    01.11.2019            ⇒ 2019-11-01T00:00Z
    november 1 2019       ⇒ 2019-11-01T00:00Z
    November 1st, 2019    ⇒ 2019-11-01T00:00Z
    1 november 2019       ⇒ 2019-11-01T00:00Z
    1 Nov 2019            ⇒ 2019-11-01T00:00Z
    29 feb 2024           ⇒ 2024-02-29T00:00Z
  `)
})

describe('with a time, and a zone', () => {
  check(`
    2005-04-07T22:13:13             ⇒ 2005-04-07T22:13:13Z
    2005-04-07T22:13:13Z            ⇒ 2005-04-07T22:13:13Z
    2005-04-07T22:13:13.007Z        ⇒ 2005-04-07T22:13:13.007Z
    2005-04-07T22:13:13+02:00       ⇒ 2005-04-07T20:13:13Z
    2005-04-07T22:13:13-0730        ⇒ 2005-04-08T05:43:13Z
    2005-04-07 22:13                ⇒ 2005-04-07T22:13Z
    2005-04-07 22:13 +02            ⇒ 2005-04-07T20:13Z
    2005-04-07 at 3pm               ⇒ 2005-04-07T15:00Z
    2005-04-07 +0200                ⇒ 2005-04-06T22:00Z
    Thu, 07 Apr 2005 22:13:13 +0200 ⇒ 2005-04-07T20:13:13Z
    7 Apr 2005 22:13:13 GMT         ⇒ 2005-04-07T22:13:13Z
    7 Apr 2005 22:13 EST            ⇒ 2005-04-08T03:13Z
    Thu Apr 7 22:13:13 2005 +0200   ⇒ 2005-04-07T20:13:13Z
  `)
})

describe('seconds since 1970: the zone says where, not when', () => {
  check(`
    1112911993            ⇒ 2005-04-07T22:13:13Z
    1112911993 +0200      ⇒ 2005-04-07T22:13:13Z
    @1112911993           ⇒ 2005-04-07T22:13:13Z
    12345678              ⇒ no
  `)
})

describe('amounts of time count from the search', () => {
  check(`
    now                          ⇒ 2026-03-11T14:30:15.250Z
    20 minutes ago               ⇒ 2026-03-11T14:10:15.250Z
    5 days ago                   ⇒ 2026-03-06T14:30:15.250Z
    2 weeks ago                  ⇒ 2026-02-25T14:30:15.250Z
    2.weeks.ago                  ⇒ 2026-02-25T14:30:15.250Z
    an hour ago                  ⇒ 2026-03-11T13:30:15.250Z
    one day two hours ago        ⇒ 2026-03-10T12:30:15.250Z
    10 secs ago                  ⇒ 2026-03-11T14:30:05.250Z
    3 months ago                 ⇒ 2025-12-11T14:30:15.250Z
    1 year ago                   ⇒ 2025-03-11T14:30:15.250Z
    last week                    ⇒ 2026-03-04T14:30:15.250Z
    last month                   ⇒ 2026-02-11T14:30:15.250Z
    9999 years ago               ⇒ -007973-03-11T14:30:15.250Z
  `)
})

describe('months end when they end', () => {
  check(`
    1 month ago                  ⇒ 2024-02-29T12:00Z
    13 months ago                ⇒ 2023-02-28T12:00Z
    2 months ago                 ⇒ 2024-01-31T12:00Z
  `, new Date('2024-03-31T12:00:00Z'))
})

describe('named days begin at midnight, of the zone if one is named', () => {
  check(`
    today                        ⇒ 2026-03-11T00:00Z
    yesterday                    ⇒ 2026-03-10T00:00Z
    yesterday 15:00              ⇒ 2026-03-10T15:00Z
    3pm yesterday                ⇒ 2026-03-10T15:00Z
    yesterday at noon            ⇒ 2026-03-10T12:00Z
    today +1000                  ⇒ 2026-03-11T14:00Z
    last thursday                ⇒ 2026-03-05T00:00Z
    last wednesday               ⇒ 2026-03-04T00:00Z
    last tuesday                 ⇒ 2026-03-10T00:00Z
    friday 3:30pm                ⇒ 2026-03-06T15:30Z
    last sun 12am                ⇒ 2026-03-08T00:00Z
  `)
})

describe('a time alone is the last that has passed', () => {
  check(`
    3:00                         ⇒ 2026-03-11T03:00Z
    14:30:15                     ⇒ 2026-03-11T14:30:15Z
    14:30:16                     ⇒ 2026-03-10T14:30:16Z
    3pm                          ⇒ 2026-03-10T15:00Z
    3 PM                         ⇒ 2026-03-10T15:00Z
    12:05 am                     ⇒ 2026-03-11T00:05Z
    noon                         ⇒ 2026-03-11T12:00Z
    15:00 +0200                  ⇒ 2026-03-11T13:00Z
  `)
})

describe('no dates', () => {
  check(`
    soon                         ⇒ no
    5 days                       ⇒ no
    days ago                     ⇒ no
    5 ago                        ⇒ no
    ago                          ⇒ no
    last                         ⇒ no
    last yesterday               ⇒ no
    2019                         ⇒ no
    november 2019                ⇒ no
    13/1/2019                    ⇒ no
    2019-02-29                   ⇒ no
    2019-11/01                   ⇒ no
    0099-01-01                   ⇒ no
    2019-11-01 2019-11-02        ⇒ no
    yesterday yesterday          ⇒ no
    yesterday friday             ⇒ no
    Fri, 07 Apr 2005             ⇒ no
    25:00                        ⇒ no
    13pm                         ⇒ no
    0am                          ⇒ no
    3:60                         ⇒ no
    3:00 +9900                   ⇒ no
    +0200                        ⇒ no
    10001 years ago              ⇒ no
  `)

  test('nothing, and no text that is too long', () => {
    expect(readDate('')).toBeUndefined()
    expect(readDate(' ')).toBeUndefined()
    expect(readDate(`${' '.repeat(100)}yesterday`)).toBeUndefined()
  })
})

const SEED = 20260311

const words = fc.constantFrom(
  ...'0 1 12 31 99 999999 2019 1112911993 2019-11-01 31.12.9999 12/31/1000 3pm 23:59:60 12:00am 3:00z +1400 -0730 z est a ten'.split(' '),
  ...'second minutes day weeks months years ago last now today yesterday sunday fri feb december noon at , . _'.split(' '),
)

test(`any words are a moment or none, whatever the time of the search (seed ${SEED})`, () => {
  const moments = new Set<string>()
  fc.assert(fc.property(fc.array(words, { maxLength: 5 }), fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), (parts, now) => {
    const date = readDate(parts.join(' '))
    if (!date) return
    moments.add(date.kind)
    expect(Number.isFinite(new Date(resolveDate(date, now)).getTime())).toBe(true)
    if (date.kind === 'time') expect(now.getTime() - resolveDate(date, now)).toBeLessThan(86_400_000)
  }), { seed: SEED, numRuns: 20_000 })
  expect([...moments].sort()).toEqual(['ago', 'day', 'fixed', 'time'])
})
