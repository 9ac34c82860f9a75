import { describe, expect, test } from 'vitest'
import { repairsIn } from './cases.ts'

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
  check(`${fault} / Seen after c0ffee0 went in. /  / Fixes: c0ffee0 ("net: count the sent")`, `${fault} / Seen after   went in.`)
  check('Too short. /  / Fixes: c0ffee0 ("net: count the sent")', null)
  check(`${fault} /  / Fixes: 1234567 ("of another project")`, null)
  check(fault, null)
})
