import { describe, expect, test } from 'vitest'
import { repairsIn, type WayToName } from './cases.ts'

const culprit = { oid: 'c0ffee0'.padEnd(40, '0'), time: 1, message: 'net: count the sent\n\nAll of them.\n' }

/** The body of a commit that mends the one above; `/` ends a line. No symptom: it is no case. */
describe('what a repair tells of the fault, without what names the culprit', () => {
  const check = (body: string, symptom: string | null) =>
    test(body, () => {
      const repair = { oid: 'f'.repeat(40), time: 2, message: `net: fix\n\n${body.replaceAll(' / ', '\n')}` }
      const [found] = repairsIn([culprit, repair])
      expect(found?.symptom.replace(/\s*\n\s*/g, ' / ') ?? null).toBe(symptom)
    })

  const fault = 'The counter of a port overflows after a day of traffic.'
  check(`${fault} /  / Fixes: c0ffee0 ("net: count the sent")`, fault)
  check(`${fault} /  / Fixes: c0ffee0 ("net: count / the sent") / Signed-off-by: A <a@b.c>`, fault)
  check(`${fault} /  / Fixes: c0ffee0 ('net: count / the sent')`, fault)
  check(`${fault} / Since "net: count the sent" it is wrong. /  / Fixes: c0ffee0 ("net: count the sent")`, `${fault} / Since " " it is wrong.`)
  check(`${fault} / Since "net: count / the sent" it is wrong. /  / Fixes: c0ffee0 ("net: count the sent")`, `${fault} / Since " " it is wrong.`)
  check(`${fault} / Seen after c0ffee0 went in. /  / Fixes: c0ffee0 ("net: count the sent")`, `${fault} / Seen after   went in.`)
  check('Too short. /  / Fixes: c0ffee0 ("net: count the sent")', null)
  check(`${fault} /  / Fixes: 1234567 ("of another project")`, null)
  check(fault, null)
})

describe('how a repair names the culprit', () => {
  const check = (named: string, expected: readonly WayToName[]) =>
    test(named, () => {
      const repair = { oid: 'f'.repeat(40), time: 2, message: `net: fix\n\nThe counter of a port overflows after a day of traffic.\nIt was ${named}\n` }
      expect((['trailer', 'sentence'] as const).filter((way) => repairsIn([culprit, repair], way).length > 0)).toEqual(expected)
    })

  check('so.\nFixes: c0ffee0', ['trailer', 'sentence'])
  check('introduced in c0ffee0.', ['sentence'])
  check('Introduced by commit C0FFEE0', ['sentence'])
  check('broken since c0ffee0', ['sentence'])
  check('a regression from commit\nc0ffee0', ['sentence'])
  check('caused by [c0ffee0]', ['sentence'])
  check('fixed after the bug in (c0ffee0)', ['sentence'])
  check('seen with c0ffee0', [])
  check('introduced in 2020 as c0ffee0', [])
  check('introduced in 1234567, of another project', [])
})
